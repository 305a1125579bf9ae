"""Fair queues: on a standard queue a group id names a tenant (FAIR-01)."""

from __future__ import annotations

from collections import deque
from typing import Final

from pattern_tck.simulator.queues.message import IN_FLIGHT, READY, Message

#: FAIR-03: below so many messages in flight nothing changes.
_LEAST_IN_FLIGHT: Final = 30
#: FAIR-03: whoever has more than this share of them is noisy.
_SHARE: Final = 0.1


class Tenants:
    """Who has how much in flight, and which messages wait for whom.

    Fairness changes the order and nothing else: the noisy tenant is served whenever no quiet one
    waits (FAIR-04), and messages of one tenant are in flight side by side (FAIR-02).
    """

    def __init__(self) -> None:
        self._in_flight: dict[str, int] = {}
        self._total = 0
        self._waiting: dict[str, deque[tuple[int, Message]]] = {}

    def line_up(self, message: Message) -> None:
        """Note that a message of a tenant is visible."""
        self._waiting.setdefault(message.group, deque()).append((message.epoch, message))

    def hand_out(self, message: Message) -> None:
        """Note that a message is in flight."""
        self._total += 1
        self._in_flight[message.group] = self._in_flight.get(message.group, 0) + 1

    def give_back(self, message: Message) -> None:
        """Note that a message is in flight no more, if it was."""
        if message.state == IN_FLIGHT:
            self._total -= 1
            self._in_flight[message.group] -= 1
            if not self._in_flight[message.group]:
                del self._in_flight[message.group]

    def is_noisy(self, group: str) -> bool:
        """Say whether a tenant has more than its share in flight; nobody in particular has not."""
        return (
            bool(group)
            and self._total >= _LEAST_IN_FLIGHT
            and self._in_flight.get(group, 0) > _SHARE * self._total
        )

    def first_quiet(self) -> Message | None:
        """Give the visible message that waits longest for a tenant who makes no noise."""
        for group in list(self._waiting):
            self.tidy(group)
        fronts = [line[0][1] for group, line in self._waiting.items() if not self.is_noisy(group)]
        return min(fronts, key=lambda message: message.order, default=None)

    def tidy(self, group: str) -> None:
        """Forget what waits no more at the front of a tenant's line, and a line that is empty."""
        line = self._waiting.get(group)
        while line and (line[0][1].state != READY or line[0][1].epoch != line[0][0]):
            line.popleft()
        if line is not None and not line:
            del self._waiting[group]
