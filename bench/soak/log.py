"""The log of a soak: what was asked how often, how long it took, and what was wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Final

#: So many complaints are kept in words; the rest is counted.
_KEPT: Final = 50


@dataclass
class Window:
    """What happened in one round."""

    #: Seconds from a request to its answer, by operation; without the calls that may wait.
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    calls: int = 0

    def percentile(self, operation: str, hundredth: int) -> float | None:
        """Give a percentile of an operation in seconds; None of too few calls."""
        times = self.latencies.get(operation, [])
        return quantiles(times, n=100)[hundredth - 1] if len(times) > 1 else None


class Log:
    """Everything that the plays tell."""

    def __init__(self) -> None:
        self.window = Window()
        self.calls: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        #: What each play did, in its own words.
        self.done: Counter[str] = Counter()
        #: Seconds that each play took at most in a round.
        self.longest: dict[str, float] = {}
        self.complaints: list[str] = []
        self.broken = 0

    def took(self, operation: str, seconds: float, *, waits: bool) -> None:
        """Note a call that was answered."""
        self.calls[operation] += 1
        self.window.calls += 1
        if not waits:
            self.window.latencies[operation].append(seconds)

    def wrong(self, said: str) -> None:
        """Note that an invariant does not hold."""
        self.broken += 1
        if len(self.complaints) < _KEPT:
            self.complaints.append(said[:600])

    def next_window(self) -> Window:
        """Give what happened since the last time, and begin anew."""
        window, self.window = self.window, Window()
        return window
