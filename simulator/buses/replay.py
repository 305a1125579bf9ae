"""A replay: archived events put on their bus again, minute by minute (EB-ARC-01, EB-ARC-02)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pattern_tck.simulator.buses.routing import route
from pattern_tck.simulator.freedoms import REPLAY_ORDER

if TYPE_CHECKING:
    from pattern_tck.simulator.buses.archive import Archive
    from pattern_tck.simulator.buses.bus import Bus
    from pattern_tck.simulator.buses.event import Event
    from pattern_tck.simulator.world import Region

_MINUTE: Final = 60
#: Seconds from one step of a replay to the next; AWS says no figure.
_PACE: Final = 1
#: How far behind an event may be that overtakes in its minute.
_REACH: Final = 4

#: States in which a replay can be cancelled.
GOING_ON: Final = frozenset({"STARTING", "RUNNING"})


class Replay:
    """One replay of an archive to its bus.

    It goes on by the clock: a second after its start it puts the first minute of events on the
    bus, each second another one, and a second after the last it is completed. ``start`` and
    ``end`` are in seconds since the epoch; an event counts by its own time, ends included.
    """

    def __init__(
        self,
        region: Region,
        name: str,
        archive: Archive,
        bus: Bus,
        *,
        start: int,
        end: int,
        rules: tuple[str, ...],
    ) -> None:
        self.name = name
        self.arn = region.arn("events", f"replay/{name}")
        self.archive = archive
        self.bus = bus
        self.start = start
        self.end = end
        #: ARNs of the rules that it is for; none means all.
        self.rules = rules
        self.description: str | None = None
        self.state = "STARTING"
        self.reason: str | None = None
        #: When it was started, and when it ended, in microseconds.
        self.started = region.world.clock.micros
        self.ended: int | None = None
        #: The time of the last minute that was replayed, in seconds.
        self.reached: int | None = None
        self._region = region
        self._minutes: list[list[Event]] = []
        self._later(self._begin)

    def cancel(self) -> None:
        """Stop before the next minute; what was replayed stays."""
        self.state = "CANCELLING"

    def _later(self, step: Callable[[], None]) -> None:
        def go_on() -> None:
            if self.state == "CANCELLING":
                self._finish("CANCELLED")
            else:
                step()

        self._region.world.clock.after(_PACE, go_on)

    def _begin(self) -> None:
        if self._region.buses.archives.get(self.archive.name) is not self.archive:
            self.reason = "Archive resource not found."
            self._finish("FAILED")
            return
        self.state = "RUNNING"
        kept = self.archive.events(self._region.world.clock.micros)
        wanted = sorted(
            (event for event in kept if self.start <= event.time <= self.end),
            key=lambda event: event.time,
        )
        by_minute = groupby(wanted, key=lambda event: event.time // _MINUTE)
        self._minutes = [list(events) for _, events in by_minute]
        self._go_on()

    def _go_on(self) -> None:
        if not self._minutes:
            self._finish("COMPLETED")
            return
        events = self._minutes.pop(0)
        self.reached = events[-1].time
        while events:
            self._put(events.pop(self._overtaking(events)))
        self._later(self._go_on)

    def _overtaking(self, events: list[Event]) -> int:
        """Say which of the events left in a minute comes next (EB-ARC-02)."""
        if len(events) == 1:
            return 0
        choose = self._region.world.choose
        return choose(REPLAY_ORDER, min(len(events), _REACH), events[0])

    def _put(self, event: Event) -> None:
        """Put an event on the bus, marked as replayed; no archive takes it again (EB-ARC-01)."""
        world = self._region.world
        again = event.replayed(self.name, world.identities.uuid(), world.clock.micros)
        route(self._region, self.bus, again, frozenset(self.rules))

    def _finish(self, state: str) -> None:
        self.state = state
        self.ended = self._region.world.clock.micros
