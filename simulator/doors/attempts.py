"""What an SDK does by itself: it makes a call again that was throttled or got no answer.

That is part of the contract. A producer's one SendMessage whose answer is lost is two stored
messages (SQS-DEL-04), and its code never knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import ReadTimeoutError

from pattern_tck.simulator.refusals import AnswerLost, Refusal
from pattern_tck.simulator.world import World

#: botocore's own numbers of attempts, by retry mode.
_ATTEMPTS: Final = {"legacy": 5, "standard": 3, "adaptive": 3}
#: Failures of the service that may be over at the next attempt.
_PASSING: Final = frozenset({500, 502, 503, 504})
#: The longest pause between two attempts, in seconds.
_LONGEST_PAUSE: Final = 20.0


class Refused(Exception):
    """A refusal that was not tried again, after so many retries; or nobody tried any more."""

    def __init__(self, refusal: Refusal, retries: int, *, gave_up: bool) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.retries = retries
        self.gave_up = gave_up


def until_answered(
    client: Any, world: World, call: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], int]:
    """Make a call as often as the client's configuration allows; give answer and retries.

    Pauses pass on the virtual clock. They are the middle of botocore's random ones. Raises
    `Refused` where that was the last answer, or botocore's ReadTimeoutError where none came.
    """
    most = _most_attempts(client)
    attempt = 0
    lasting: Refusal | None = None
    while True:
        attempt += 1
        try:
            if lasting is not None:
                raise lasting
            return call(), attempt - 1
        except Refusal as refusal:
            again = refusal.throttled or refusal.status in _PASSING
            if not again or attempt >= most:
                raise Refused(refusal, attempt - 1, gave_up=bool(again)) from None
            if refusal.throttled > 1:
                lasting = refusal
        except AnswerLost:
            if attempt >= most:
                raise ReadTimeoutError(endpoint_url=client.meta.endpoint_url) from None
        world.sleep(min(_LONGEST_PAUSE, 0.5 * 2 ** (attempt - 1)))


def _most_attempts(client: Any) -> int:
    asked = client.meta.config.retries or {}
    mode = asked.get("mode", "legacy")
    return int(asked.get("total_max_attempts") or _ATTEMPTS.get(mode, 3))
