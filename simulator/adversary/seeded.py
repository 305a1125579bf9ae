"""The seeded adversary: chance for long hauls, which can be replayed and made small afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from itertools import count

from pattern_tck.simulator.adversary.allowed import freedoms_allowed
from pattern_tck.simulator.adversary.recorder import HORIZON, TooManyDecisions
from pattern_tck.simulator.adversary.reduction import reduced
from pattern_tck.simulator.adversary.schedule import Decision, Schedule
from pattern_tck.simulator.adversary.verdicts import (
    Found,
    NeverQuiet,
    Run,
    Survived,
    Verdict,
    broken_by,
)
from pattern_tck.simulator.freedoms import Choose, Freedom


class Seeded:
    """Deviates by chance, with a seed; what it did is a schedule like any other.

    ``probability`` is that of a deviation at each decision. It is small, because a run whose
    every second answer is impolite never comes to an end.
    """

    def __init__(
        self,
        seed: int,
        probability: float = 0.05,
        *,
        faults: Iterable[str] = (),
        horizon: int = HORIZON,
    ) -> None:
        self._allowed = frozenset(faults)
        self._deviations: dict[int, int] = {}
        self.decisions: list[Decision] = []
        self.choose: Choose = self._draw(seed, probability, horizon)

    def _draw(self, seed: int, probability: float, horizon: int) -> Choose:
        draw = random.Random(seed).random  # noqa: S311 - chance, not secrets
        allowed = freedoms_allowed(self._allowed)
        decisions, deviations = self.decisions, self._deviations
        step = count(1).__next__

        def choose(freedom: Freedom, n: int, subject: object) -> int:
            if step() > horizon:
                raise TooManyDecisions(horizon)
            if freedom not in allowed:
                return 0
            decisions.append((freedom, n, subject))
            if n < 2 or draw() >= probability:
                return 0
            value = 1 + int(draw() * (n - 1))
            deviations[len(decisions) - 1] = value
            return value

        return choose

    @property
    def schedule(self) -> Schedule:
        """Give what was done so far, to be replayed by a `Recorder`."""
        return Schedule(self._allowed, self._deviations)

    def in_words(self, naming: Callable[[object, int], str] | None = None) -> str:
        """Say in words what was done so far."""
        return self.schedule.in_words(self.decisions, naming)


def haul(
    run: Run,
    *,
    seeds: Iterable[int],
    probability: float = 0.05,
    faults: Iterable[str] = (),
    horizon: int = HORIZON,
    naming: Callable[[object, int], str] | None = None,
) -> Verdict:
    """Play a run under each seed; what breaks it is made small before it is told.

    `Survived` has a bound of 0: chance proves nothing about deviations.
    """
    allowed = tuple(faults)
    runs = decisions = 0
    for seed in seeds:
        seeded = Seeded(seed, probability, faults=allowed, horizon=horizon)
        runs += 1
        try:
            broke = broken_by(run, seeded.choose)
        except TooManyDecisions:
            return NeverQuiet(seeded.schedule, seeded.in_words(naming), horizon, runs)
        decisions = max(decisions, len(seeded.decisions))
        if broke is not None:
            small = reduced(run, seeded.schedule, horizon=horizon, naming=naming)
            return Found(small.schedule, small.words, small.broke, runs + small.runs)
    return Survived(runs, decisions, 0)
