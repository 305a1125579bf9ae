"""The time of a world behind this door: real time and what was added to it, or one that stands.

Everything that is due happens in its order, also when much time passes at once: timers of the
model, and calls that wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from pattern_tck.simulator.clock import SECOND, VirtualClock

#: Real time, which can be advanced besides; a time that stands still but for advances; and one that
#: stands, and that a call that waits lets pass, as if nobody else were at work.
REAL: Final = "real"
VIRTUAL: Final = "virtual"
SKIPPING: Final = "skipping"
KINDS: Final = (REAL, VIRTUAL, SKIPPING)

#: The most that one advance may add, in seconds: more alarms would be evaluated than anybody
#: has patience for.
MOST_AT_ONCE: Final = 366 * 24 * 3600
#: No clock goes beyond this moment, in seconds since the epoch: the year 5138.
_LAST: Final = 100_000_000_000


class Timekeeper:
    """Moves the clock of one world.

    ``waiting`` gives the moment at which the first waiting call wants to be tried again, and
    ``retry`` tries all of them. What goes wrong where nobody calls is given to ``trouble``.
    """

    def __init__(
        self,
        clock: VirtualClock,
        *,
        kind: str,
        waiting: Callable[[], int | None],
        retry: Callable[[], None],
        trouble: Callable[[Exception], None],
        real: Callable[[], float] = time.time,
    ) -> None:
        self.clock = clock
        self.kind = kind
        self._stands = kind != REAL
        self._waiting = waiting
        self._retry = retry
        self._trouble = trouble
        self._real = real
        #: Seconds that were added to real time.
        self.offset = 0.0
        #: By how much the time of a world that was saved is ahead of real time.
        self._ahead = 0.0
        if not self._stands:
            clock.begin_at(real())

    def take(self, clock: VirtualClock) -> None:
        """Go on with another clock, from the moment at which it stands."""
        self.clock = clock
        self.offset = 0.0
        self._ahead = clock.micros / SECOND - self._real()

    @property
    def target(self) -> int:
        """Give the moment, in microseconds, at which the clock should be now."""
        if self._stands:
            return self.clock.micros
        # Real clocks are set back now and then; this one never is.
        return max(self.clock.micros, round((self._real() + self._ahead + self.offset) * SECOND))

    def catch_up(self) -> None:
        """Let everything happen that is due by now."""
        self.move_to(self.target)

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass at once; ValueError if they are negative or too many."""
        if not 0 <= seconds <= MOST_AT_ONCE:
            raise ValueError(f"seconds are from 0 to {MOST_AT_ONCE} in one advance")
        goal = self.target + round(seconds * SECOND)
        if goal > _LAST * SECOND:
            raise ValueError("the clock does not go that far")
        self.offset += seconds
        self.move_to(goal)

    def move_to(self, goal: int) -> None:
        """Go on to a moment, from one thing that is due to the next."""
        while (due := self.next_due()) is not None and due <= goal:
            self._pass(due)
            self._retry()
        self._pass(goal)

    def _pass(self, moment: int) -> None:
        clock = self.clock
        try:
            clock.pass_time(max(0, moment - clock.micros) / SECOND)
        except Exception as mistake:  # noqa: BLE001 - one thing goes wrong, and all others go on
            self._trouble(mistake)

    def next_due(self) -> int | None:
        """Give the moment at which something happens next; None if nothing will."""
        timer, waiting = self.clock.next_timer(), self._waiting()
        if timer is None or waiting is None:
            return waiting if timer is None else timer
        return min(timer, waiting)

    def pause(self) -> float | None:
        """Give how many real seconds there are until something is due; None: do not wait.

        Where calls skip time, nothing happens unless somebody calls: all of it in one order.
        """
        if self.kind == SKIPPING:
            return None
        due = self.next_due()
        if due is None:
            return None
        ahead = due - self.target
        if ahead <= 0:
            return 0.0
        return None if self._stands else ahead / SECOND
