"""The time limits of a task: how long it may take, and how long it may be silent (SFN-INT-05)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pattern_tck.simulator.workflows.failure import HEARTBEAT_TIMEOUT, TIMEOUT, TimedOut

if TYPE_CHECKING:
    from pattern_tck.simulator.clock import Timer, VirtualClock
    from pattern_tck.simulator.workflows.pause import Pause


class TimeLimits:
    """Gives a task up that takes too long, or is silent for too long; None is no limit."""

    __slots__ = ("_clock", "_expire", "_life", "_pause", "_timers", "heartbeat", "timeout")

    def __init__(self, clock: VirtualClock, timeout: float | None, heartbeat: float | None) -> None:
        self._clock = clock
        self.timeout = timeout
        self.heartbeat = heartbeat
        self._timers: list[Timer] = []
        self._life: Timer | None = None
        self._pause: Pause | None = None
        self._expire: Callable[[], None] | None = None

    def begin(self, pause: Pause, expire: Callable[[], None] | None = None) -> None:
        """Count from the first call on. What fails is the pause of the last call.

        ``expire`` is called before it does.
        """
        begun = self._pause is not None
        self._pause, self._expire = pause, expire
        if begun:
            return
        if self.timeout is not None:
            self._timers.append(self._clock.after(self.timeout, self._too_long))
        self.alive()

    def alive(self) -> None:
        """Count silence from now on; the time limit itself does not move."""
        if self.heartbeat is not None and self._pause is not None:
            if self._life is not None:
                self._life.cancel()
            self._life = self._clock.after(self.heartbeat, self._too_silent)

    @property
    def deadline(self) -> int | None:
        """Give the moment (microseconds) at which it is given up, if nobody does anything."""
        timers = [*self._timers, *([self._life] if self._life is not None else [])]
        return min((timer.due for timer in timers), default=None)

    def end(self) -> None:
        """Count no longer."""
        for timer in self._timers:
            timer.cancel()
        if self._life is not None:
            self._life.cancel()

    def _too_long(self) -> None:
        self._give_up(TimedOut(TIMEOUT))

    def _too_silent(self) -> None:
        # SFN-ERR-12: the documentation has two names for it; a handler may use either.
        self._give_up(TimedOut(TIMEOUT, also=HEARTBEAT_TIMEOUT))

    def _give_up(self, failure: TimedOut) -> None:
        if self._pause is not None and not self._pause.over:
            if self._expire is not None:
                self._expire()
            self._pause.fail(failure)
