"""The five minutes in which a FIFO topic knows a message again (SNS-FIFO-03)."""

from __future__ import annotations

from hashlib import sha256
from typing import Final, NamedTuple

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.octets import octets

#: For so long, in microseconds of the clock, a repeated id is accepted and not delivered.
INTERVAL: Final = 5 * 60 * SECOND


class Accepted(NamedTuple):
    """What the publisher of a message was told; who repeats it is told the same."""

    message_id: str
    sequence: str


class Deduplication:
    """Remembers for five minutes which deduplication ids were published.

    A key is the group, where the scope of deduplication is the group, and the id. The interval
    counts from the first publish: a repetition does not prolong it.
    """

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        #: By key: when it is forgotten, and what was answered. The oldest comes first.
        self._seen: dict[tuple[str, str], tuple[int, Accepted]] = {}

    def earlier(self, key: tuple[str, str], now: int) -> Accepted | None:
        """Give what was answered to the first publish of this id; None if it is not remembered."""
        self._forget(now)
        found = self._seen.get(key)
        return found[1] if found else None

    def remember(self, key: tuple[str, str], now: int, accepted: Accepted) -> None:
        """Know this id again for the next five minutes."""
        self._seen[key] = (now + INTERVAL, accepted)

    def _forget(self, now: int) -> None:
        # All are kept equally long, so the first one in the dictionary is the first to go.
        while self._seen:
            key = next(iter(self._seen))
            if self._seen[key][0] > now:
                return
            del self._seen[key]


def of_content(text: str) -> str:
    """Give the deduplication id that a topic makes of a body; attributes do not count."""
    return sha256(octets(text)).hexdigest()
