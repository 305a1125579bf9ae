"""The plan: what is left to be played of a hostile run, scenario by scenario.

First every scenario has each single deviation by each fault that it must survive, and its pairs.
Then chance makes up what a pattern lacks, evenly over its scenarios.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pattern_tck.hostile.bounds import bound_of
from pattern_tck.hostile.results import Line
from pattern_tck.hostile.shard import Shard
from pattern_tck.hostile.totals import CHANCE, EVERY_PAIR, PAIRS, totals
from pattern_tck.scenarios import Scenario
from pattern_tck.under_adversary import faults_of


@dataclass(frozen=True)
class Task:
    """What one scenario is to have in one round: faults, pairs up to a number, seeds up to one."""

    faults: tuple[str, ...] = ()
    pairs_from: int = 0
    most_pairs: int = 0
    seeds_from: int = 0
    seeds_to: int = 0
    every_pair: bool = False
    every_pair_from: int = 0


@dataclass(frozen=True)
class Job:
    """One round: the tasks by the key of the scenario, and until when (seconds since the epoch)."""

    results: str
    shard: str
    tasks: Mapping[str, Task]
    until: float | None = None

    def write(self, file: Path) -> None:
        """Write it for the processes that play."""
        file.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, file: Path) -> Job:
        """Read it there."""
        told = json.loads(file.read_text("utf-8"))
        tasks = {
            key: Task(**{**task, "faults": tuple(task["faults"])})
            for key, task in told["tasks"].items()
        }
        return cls(told["results"], told["shard"], tasks, told["until"])


@dataclass(frozen=True)
class Plan:
    """Which scenarios are to suffer, how much, and which shard of it is played here."""

    scenarios: Sequence[Scenario]
    shard: Shard
    schedules: int
    most_pairs: int

    def searches(self, lines: Sequence[Line]) -> Mapping[str, Task]:
        """Give what is left of the single deviations and of the pairs.

        A part that was broken counts as not played: what broke it may be mended by now.
        """
        own = self._own(lines)
        reached = _reached(own)
        tasks = {}
        for scenario in self.scenarios:
            faults = tuple(
                fault
                for fault in faults_of(scenario)
                if self.shard.has(f"{scenario.key} {fault}")
                and (scenario.key, fault) not in reached
            )
            begin = reached.get((scenario.key, PAIRS), 0)
            most = self.most_pairs if bound_of(scenario) > 1 and faults_of(scenario) else 0
            if faults or begin < most:
                tasks[scenario.key] = Task(faults, begin, most)
        return tasks

    def by_chance(
        self, lines: Sequence[Line], at_most: int, without: Collection[str] = ()
    ) -> Mapping[str, Task]:
        """Give one more round for each pattern that lacks schedules.

        ``at_most`` schedules a pattern are asked for, so that no pattern waits for the others.
        ``without`` some scenarios: those that broke a moment ago would only break again.
        Chance draws them, evenly over the scenarios of a pattern; where it would mostly draw what
        was played before, all pairs are played that there are.
        """
        own = self._own(lines)
        found = totals(own)
        reached = _reached(own)
        by_pattern: dict[str, list[Scenario]] = {}
        for scenario in self.scenarios:
            if bound_of(scenario) > 1:
                by_pattern.setdefault(scenario.pattern, []).append(scenario)
        tasks = {}
        for pattern, scenarios in by_pattern.items():
            had = found.get(pattern)
            lacking = self.shard.share(self.schedules) - (had.distinct if had else 0)
            if lacking <= 0 or had is None:
                continue
            # How many more pairs chance may draw, until most of them would have been played before.
            room = {
                one.key: had.scenarios[one.key].pairs_there // 2
                - reached.get((one.key, PAIRS), 0)
                - reached.get((one.key, CHANCE), 0)
                for one in scenarios
                if one.key in had.scenarios and one.key not in without and not _is_explored(one)
            }
            able = sum(1 for more in room.values() if more > 0)
            each = -(-min(lacking, at_most) // max(able, 1)) * self.shard.of
            for key, more in room.items():
                begin = reached.get((key, CHANCE), 0)
                every = reached.get((key, EVERY_PAIR), 0)
                if more > 0:
                    tasks[key] = Task(seeds_from=begin, seeds_to=begin + min(each, more))
                elif every < had.scenarios[key].pairs_there:
                    tasks[key] = Task(every_pair=True, every_pair_from=every)
        return tasks

    def _own(self, lines: Sequence[Line]) -> list[Line]:
        return [line for line in lines if line.shard == str(self.shard) and not line.found]


def _reached(lines: Sequence[Line]) -> Mapping[tuple[str, str], int]:
    """Give how far each scenario has come in each part that is counted."""
    found: dict[tuple[str, str], int] = {}
    for line in lines:
        at = (line.scenario, line.part)
        found[at] = max(found.get(at, 0), line.beyond)
    return found


def _is_explored(scenario: Scenario) -> bool:
    """Say whether its requests are drawn from a contract, hundreds of them: too many to repeat."""
    return scenario.http_alone
