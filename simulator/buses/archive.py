"""An archive: keeps the events of a bus that match a pattern, for a replay (EB-ARC-01)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Final

from pattern_tck.simulator.buses.event import Event
from pattern_tck.simulator.clock import SECOND

_DAY: Final = 86_400 * SECOND


class Archive:
    """One archive of one bus. Times are in microseconds."""

    def __init__(self, name: str, arn: str, bus: str, made: int) -> None:
        self.name = name
        self.arn = arn
        #: ARN of the bus whose events it keeps.
        self.bus = bus
        self.made = made
        self.description: str | None = None
        self.pattern_text: str | None = None
        #: None keeps every event.
        self.pattern: Callable[[Any], bool] | None = None
        #: In days; 0 keeps events for ever.
        self.retention = 0
        self._kept: deque[Event] = deque()

    def take(self, event: Event) -> None:
        """Keep an event, unless it is itself replayed or does not match (EB-ARC-01)."""
        if not event.replay and (self.pattern is None or self.pattern(event.fields)):
            self._kept.append(event)

    def clear(self) -> None:
        """Keep nothing any more."""
        self._kept.clear()

    def events(self, moment: int) -> list[Event]:
        """Give what is kept at a moment, in the order of arrival."""
        if self.retention:
            oldest = moment - self.retention * _DAY
            while self._kept and self._kept[0].ingested <= oldest:
                self._kept.popleft()
        return list(self._kept)
