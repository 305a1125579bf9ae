"""A visit: one state of one branch, from the moment that it is entered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.workflows.document import Document, written
from pattern_tck.simulator.workflows.failure import Failure, check_result
from pattern_tck.simulator.workflows.language.errors import QUERY_EVALUATION_ERROR, StateError
from pattern_tck.simulator.workflows.language.scope import ABSENT, Scope

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.branch import Branch

#: States that can be tried again: only their context object counts that.
_TRIES_AGAIN: Final = frozenset({"Task", "Parallel", "Map"})
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@lru_cache(maxsize=64)
def timestamp(micros: int) -> str:
    """Write a time of the clock as the context object has it."""
    moment = _EPOCH + dt.timedelta(microseconds=micros)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


class Visit:
    """What a state knows while it is visited; ``event`` is the id of the event of its entry."""

    __slots__ = (
        "_context",
        "_entered",
        "_retries",
        "_scope",
        "assigned",
        "before",
        "branch",
        "document",
        "event",
        "name",
        "role",
    )

    def __init__(self, branch: Branch, name: str, kind: str, document: Document) -> None:
        self.branch = branch
        self.name = name
        self.document = document
        branch.state, branch.kind, branch.input, branch.children = name, kind, document, []
        branch.run = None
        #: The id of the event that led to the entry.
        self.before = branch.last
        self.event = branch.note(f"{kind}StateEntered", {"name": name, "input": document.text})
        self._entered = branch.execution.clock.micros
        self._retries = 0
        self._context: dict[str, Any] | None = branch.execution.pretended
        self.assigned: Mapping[str, Any] | None = None
        #: The role that the work is done with, where that is another one.
        self.role: str | None = None
        self._scope: Scope | None = None

    @property
    def label(self) -> str:
        """Give what a person knows it by."""
        return f"{self.name} of {self.branch.execution.name}"

    @property
    def destination(self) -> str:
        """Give the ARN of the state machine: whoever made that suffers what is done to it."""
        return self.branch.execution.machine.arn

    @property
    def context(self) -> dict[str, Any]:
        """Give the context object; few states look at it."""
        if self._context is None:
            branch = self.branch
            execution = branch.execution
            state: dict[str, Any] = {"Name": self.name, "EnteredTime": timestamp(self._entered)}
            if branch.kind in _TRIES_AGAIN:
                state["RetryCount"] = self._retries
            self._context = {
                "Execution": execution.context,
                "StateMachine": execution.machine_context,
                "State": state,
            }
            if branch.item is not None:
                self._context["Map"] = branch.item
        return self._context

    @property
    def scope(self) -> Scope:
        """Give what expressions about the input see."""
        if self._scope is None:
            self._scope = self.scope_of(self.document.value)
        return self._scope

    def scope_of(self, value: Any, *, result: Any = ABSENT, error: Any = ABSENT) -> Scope:
        """Give what expressions see for which ``$`` is a value."""
        execution = self.branch.execution
        return Scope(
            value,
            self.context,
            self.branch.variables,
            result,
            error,
            execution.chance,
            execution.clock.now,
        )

    def tried_again(self) -> None:
        """Count a further try, which the context object tells."""
        self._retries += 1
        if self._context is not None:
            self._context["State"]["RetryCount"] += 1

    def assign(self, variables: Mapping[str, Any]) -> None:
        """Note variables, which are there from the next state on."""
        self.assigned = variables

    def leave(self, kind: str, value: Any, document: Document | None = None) -> Document:
        """Leave the state with an output.

        Raises `Failure` (States.DataLimitExceeded) if that is too large (SFN-LIM-01).
        """
        branch = self.branch
        output = document if document is not None else self.document_of(value)
        check_result(output, branch.execution.profile.largest_payload, self.name)
        details: dict[str, Any] = {"name": self.name, "output": output.text}
        if self.assigned:
            branch.variables = {**branch.variables, **self.assigned}
            details["assignedVariables"] = {
                name: Document(one).text for name, one in self.assigned.items()
            }
            details["assignedVariablesDetails"] = {"truncated": False}
        branch.note(f"{kind}StateExited", details)
        return output

    def document_of(self, value: Any) -> Document:
        """Give the document of a value, as short as it can be; the input is written already."""
        document = self.document
        if value is document.value and not document.as_given:
            return document
        return Document(value)

    def failed(self, error: StateError) -> Failure:
        """Make the failure of an expression that went wrong in this state."""
        # A cause that shows the input shows it as it was written.
        shown = f"in the input '{written(self.document.value)}'"
        reason = error.cause.replace(shown, f"in the input '{self.document.text}'")
        cause = (
            f"An error occurred while executing the state '{self.name}' (entered at the event id "
            f"#{self.event}). {reason}"
        )
        if error.error == QUERY_EVALUATION_ERROR:
            details = {"error": error.error, "cause": cause, "state": self.name}
            if error.location:
                details["location"] = error.location
            if self.branch.kind == "Map" and self.branch.last == self.event:
                # Before a Map has started, AWS has it that what led to the state led to this.
                self.branch.last = self.before
            self.branch.note("EvaluationFailed", details)
        return Failure(error.error, cause)
