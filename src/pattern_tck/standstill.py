"""Standstill: for how long the kit itself did not come round to anything, in real time.

Where time is real, timers of a target run on while a busy machine holds the kit up: a sign of life
comes too late, a message is visible again before it is deleted. What a scenario saw then tells of
the machine, and not of the implementation.
"""

from __future__ import annotations

import time
from collections.abc import Callable


class Standstill:
    """Notes the longest time between two looks at the world, without what was waited on purpose."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._last = monotonic()
        self._longest = 0.0

    def looked(self, waited: float = 0.0) -> None:
        """Note a look, after so many seconds were waited on purpose."""
        now = self._monotonic()
        self._longest = max(self._longest, now - self._last - waited)
        self._last = now

    @property
    def longest(self) -> float:
        """Give the longest standstill until now, in seconds of real time."""
        self.looked()
        return self._longest
