"""How a call can end other than with an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """The service refuses the call; a door makes of it what the SDK would raise.

    ``code`` and ``message`` are those of the service's error. ``query_code`` is the code that the
    older query protocol has for it, where that differs: the SDK shows it as ``Error.Code``.
    ``throttled`` says how long the refusal lasts if it is a throttle: 1 for one attempt, 2 until
    the SDK gives up.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 400,
        query_code: str = "",
        sender: bool = True,
        throttled: int = 0,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.query_code = query_code
        #: Whose fault it is: the caller's, or the service's own.
        self.sender = sender
        self.throttled = throttled
        #: What the error says besides its message, in the names of the service's model.
        self.members: Mapping[str, Any] = members or {}


class NotModelled(Refusal):
    """The operation, or an option of it, is beyond this model: said, never guessed."""

    def __init__(self, what: str) -> None:
        super().__init__("NotModelled", f"{what} is not modelled by the simulator", status=501)


class AnswerLost(Exception):
    """The call was done, and its answer never reaches the caller, whose SDK will try again."""
