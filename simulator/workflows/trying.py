"""Trying a single state: TestState runs it once, and says what its handlers would do.

Source: API-SFN TestState; SFN-DG "Using TestState API to test a state". The answer tells what
Retry or Catch would do; nothing is tried again.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.workflows.branch import Branch, Course
from pattern_tck.simulator.workflows.distributed_map import EXCEEDED, DistributedMapState
from pattern_tck.simulator.workflows.document import Document, written
from pattern_tck.simulator.workflows.failure import EXCEEDED_TOLERANCE, Failure
from pattern_tck.simulator.workflows.handlers import Tries
from pattern_tck.simulator.workflows.language.errors import StateError
from pattern_tck.simulator.workflows.language.scope import ABSENT
from pattern_tck.simulator.workflows.map_state import MappingState
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.program import Program
from pattern_tck.simulator.workflows.task_state import TaskState
from pattern_tck.simulator.workflows.visit import Visit
from pattern_tck.simulator.workflows.working_state import WorkingState

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.mocks import Mocked

#: What is told of the result of a Map.
_AFTER_RESULT: Final = ("afterResultSelector", "afterResultPath")


class Trial(Program):
    """A program that ends after one state; it notes how that went."""

    def __init__(
        self,
        name: str,
        state: Any,
        mock: Mocked | None,
        *,
        retries: int | None = None,
        failures: int = 0,
    ) -> None:
        super().__init__(name, {name: state})
        self._state = state
        self._mock = mock
        #: How often a retrier has acted already, and how many items of a Map have failed.
        self._retries = retries
        self._failures = failures
        self.answer: dict[str, Any] = {}
        self.inspected: dict[str, Any] = {}

    def run(self, branch: Branch, document: Document, begin: str) -> Course:
        """Visit the state once; raises `Failure` where nothing catches it."""
        state, given, variables = self._state, document, branch.variables
        self.inspected["input"] = document.text
        try:
            if isinstance(state, WorkingState):
                document, following = yield from self._work(state, branch, document)
            elif state.waits:
                document, following = yield from state.visit(branch, document)
            else:
                document, following = state.visit(branch, document)
        except Failure as failure:
            self.answer = {"status": self.answer.get("status", "FAILED"), **failure.details}
            raise
        finally:
            if not isinstance(state, WorkingState):
                self._note_fields(state, branch, given, variables)
        self.answer.setdefault("status", "SUCCEEDED")
        self.answer["output"] = document.text
        if following is not None:
            self.answer["nextState"] = following
        return document

    def _work(self, state: WorkingState, branch: Branch, document: Document) -> Any:
        visit = Visit(branch, state.name, state.kind, document)
        if self._retries is not None and "State" in visit.context:
            visit.context["State"]["RetryCount"] = self._retries
        result = ABSENT
        try:
            result = yield from self._attempt(state, visit)
            self._inspect(state, visit, result)
            return visit.leave(state.kind, state.fields.put(visit, result)), state.following
        except StateError as error:
            failure = visit.failed(error)
        except Failure as raised:
            failure = raised.bare()
        if result is ABSENT:
            self._inspect(state, visit, ABSENT)
        tries = Tries(state.retriers, self._retries or 0)
        pause = tries.pause(failure, branch.execution.chance)
        details: dict[str, Any] = {} if tries.last is None else {"retryIndex": tries.last}
        if pause is not None:
            self.answer["status"] = "RETRIABLE"
            details["retryBackoffIntervalSeconds"] = int(pause)
        else:
            for at, catcher in enumerate(state.catchers):
                if catcher.takes(failure):
                    self.answer = {"status": "CAUGHT_ERROR", **failure.details}
                    self.inspected["errorDetails"] = {**details, "catchIndex": at}
                    caught = catcher.caught(visit, failure)
                    return visit.leave(state.kind, caught), catcher.following
        if details:
            self.inspected["errorDetails"] = details
        raise failure

    def _attempt(self, state: WorkingState, visit: Visit) -> Generator[Pause, Any, Any]:
        """Have the work done, or have it come to what was said."""
        if self._mock is None or isinstance(state, TaskState):
            return (yield from state.attempt(visit))
        if isinstance(state, MappingState):
            try:
                for name, value in state.stages(visit):
                    self.inspected[name] = value
            except StateError as error:
                raise Failure(error.error, error.cause) from None
        result = self._mock.result()
        if isinstance(state, DistributedMapState) and state.gives_up(visit, self._failures):
            raise Failure(EXCEEDED_TOLERANCE, EXCEEDED)
        return result

    def _inspect(self, state: WorkingState, visit: Visit, result: Any) -> None:
        try:
            stages = state.fields.stages(visit, result)
        except StateError:
            return
        if isinstance(state, MappingState):
            # What it was given was told before; its result is told as the fields leave it.
            stages = {name: stages[name] for name in _AFTER_RESULT if name in stages}
        self.inspected |= {name: written(value) for name, value in stages.items()}

    def _note_fields(
        self, state: Any, branch: Branch, document: Document, variables: Mapping[str, Any]
    ) -> None:
        """Note what the fields of a state without work make of its input.

        Its visit is over: this one has the ``variables`` that it began with.
        """
        branch.variables, after = variables, branch.variables
        try:
            stages = state.stages(Visit(branch, state.name, state.kind, document))
        except StateError:
            return
        finally:
            branch.variables = after
        self.inspected |= {name: written(value) for name, value in stages.items()}


#: What a definition needs around a single state, to be looked at as one of a machine.
_TARGET: Final = {"Type": "Succeed"}


def around(name: str, state: Mapping[str, Any]) -> dict[str, Any]:
    """Give a machine of one state, and of ends for all that it leads to."""
    listed = [state.get(name) for name in ("Choices", "Catch")]
    rules = [rule for rules in listed if isinstance(rules, list) for rule in rules]
    named = [state.get("Next"), state.get("Default")]
    named += [rule.get("Next") for rule in rules if isinstance(rule, Mapping)]
    ends = {one: _TARGET for one in named if isinstance(one, str) and one != name}
    return {"StartAt": name, "States": {name: state, **ends}}
