"""The two clocks: real time, and time that passes only when the kit says so."""

from __future__ import annotations

import time


class RealClock:
    """The time of the world; passing time means waiting."""

    virtual = False

    def now(self) -> float:
        """Tell the seconds since the epoch."""
        return time.time()

    def pass_time(self, seconds: float) -> None:
        """Wait."""
        time.sleep(max(0.0, seconds))
