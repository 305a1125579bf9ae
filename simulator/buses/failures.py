"""Failures of a delivery, in the words that a dead-letter queue gets to see (EB-DEL-05)."""

from __future__ import annotations

from pattern_tck.simulator.queues.incoming import Undeliverable
from pattern_tck.simulator.refusals import Refusal


class Failure(Exception):
    """A delivery failed. ``retriable`` says whether it is tried again (EB-DEL-03, EB-DEL-04).

    ``body`` is what would have been delivered, where the failure is in making it.
    """

    def __init__(self, code: str, message: str, *, retriable: bool = False, body: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retriable = retriable
        self.body = body


def no_resource(message: str) -> Failure:
    """There is no such target; no retry would find it (EB-DEL-04)."""
    return Failure("NO_RESOURCE", message)


def no_permissions(message: str) -> Failure:
    """The target does not let EventBridge in; no retry would help (EB-DEL-04)."""
    return Failure("NO_PERMISSIONS", message)


def given_up() -> Failure:
    """The target was throttled for so long that EventBridge does not try again (EB-DEL-06)."""
    return Failure("THROTTLING", "the target is throttled")


def of_undeliverable(error: Undeliverable) -> Failure:
    """Say in EventBridge's words why a queue or a topic did not take the event."""
    if "NonExistent" in error.code or "NotFound" in error.code:
        return no_resource(error.message)
    if "Denied" in error.code or "Authorization" in error.code:
        return no_permissions(error.message)
    return Failure("INVALID_PARAMETER", error.message)


def of_refusal(error: Refusal) -> Failure:
    """Say in EventBridge's words that the target's service refused the call."""
    if error.throttled:
        return Failure("THROTTLING", error.message, retriable=True)
    if error.status >= 500:
        return Failure("INTERNAL_ERROR", error.message, retriable=True)
    return Failure("INVALID_PARAMETER", error.message)
