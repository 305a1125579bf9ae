"""The register: which mutant dies of which freedom, in a scenario that it passes politely.

Where a fault has no freedom, a scenario brings it about; the kill matrix knows who dies in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pattern_tck import catalogue
from pattern_tck.scenarios import Scenario, scenarios
from pattern_tck.simulator.freedoms import FREEDOMS
from tests.killers.arranged import ARRANGED
from tests.killers.plays import PLAYS
from tests.mutants.proof import Matrix, columns
from tests.mutants.register import mutants


@dataclass(frozen=True)
class Killer:
    """A freedom, a mutant, and the scenario in which it dies of it."""

    freedom: str
    mutant: str
    scenario: str

    @property
    def fault(self) -> str:
        return FREEDOMS[self.freedom].fault

    @property
    def found(self) -> Scenario:
        (found,) = [one for one in scenarios() if one.key == self.scenario]
        return found

    @property
    def spec(self) -> str:
        return mutants()[self.mutant].spec

    @property
    def defect(self) -> str:
        return mutants()[self.mutant].defect


@dataclass(frozen=True)
class InScenario:
    """A mutant that dies in a scenario which brings a fault about, and passes others."""

    fault: str
    mutant: str
    scenario: Scenario


def in_scenarios(matrix: Matrix) -> Iterator[InScenario]:
    """Give one mutant for each fault that has no freedom to search: and a scenario that shows it.

    One that stands for a clause which the fault puts to the test comes first, and of these the one
    that the fewest scenarios kill.
    """
    for fault in catalogue.faults().values():
        if any(one.fault == fault.id and one.searched for one in FREEDOMS.values()):
            continue
        killed = []
        for mutant in matrix.mutants.values():
            row = matrix.rows[mutant.name]
            own = [key for key in row.failed if columns()[key].clause.id in fault.exercises]
            if own and "passed" in row.verdicts.values():
                stands_for = bool(set(mutant.clauses) & set(fault.exercises))
                killed.append((not stands_for, len(row.failed), mutant.name, own[0]))
        if killed:
            *_, name, key = min(killed)
            yield InScenario(fault.id, name, columns()[key])


def without_killer(matrix: Matrix, killers: tuple[Killer, ...]) -> list[str]:
    """Give the faults of the contract of which nothing dies."""
    covered = {one.fault for one in (*killers, *PLAYS, *ARRANGED, *in_scenarios(matrix))}
    return sorted(set(catalogue.faults()) - covered)


_SHARED = "point_to_point/consumer.feature::Three consumers share twelve rides"

KILLERS = (
    Killer("receive.duplicate", "point_to_point.books_every_time", _SHARED),
    Killer("worker.slow", "point_to_point.checks_then_writes", _SHARED),
    Killer("worker.killed", "point_to_point.acknowledges_first", _SHARED),
    Killer(
        "topic.duplicate",
        "durable_subscriber.counts_messages",
        "publish_subscribe/durable_subscriber.feature::Away for three rides",
    ),
    Killer(
        "rule.twice",
        "bus_consumer.books_every_time",
        "content_based_router/bus_consumer.feature::It publishes on the bus that it listens to",
    ),
    Killer(
        "filter.lag",
        "message_filter.no_guard",
        "message_filter/extraordinary_rides.feature::Its filter was narrowed a moment ago",
    ),
)
