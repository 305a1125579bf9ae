"""Pauses: what a branch waits for, and the list of what can go on at this moment."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pattern_tck.simulator.clock import VirtualClock


class Ready:
    """What can go on now. It does when the world settles: by a timer that is due at once."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._steps: deque[Callable[[], None]] = deque()
        self._expected = False

    def add(self, step: Callable[[], None]) -> None:
        """Have something done at this moment, after everything that was added before."""
        self._steps.append(step)
        if not self._expected:
            self._expected = True
            self._clock.after(0, self._go)

    def _go(self) -> None:
        steps = self._steps
        try:
            while steps:
                steps.popleft()()
        finally:
            self._expected = False
            if steps:
                # A step raised what only the caller can understand; the others are not lost.
                self._expected = True
                self._clock.after(0, self._go)


class Pause:
    """A branch waits for this, once: it ends with a value or with an error."""

    __slots__ = ("error", "go_on", "over", "value")

    def __init__(self) -> None:
        self.over = False
        self.value: Any = None
        self.error: Exception | None = None
        #: What the branch that waits does when it is over.
        self.go_on: Callable[[], None] | None = None

    def end(self, value: Any = None) -> None:
        """Let the branch go on with a value, if it still waits."""
        if self.over:
            return
        self.over = True
        self.value = value
        if self.go_on is not None:
            self.go_on()

    def fail(self, error: Exception) -> None:
        """Let the branch go on with an error, if it still waits."""
        if not self.over:
            self.error = error
            self.end()
