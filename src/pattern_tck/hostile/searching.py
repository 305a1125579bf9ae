"""The search of one scenario in one round: what `Judge` has it suffer once it has passed."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pattern_tck.hostile.plan import Job, Task
from pattern_tck.hostile.results import Line, Results
from pattern_tck.hostile.several import Opening, drawn, every_pair, openings, pairs, pairs_of
from pattern_tck.hostile.shard import Shard
from pattern_tck.hostile.totals import CHANCE, EVERY_PAIR, PAIRS
from pattern_tck.performance import Performance
from pattern_tck.scenarios import Scenario
from pattern_tck.simulator.adversary.recorder import HORIZON, Recorder, TooManyDecisions
from pattern_tck.simulator.adversary.reduction import reduced
from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.adversary.search import explore
from pattern_tck.simulator.adversary.verdicts import (
    Found,
    NeverQuiet,
    Survived,
    Verdict,
    broken_by,
)
from pattern_tck.simulator.freedoms import Choose
from pattern_tck.under_adversary import Ordeal, broken, faults_of

#: A line is written after so many schedules by pair or by chance.
_CHUNK = 25
#: How many schedules the reference is tried with, where a candidate broke under several deviations.
_MOST_OF_REFERENCE = 2_000


@dataclass
class Hostile:
    """Plays what a job asks of each scenario, and notes what became of it in the results."""

    job: Job
    results: Results
    now: Callable[[], float] = time.time
    #: How many deviations it took to break the implementation: the reference is asked about those.
    _depth: int = field(default=1, init=False)

    def __str__(self) -> str:
        """Say in a few words what it does."""
        return f"hostile, shard {self.job.shard}"

    def harass(
        self, scenario: Scenario, perform: Callable[[Choose], Performance], fault: str = ""
    ) -> Ordeal:
        """Perform a scenario under every schedule of its task; stop at what breaks it.

        With ``fault``, which may be several joined by a plus: search these, for the reference.
        """
        search = _Search(self, scenario, perform)
        if fault:
            return search.of_reference(tuple(fault.split("+")), self._depth)
        ordeal = search.of_task(self.job.tasks[scenario.key])
        if isinstance(ordeal.broken, (Found, NeverQuiet)):
            self._depth = max(len(ordeal.broken.schedule.deviations), 1)
        return ordeal

    @property
    def is_over(self) -> bool:
        """Say whether the time for the run has passed."""
        return self.job.until is not None and self.now() >= self.job.until


class _Search:
    def __init__(
        self, of: Hostile, scenario: Scenario, perform: Callable[[Choose], Performance]
    ) -> None:
        self._of = of
        self._scenario = scenario
        self._perform = perform
        self._faults = frozenset(faults_of(scenario))
        self._shard = Shard.parse(of.job.shard)
        self._last = Performance()
        self._survived: dict[str, Survived] = {}

    def of_task(self, task: Task) -> Ordeal:
        for fault in task.faults:
            if self._of.is_over:
                break
            began = time.perf_counter()
            verdict = explore(self._run, faults=(fault,))
            self._note(fault, verdict, began, played=verdict.runs - 1)
            if not isinstance(verdict, Survived):
                return Ordeal(self._survived, fault, verdict, self._last)
            self._survived[fault] = verdict
        if task.most_pairs:
            several = dict(enumerate(pairs(self._openings, task.most_pairs)))
            numbers = range(task.pairs_from, task.most_pairs)
            broke = self._several(PAIRS, numbers, several)
            if broke:
                return broke
        if task.seeds_to:
            seeds = range(task.seeds_from, task.seeds_to)
            found, key = self._openings, self._scenario.key
            mine = (seed for seed in seeds if self._shard.has(key, seed))
            broke = self._several(CHANCE, seeds, {seed: drawn(found, seed, key) for seed in mine})
            if broke:
                return broke
        if task.every_pair:
            every = dict(enumerate(every_pair(self._openings)))
            broke = self._several(EVERY_PAIR, range(task.every_pair_from, len(every)), every)
            if broke:
                return broke
        return Ordeal(self._survived)

    def of_reference(self, faults: Iterable[str], deviations: int) -> Ordeal:
        verdict = explore(
            self._run, faults=faults, deviations=deviations, most_runs=_MOST_OF_REFERENCE
        )
        name = "+".join(sorted(faults))
        if isinstance(verdict, Survived):
            return Ordeal({name: verdict})
        return Ordeal({}, name, verdict, self._last)

    @cached_property
    def _openings(self) -> list[Opening]:
        polite = Recorder(Schedule(self._faults))
        self._run(polite.choose)
        return openings(polite.decisions)

    def _several(
        self, part: str, numbers: range, schedules: Mapping[int, Mapping[int, int]]
    ) -> Ordeal | None:
        """Play schedules with several deviations, a chunk at a time; None if nothing broke."""
        for begin in range(numbers.start, numbers.stop, _CHUNK * self._shard.of):
            if self._of.is_over:
                return None
            beyond = min(begin + _CHUNK * self._shard.of, numbers.stop)
            began, played = time.perf_counter(), []
            for number in range(begin, beyond):
                deviations = schedules.get(number)
                if not deviations or not self._shard.has(self._scenario.key, number):
                    continue
                schedule = Schedule(self._faults, deviations)
                if hashed(schedule) in played:
                    continue
                verdict, met = self._play(schedule)
                # A deviation that found no place makes it a schedule with fewer of them.
                if met:
                    played.append(hashed(schedule))
                if verdict is not None:
                    self._note(
                        part, verdict, began, played=len(played), drawn=played,
                        first=begin, beyond=number + 1,
                    )  # fmt: skip
                    faults = "+".join(sorted(verdict.schedule.allowed))
                    return Ordeal(self._survived, faults, verdict, self._last)
            self._note(
                part, None, began, played=len(played), drawn=played, first=begin, beyond=beyond
            )
            before = self._survived.get(part, Survived(1, 0, 0))
            runs = before.runs + len(played)
            self._survived[part] = Survived(runs, len(self._openings), 0)
        return None

    def _play(self, schedule: Schedule) -> tuple[Found | NeverQuiet | None, bool]:
        """Play one schedule; give what it broke, made small, and whether it was met whole."""
        recorder = Recorder(schedule)
        try:
            broke = broken_by(self._run, recorder.choose)
        except TooManyDecisions:
            return NeverQuiet(schedule, recorder.in_words(), HORIZON, 1), True
        if broke is None:
            return None, not recorder.unmet
        small = reduced(self._run, schedule)
        again = Recorder(small.schedule)
        self._run(again.choose)
        narrow = narrowed(again)
        # Played once more, so that what is explained is the small one.
        broke = broken_by(self._run, Recorder(narrow).choose) or small.broke
        return Found(narrow, small.words, broke, small.runs), True

    def _run(self, choose: Choose) -> str | None:
        self._last = self._perform(choose)
        return broken(self._last)

    def _note(
        self,
        part: str,
        verdict: Verdict | None,
        began: float,
        *,
        played: int,
        drawn: Iterable[str] = (),
        first: int = 0,
        beyond: int = 0,
    ) -> None:
        found = {}
        if isinstance(verdict, (Found, NeverQuiet)):
            broke = verdict.broke if isinstance(verdict, Found) else "it never comes to an end"
            found = {"schedule": str(verdict.schedule), "words": verdict.words, "broke": broke}
        self._of.results.add(
            Line(
                scenario=self._scenario.key,
                pattern=self._scenario.pattern,
                part=part,
                shard=str(self._shard),
                played=played,
                openings=len(self._openings),
                pairs_there=pairs_of(self._openings),
                seconds=round(time.perf_counter() - began, 3),
                first=first,
                beyond=beyond,
                drawn=tuple(drawn),
                found=found,
            )
        )


def narrowed(recorder: Recorder) -> Schedule:
    """Give the schedule of a run with no other faults allowed than those that it deviates by.

    All other decisions were polite, so the run is the same, and the text is short.
    """
    deviations = recorder.schedule.deviations
    faults = {recorder.decisions[number][0].fault for number in deviations}
    own = [n for n, (freedom, _, _) in enumerate(recorder.decisions) if freedom.fault in faults]
    return Schedule(
        frozenset(faults), {own.index(number): value for number, value in deviations.items()}
    )


def hashed(schedule: Schedule) -> str:
    """Give a short hash of where a schedule deviates, and how."""
    text = ",".join(f"{number}={value}" for number, value in schedule.deviations.items())
    return f"{zlib.crc32(text.encode()):08x}"
