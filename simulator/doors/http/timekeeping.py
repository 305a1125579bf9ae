"""The time of a world behind this door: real time and what was added to it, or a time that stands.

Everything that is due happens in its order, also when much time passes at once: timers of the
model, and calls that wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from pattern_tck.simulator.clock import SECOND, VirtualClock

#: The most that one advance may add, in seconds: more alarms would be evaluated than anybody
#: has patience for.
MOST_AT_ONCE: Final = 366 * 24 * 3600
#: No clock goes beyond this moment, in seconds since the epoch: the year 5138.
_LAST: Final = 100_000_000_000


class Timekeeper:
    """Moves the clock of one world.

    ``waiting`` gives the moment at which the first waiting call wants to be tried again, and
    ``retry`` tries all of them.
    """

    def __init__(
        self,
        clock: VirtualClock,
        *,
        virtual: bool,
        waiting: Callable[[], int | None],
        retry: Callable[[], None],
        real: Callable[[], float] = time.time,
    ) -> None:
        self.clock = clock
        self.virtual = virtual
        self._waiting = waiting
        self._retry = retry
        self._real = real
        #: Seconds that were added to real time.
        self.offset = 0.0
        if not virtual:
            clock.begin_at(real())

    @property
    def target(self) -> int:
        """Give the moment, in microseconds, at which the clock should be now."""
        if self.virtual:
            return self.clock.micros
        # Real clocks are set back now and then; this one never is.
        return max(self.clock.micros, round((self._real() + self.offset) * SECOND))

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
        clock = self.clock
        while (due := self.next_due()) is not None and due <= goal:
            clock.pass_time(max(0, due - clock.micros) / SECOND)
            self._retry()
        clock.pass_time(max(0, goal - clock.micros) / SECOND)

    def next_due(self) -> int | None:
        """Give the moment at which something happens next; None if nothing will."""
        timer, waiting = self.clock.next_timer(), self._waiting()
        if timer is None or waiting is None:
            return waiting if timer is None else timer
        return min(timer, waiting)

    def pause(self) -> float | None:
        """Give how many real seconds there are until something is due; None: do not wait."""
        due = self.next_due()
        if due is None:
            return None
        ahead = due - self.target
        if ahead <= 0:
            return 0.0
        return None if self.virtual else ahead / SECOND
