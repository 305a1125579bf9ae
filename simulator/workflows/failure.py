"""Failures: how a state ends that does not succeed, in the words that Retry and Catch see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.json_texts import DEEPEST

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.document import Document

TIMEOUT: Final = "States.Timeout"
HEARTBEAT_TIMEOUT: Final = "States.HeartbeatTimeout"
TASK_FAILED: Final = "States.TaskFailed"
DATA_LIMIT_EXCEEDED: Final = "States.DataLimitExceeded"
EXCEEDED_TOLERANCE: Final = "States.ExceedToleratedFailureThreshold"
RUNTIME: Final = "States.Runtime"


class Failure(Exception):
    """A state fails. ``also`` is a second name under which a handler may know it (SFN-ERR-12).

    An error or a cause that nobody gave is None: answers leave it out, handlers see it empty.
    """

    def __init__(self, error: str | None, cause: str | None = None, *, also: str = "") -> None:
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause
        self.also = also

    def bare(self) -> Failure:
        """Forget where it was raised: what it is kept by would keep everything there alive."""
        self.__traceback__ = self.__cause__ = self.__context__ = None
        return self

    @property
    def output(self) -> dict[str, Any]:
        """Give what a catcher hands to the next state (SFN-ERR-07)."""
        return {"Error": self.error or "", "Cause": self.cause or ""}

    @property
    def details(self) -> dict[str, Any]:
        """Give error and cause as the API has them, as far as there are any."""
        told = {}
        if self.error is not None:
            told["error"] = self.error
        if self.cause is not None:
            told["cause"] = self.cause
        return told


class TimedOut(Failure):
    """A task took too long, or was silent for too long; it has an event of its own."""


class HistoryFull(Exception):
    """The execution has as many events as it may have; nothing handles that (SFN-LIM-01)."""


def check_result(result: Document, most: int, what: str) -> None:
    """Raise `Failure` if the result of a state or task has more than ``most`` bytes (SFN-LIM-01).

    One that is nested deeper than this interpreter follows fails as what it cannot run.
    """
    if result.too_deep:
        raise Failure(
            RUNTIME,
            f"The state/task '{what}' returned a result that is nested more than {DEEPEST} deep",
        )
    if result.exceeds(most):
        raise Failure(
            DATA_LIMIT_EXCEEDED,
            f"The state/task '{what}' returned a result with a size exceeding the maximum number "
            "of bytes service limit.",
        )
