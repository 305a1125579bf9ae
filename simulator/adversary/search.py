"""The search: every schedule with one deviation, then every one with two, and so on.

Breadth first over the number of deviations, so what is found is minimal by construction, and
what is not found can be said in a sentence: no schedule with up to k deviations breaks the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pattern_tck.simulator.adversary.allowed import plans_for
from pattern_tck.simulator.adversary.recorder import HORIZON, Recorder, TooManyDecisions
from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.adversary.verdicts import (
    Found,
    NeverQuiet,
    Run,
    Survived,
    Verdict,
    broken_by,
)
from pattern_tck.simulator.freedoms import Freedom

#: How many runs one search may take before it samples.
MOST_RUNS: Final = 100_000


class NotRepeatable(RuntimeError):
    """The run did something else when it got the same answers, so no schedule means anything."""


def explore(
    run: Run,
    *,
    faults: Iterable[str] = (),
    deviations: int = 1,
    horizon: int = HORIZON,
    most_runs: int = MOST_RUNS,
    naming: Callable[[object, int], str] | None = None,
) -> Verdict:
    """Search for a schedule with at most so many deviations that breaks a run.

    ``faults`` names the faults or freedoms that may be used, all if none is named. Where a level
    has more schedules than ``most_runs`` leaves, an even sample of it is played. Raises
    `NotRepeatable`, and what the run raises, with a note of the schedule.
    """
    search = _Search(run, frozenset(faults), horizon, naming)
    ended = search.play({}, None)
    if ended is not None:
        return ended
    decisions = len(search.last.decisions)
    level = [search.branch({})]
    for bound in range(1, deviations + 1):
        total = sum(branch.size for branch in level)
        budget = max(0, min(total, most_runs - search.runs))
        below: list[_Branch] = []
        for deviated, expected in _even_sample(level, budget, total):
            ended = search.play(deviated, expected)
            if ended is not None:
                return ended
            if bound < deviations:
                below.append(search.branch(deviated))
        if budget < total:
            return Survived(search.runs, decisions, bound - 1, sampled=budget)
        level = below
    return Survived(search.runs, decisions, deviations)


def explore_each(
    run: Run,
    faults: Iterable[str] = (),
    *,
    deviations: int = 1,
    horizon: int = HORIZON,
    most_runs: int = MOST_RUNS,
    naming: Callable[[object, int], str] | None = None,
) -> Mapping[str, Verdict]:
    """Search each fault on its own, so that blame falls rightly; give a verdict for each.

    Without faults, every fault that can be searched (`plans_for` gives those of some clauses).
    """
    return {
        fault: explore(
            run,
            faults=(fault,),
            deviations=deviations,
            horizon=horizon,
            most_runs=most_runs,
            naming=naming,
        )
        for fault in (tuple(faults) or plans_for())
    }


@dataclass(frozen=True)
class _Branch:
    """A schedule that was played, and the decisions that came after its last deviation.

    What came before is a branch of another schedule: so each schedule is met exactly once.
    """

    deviations: Mapping[int, int]
    first: int
    open: tuple[tuple[Freedom, int], ...]

    @property
    def size(self) -> int:
        return sum(n - 1 for _, n in self.open)

    def __iter__(self) -> Iterator[tuple[dict[int, int], tuple[Freedom, int]]]:
        for number, expected in enumerate(self.open, self.first):
            for value in range(1, expected[1]):
                yield {**self.deviations, number: value}, expected


class _Search:
    def __init__(
        self,
        run: Run,
        allowed: frozenset[str],
        horizon: int,
        naming: Callable[[object, int], str] | None,
    ) -> None:
        self._run = run
        self._allowed = allowed
        self._horizon = horizon
        self._naming = naming
        self.runs = 0
        self.last = Recorder()

    def play(
        self, deviations: Mapping[int, int], expected: tuple[Freedom, int] | None
    ) -> Verdict | None:
        """Play one schedule; None if nothing broke."""
        schedule = Schedule(self._allowed, deviations)
        recorder = self.last = Recorder(schedule, horizon=self._horizon)
        self.runs += 1
        try:
            broke = broken_by(self._run, recorder.choose)
        except TooManyDecisions:
            return NeverQuiet(schedule, self._words(), self._horizon, self.runs)
        except Exception as wrong:
            wrong.add_note(f"under the schedule {schedule}: {self._words()}")
            raise
        if expected is not None:
            self._same_as_before(expected)
        if broke is None:
            return None
        return Found(schedule, self._words(), broke, self.runs)

    def branch(self, deviations: Mapping[int, int]) -> _Branch:
        """Give what is still open after the schedule that was played last."""
        first = max(deviations, default=-1) + 1
        # The subjects are left behind: each of them would keep its world alive.
        after = tuple((freedom, n) for freedom, n, _ in self.last.decisions[first:])
        return _Branch(deviations, first, after)

    def _same_as_before(self, expected: tuple[Freedom, int]) -> None:
        number = max(self.last.schedule.deviations)
        met = self.last.decisions[number : number + 1]
        if not met or met[0][:2] != expected:
            was = f"{expected[0].name} with {expected[1]} answers"
            now = f"{met[0][0].name} with {met[0][1]} answers" if met else "never met"
            raise NotRepeatable(f"decision {number} was {was}, and with the same answers is {now}")

    def _words(self) -> str:
        return self.last.in_words(self._naming)


def _even_sample(
    level: Iterable[_Branch], budget: int, total: int
) -> Iterator[tuple[dict[int, int], tuple[Freedom, int]]]:
    """Give so many of all schedules of a level, evenly spread; all of them if the budget lasts."""
    index = 0
    for branch in level:
        for schedule in branch:
            index += 1
            if index * budget // total > (index - 1) * budget // total:
                yield schedule
