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
#: The longest pause between two attempts, in seconds.
_LONGEST_PAUSE: Final = 20.0


def until_answered(
    client: Any, world: World, call: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], int]:
    """Make a call as often as the client's configuration allows; give answer and retries.

    Pauses pass on the virtual clock. They are the middle of botocore's random ones. Raises what
    the last attempt raised: `Refusal`, or botocore's ReadTimeoutError where no answer came.
    """
    most = _most_attempts(client)
    attempt = 0
    while True:
        attempt += 1
        try:
            return call(), attempt - 1
        except Refusal as refusal:
            if not refusal.throttled and refusal.status < 500:
                raise
            if refusal.throttled > 1 or refusal.status == 501 or attempt >= most:
                raise
        except AnswerLost:
            if attempt >= most:
                raise ReadTimeoutError(endpoint_url=client.meta.endpoint_url) from None
        world.sleep(min(_LONGEST_PAUSE, 0.5 * 2 ** (attempt - 1)))


def _most_attempts(client: Any) -> int:
    asked = client.meta.config.retries or {}
    mode = asked.get("mode", "legacy")
    return int(asked.get("total_max_attempts") or _ATTEMPTS.get(mode, 3))
