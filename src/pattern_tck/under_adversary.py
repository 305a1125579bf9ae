"""Under the adversary: a scenario that passed is performed again, and must pass, whatever happens.

One search for each fault that the scenario has to survive, so that blame falls rightly. A search
tries every schedule with one deviation from politeness, then those with two, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pattern_tck import catalogue
from pattern_tck.simulator.adversary.recorder import Recorder
from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.adversary.search import explore
from pattern_tck.simulator.adversary.seeded import haul
from pattern_tck.simulator.adversary.verdicts import Found, NeverQuiet, Survived, Verdict
from pattern_tck.simulator.freedoms import FREEDOMS, Choose
from pattern_tck.verdicts import NotExercised, TargetLacks, UsageMistake

if TYPE_CHECKING:
    from pattern_tck.performance import Performance
    from pattern_tck.scenarios import Scenario

#: With a seed: how many performances for each fault.
_HAULS = 20


class Harasser(Protocol):
    """Whoever makes a scenario suffer, and says what became of it."""

    def harass(
        self, scenario: Scenario, perform: Callable[[Choose], Performance], fault: str = ""
    ) -> Ordeal:
        """Perform a scenario again and again; with ``fault``, which may be several, by that."""


@dataclass(frozen=True)
class Adversary:
    """How the implementation is to suffer.

    ``deviations`` bounds the search; with a ``seed`` chance decides instead; a ``schedule`` is
    one run, played again exactly.
    """

    deviations: int = 1
    seed: int | None = None
    schedule: Schedule | None = None

    def __str__(self) -> str:
        """Say in a few words what it does."""
        if self.schedule is not None:
            return f"the schedule {self.schedule}"
        if self.seed is not None:
            return f"by chance, seeds {self.seed} to {self.seed + _HAULS - 1} for each fault"
        deviations = "1 deviation" if self.deviations == 1 else f"{self.deviations} deviations"
        return f"every schedule with up to {deviations}, for each fault"

    def harass(
        self, scenario: Scenario, perform: Callable[[Choose], Performance], fault: str = ""
    ) -> Ordeal:
        """Perform a scenario under every fault that it has to survive; stop at what breaks it.

        With ``fault``, under that one alone.
        """
        last: list[Performance] = []

        def run(choose: Choose) -> str | None:
            last[:] = [perform(choose)]
            return broken(last[0])

        survived: dict[str, Survived] = {}
        if self.schedule is not None:
            return self._replayed(run, last)
        for each in [fault] if fault else faults_of(scenario):
            verdict = self._search(run, each)
            if not isinstance(verdict, Survived):
                return Ordeal(survived, each, verdict, last[0])
            survived[each] = verdict
        return Ordeal(survived)

    def _search(self, run: Callable[[Choose], str | None], fault: str) -> Verdict:
        if self.seed is not None:
            seeds = range(self.seed, self.seed + _HAULS)
            return haul(run, seeds=seeds, faults=(fault,))
        return explore(run, faults=(fault,), deviations=self.deviations)

    def _replayed(self, run: Callable[[Choose], str | None], last: list[Performance]) -> Ordeal:
        assert self.schedule is not None
        recorder = Recorder(self.schedule)
        broke = run(recorder.choose)
        # The second one: the polite performance, by which it passed before, begins a replay, too.
        runs = 2
        if broke is None:
            return Ordeal({str(self.schedule): Survived(runs, len(recorder.decisions), 0)})
        found = Found(self.schedule, recorder.in_words(), broke, runs)
        return Ordeal({}, "+".join(sorted(self.schedule.allowed)), found, last[0])


@dataclass(frozen=True)
class Ordeal:
    """What became of it: the faults that were survived, or the first that was not, and how."""

    survived: Mapping[str, Survived]
    fault: str = ""
    broken: Found | NeverQuiet | None = None
    performance: Performance | None = None

    @property
    def schedules(self) -> int:
        """Give how many schedules were played, besides the polite one that a search begins with."""
        played = [*self.survived.values(), *([self.broken] if self.broken else [])]
        return sum(max(verdict.runs - 1, 0) for verdict in played)

    @property
    def why(self) -> str:
        """Say in one sentence what broke it, or nothing."""
        if self.broken is None:
            return ""
        known = catalogue.faults().get(self.fault)
        name = f"{self.fault} ({known.name}): " if known else ""
        return f"{name}{self.broken.words}"

    @property
    def schedule(self) -> str:
        """Give the schedule that broke it, to be played again with ``--schedule``."""
        return str(self.broken.schedule) if self.broken else ""


def faults_of(scenario: Scenario) -> list[str]:
    """Give the faults that an implementation has to survive in a scenario, in order."""
    name = f"{scenario.file}::{scenario.name}"
    return [
        fault.id
        for fault in catalogue.faults().values()
        if fault.id in _SEARCHED
        and fault.concerns(scenario.pattern, scenario.clause.id)
        and (name, fault.id) not in catalogue.spared()
    ]


_SEARCHED = frozenset(freedom.fault for freedom in FREEDOMS.values() if freedom.searched)


def read_schedule(text: str) -> Schedule:
    """Read what ``--schedule`` was given, or raise `UsageMistake`."""
    try:
        return Schedule.parse(text)
    except ValueError as reason:
        raise UsageMistake(f"--schedule {text}: {reason}") from None


def broken(performance: Performance) -> str | None:
    """Say why a performance under the adversary broke; None if it did not, or could not be had."""
    if performance.error is None or isinstance(performance.error, (NotExercised, TargetLacks)):
        return None
    return performance.why
