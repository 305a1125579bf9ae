"""Two targets beside each other, and whether a team may go from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pattern_tck import catalogue
from pattern_tck.fidelity.results import Measured
from pattern_tck.fidelity.standing import ClauseStanding, Standing
from pattern_tck.scenarios import scenarios


@dataclass(frozen=True)
class Difference:
    """A clause that does not stand alike on two targets."""

    clause: str
    here: ClauseStanding
    there: ClauseStanding

    @property
    def is_gain(self) -> bool:
        """Say whether more of it is kept there than here."""
        return self.there.standing is not Standing.NOT_CHECKABLE and (
            self.there.failing < self.here.failing
        )

    @property
    def is_loss(self) -> bool:
        """Say whether something that is kept here is not kept there."""
        worse = self.there.standing in {Standing.BROKEN, Standing.NOT_OFFERED}
        return worse and self.here.passed > 0 and self.there.failing > self.here.failing


def differences(here: Measured, there: Measured, clauses: Iterable[str]) -> Sequence[Difference]:
    """Give those of the clauses that stand differently, in the order of the contract."""
    return [
        Difference(clause, here.of(clause), there.of(clause))
        for clause in clauses
        if _key(here.of(clause)) != _key(there.of(clause))
    ]


def relied_on(roles: Iterable[str]) -> Sequence[str]:
    """Give the clauses that whoever plays some roles relies on, in the order of the contract.

    These are the clauses that the roles' own scenarios check, and what a target owes to the
    patterns that these roles are parts of.
    """
    roles = set(roles)
    own = {one.clause.id for one in scenarios() if one.role in roles}
    patterns = {one.pattern for one in scenarios() if one.role in roles}
    owed = {
        clause.id
        for clause in catalogue.clauses().values()
        if clause.binds != "implementation" and patterns & set(clause.patterns)
    }
    return [clause for clause in catalogue.clauses() if clause in own | owed]


def unknown(here: Measured, there: Measured, clauses: Iterable[str]) -> Iterator[str]:
    """Give the clauses of which something is kept here, and nobody knows about there."""
    for clause in clauses:
        if here.of(clause).passed and there.of(clause).standing is Standing.NOT_CHECKABLE:
            yield clause


def unmeasured(target: Measured, clauses: Iterable[str]) -> Iterator[str]:
    """Give the clauses about which a target's measurement says nothing, though scenarios exist."""
    shown = {one.clause.id for one in scenarios()}
    for clause in clauses:
        if clause in shown and clause not in target.clauses:
            yield clause


def _key(one: ClauseStanding) -> tuple[Standing, int]:
    return one.standing, one.failing
