"""Programs: states that follow each other, compiled once and run as often as one likes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.workflows.branch import Branch, Course
from pattern_tck.simulator.workflows.distributed_map import DistributedMapState
from pattern_tck.simulator.workflows.document import Document
from pattern_tck.simulator.workflows.fields import language_of
from pattern_tck.simulator.workflows.map_state import InlineMapState
from pattern_tck.simulator.workflows.parallel_state import ParallelState
from pattern_tck.simulator.workflows.resource_reading import read_resource
from pattern_tck.simulator.workflows.simple_states import (
    ChoiceState,
    FailState,
    PassState,
    SucceedState,
    WaitState,
)
from pattern_tck.simulator.workflows.task_state import TaskState
from pattern_tck.simulator.workflows.work import Work

#: So many states in a row that let no time pass mean that a workflow turns in a circle.
_MOST_AT_ONCE: Final = 200_000

_SIMPLE: Final[Mapping[str, Any]] = {
    "Pass": PassState,
    "Succeed": SucceedState,
    "Fail": FailState,
    "Choice": ChoiceState,
    "Wait": WaitState,
}


class TurnsInCircle(RuntimeError):
    """A workflow without a limit goes from state to state for ever, and lets no time pass."""


class Program:
    """The states of a machine, of a branch or of an item, and where they start."""

    def __init__(self, start: str, states: Mapping[str, Any]) -> None:
        self.start = start
        self.states = states

    def run(self, branch: Branch, document: Document, begin: str) -> Course:
        """Go from state to state until the line ends; raises `Failure`."""
        states = self.states
        clock = branch.execution.clock
        state = states[begin]
        count, moment = 0, clock.micros
        while True:
            following: str | None
            if state.waits:
                document, following = yield from state.visit(branch, document)
            else:
                document, following = state.visit(branch, document)
            if following is None:
                return document
            state = states[following]
            count += 1
            if count >= _MOST_AT_ONCE:
                if clock.micros == moment:
                    raise TurnsInCircle(f"{branch.execution.arn} turns in a circle at {following}")
                count, moment = 0, clock.micros


def compile_program(
    given: Mapping[str, Any], tasks: Mapping[str, Work], language: str = "JSONPath"
) -> Program:
    """Compile a definition that was found valid; ``tasks`` is the work that is registered.

    Raises `NotModelled` for what is valid and not here.
    """
    default = language_of(given, language)
    states = {
        name: _compile_state(name, state, tasks, language_of(state, default))
        for name, state in given["States"].items()
    }
    return Program(given["StartAt"], states)


def _compile_state(
    name: str, given: Mapping[str, Any], tasks: Mapping[str, Work], language: str
) -> Any:
    kind = given["Type"]
    if kind in _SIMPLE:
        return _SIMPLE[kind](name, given, language)
    if kind == "Task":
        return TaskState(name, given, language, read_resource(given["Resource"], tasks))
    # What is inside has the language of the machine, unless it says otherwise itself.
    inner = language
    if kind == "Parallel":
        programs = [compile_program(branch, tasks, inner) for branch in given["Branches"]]
        return ParallelState(name, given, language, programs)
    processor = given.get("ItemProcessor", given.get("Iterator"))
    program = compile_program(cast(Mapping[str, Any], processor), tasks, inner)
    config = given.get("ItemProcessor", {}).get("ProcessorConfig", {})
    if config.get("Mode", "INLINE") == "INLINE":
        return InlineMapState(name, given, language, program)
    for field in ("ItemReader", "ResultWriter"):
        if field in given:
            raise NotModelled(f"{field} of a distributed Map, since there is no S3 here,")
    return DistributedMapState(
        name, given, language, program, config.get("ExecutionType", "STANDARD")
    )
