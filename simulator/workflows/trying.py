"""Trying a single state: TestState runs it once, and says what its handlers would do.

Source: API-SFN TestState; SFN-DG "Using TestState API to test a state". The answer tells what
Retry or Catch would do; nothing is tried again.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.workflows.branch import Branch, Course
from pattern_tck.simulator.workflows.document import Document, written
from pattern_tck.simulator.workflows.failure import Failure
from pattern_tck.simulator.workflows.handlers import Tries
from pattern_tck.simulator.workflows.language.errors import StateError
from pattern_tck.simulator.workflows.language.scope import ABSENT
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.program import Program
from pattern_tck.simulator.workflows.task_state import TaskState
from pattern_tck.simulator.workflows.visit import Visit
from pattern_tck.simulator.workflows.working_state import WorkingState

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.limits_of_time import TimeLimits
    from pattern_tck.simulator.workflows.tokens import Token


class Mocked:
    """A resource whose work is what the caller of TestState says it comes to."""

    def __init__(self, mock: Mapping[str, Any]) -> None:
        self._mock = mock

    def token(self, visit: Visit) -> Token | None:
        """Give none: nobody is asked."""
        return None

    def work(
        self, visit: Visit, parameters: Any, token: Token | None, limits: TimeLimits
    ) -> Generator[Pause, Any, Any]:
        """Give the result that was said, or raise the `Failure`."""
        error = self._mock.get("errorOutput")
        if error is not None:
            raise Failure(error.get("error"), error.get("cause"))
        return json.loads(self._mock.get("result", "{}"))
        yield


class Trial(Program):
    """A program that ends after one state; it notes how that went."""

    def __init__(self, name: str, state: Any, retries: int) -> None:
        super().__init__(name, {name: state})
        self._state = state
        self._retries = retries
        self.answer: dict[str, Any] = {}
        self.inspected: dict[str, Any] = {}

    def run(self, branch: Branch, document: Document, begin: str) -> Course:
        """Visit the state once; raises `Failure` where nothing catches it."""
        state = self._state
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
        self.answer.setdefault("status", "SUCCEEDED")
        self.answer["output"] = document.text
        if following is not None:
            self.answer["nextState"] = following
        return document

    def _work(self, state: WorkingState, branch: Branch, document: Document) -> Any:
        visit = Visit(branch, state.name, state.kind, document)
        visit.context["State"]["RetryCount"] = self._retries
        result = ABSENT
        try:
            result = yield from state.attempt(visit)
            self._inspect(state, visit, result)
            return visit.leave(state.kind, state.fields.put(visit, result)), state.following
        except StateError as error:
            failure = visit.failed(error)
        except Failure as raised:
            failure = raised.bare()
        if result is ABSENT:
            self._inspect(state, visit, ABSENT)
        tries = Tries(state.retriers, self._retries)
        pause = tries.pause(failure, branch.execution.chance)
        if pause is not None:
            self.answer["status"] = "RETRIABLE"
            self.inspected["errorDetails"] = {
                "retryIndex": tries.last,
                "retryBackoffIntervalSeconds": int(pause),
            }
            raise failure
        for at, catcher in enumerate(state.catchers):
            if catcher.takes(failure):
                self.answer = {"status": "CAUGHT_ERROR", **failure.details}
                self.inspected["errorDetails"] = {"catchIndex": at}
                return visit.leave(state.kind, catcher.caught(visit, failure)), catcher.following
        raise failure

    def _inspect(self, state: WorkingState, visit: Visit, result: Any) -> None:
        try:
            stages = state.fields.stages(visit, result)
        except StateError:
            return
        self.inspected |= {name: written(value) for name, value in stages.items()}


def mocked(state: Any, mock: Mapping[str, Any] | None) -> Any:
    """Have a Task do what was said instead of its work; raises `NotModelled` for other states."""
    if mock is None:
        return state
    if not isinstance(state, TaskState):
        raise NotModelled(f"a mock of a {state.kind} state")
    if "result" in mock and "errorOutput" in mock:
        raise Refusal("ValidationException", "A mock has either a result or an errorOutput")
    state.resource = Mocked(mock)
    return state


#: What a definition needs around a single state, to be looked at as one of a machine.
_TARGET: Final = {"Type": "Succeed"}


def around(name: str, state: Mapping[str, Any]) -> dict[str, Any]:
    """Give a machine of one state, and of ends for all that it leads to."""
    rules = [*state.get("Choices", ()), *state.get("Catch", ())]
    named = [state.get("Next"), state.get("Default")]
    named += [rule.get("Next") for rule in rules if isinstance(rule, Mapping)]
    ends = {one: _TARGET for one in named if isinstance(one, str) and one != name}
    return {"StartAt": name, "States": {name: state, **ends}}
