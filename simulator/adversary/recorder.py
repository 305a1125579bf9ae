"""The recorder: an adversary that follows a schedule and notes every decision it met."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Final

from pattern_tck.simulator.adversary.allowed import freedoms_allowed
from pattern_tck.simulator.adversary.schedule import Decision, Schedule
from pattern_tck.simulator.freedoms import Choose, Freedom

#: How often a run may ask before it counts as never quiet.
HORIZON: Final = 20_000

_POLITE: Final = Schedule()


class TooManyDecisions(BaseException):
    """A run asked more often than its horizon allows.

    It is no `Exception`, because the code under test may catch those and go on for ever.
    """

    def __init__(self, horizon: int) -> None:
        super().__init__(f"never quiet: after {horizon} questions it still asks")
        self.horizon = horizon


class Recorder:
    """Follows a schedule; ``choose`` is for ``World(choose=...)``.

    Decisions of the allowed freedoms are numbered and noted in ``decisions``; all others are
    answered politely and forgotten. A deviation whose value the decision does not have is
    answered politely too, and stands in `unmet`. Raises `TooManyDecisions` from ``choose``.
    """

    def __init__(self, schedule: Schedule = _POLITE, *, horizon: int = HORIZON) -> None:
        self.schedule = schedule
        self.decisions: list[Decision] = []
        self.choose: Choose = self._follow(freedoms_allowed(schedule.allowed), horizon)

    def _follow(self, allowed: frozenset[Freedom], horizon: int) -> Choose:
        # A closure, because this is asked at every step of every run.
        decisions = self.decisions
        note = decisions.append
        deviations = self.schedule.deviations
        step = count(1).__next__

        def choose(freedom: Freedom, n: int, subject: object) -> int:
            if step() > horizon:
                raise TooManyDecisions(horizon)
            if freedom not in allowed:
                return 0
            number = len(decisions)
            note((freedom, n, subject))
            if number in deviations:
                value = deviations[number]
                return value if value < n else 0
            return 0

        return choose

    @property
    def unmet(self) -> list[int]:
        """Give the deviations that this run had no place for: what was replayed is another run."""
        return [
            number
            for number, value in self.schedule.deviations.items()
            if number >= len(self.decisions) or value >= self.decisions[number][1]
        ]

    def in_words(self, naming: Callable[[object, int], str] | None = None) -> str:
        """Say in words what the schedule did in this run."""
        return self.schedule.in_words(self.decisions, naming)
