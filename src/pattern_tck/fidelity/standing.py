"""How a clause stands on a target, by what the reference was seen to do there.

The reference keeps every clause. So where one of its scenarios does not pass, it is the target that
does not offer the clause, or breaks it. What the kit cannot ask of a target says nothing about it:
on a real clock nobody waits for days, and only a target with an adversary inside can be told to
misbehave.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pattern_tck.verdicts import Verdict

#: Capabilities by which the kit plays, and which no user of a target misses.
_ONLY_FOR_THE_KIT = {"virtual-time", "adversary"}

#: How it is said that a target lacks what a scenario needs: before it runs (`judging`), or in it.
_LACKS = ("target ", "TargetLacks")


class Standing(StrEnum):
    """What may be relied on."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_OFFERED = "not offered"
    NOT_CHECKABLE = "not checkable"


@dataclass(frozen=True)
class ClauseStanding:
    """A clause on a target: how it stands, in how many of its scenarios it shows, and what is seen.

    ``scenarios`` counts those that could be performed there, or that the target does not offer.
    ``shows`` has a sentence for each way in which it is broken, or for what is lacking.
    """

    standing: Standing
    passed: int = 0
    scenarios: int = 0
    shows: tuple[str, ...] = ()

    @property
    def failing(self) -> int:
        """Give how many scenarios do not pass."""
        return self.scenarios - self.passed

    def __str__(self) -> str:
        """Give it in a few words; the numbers only where they say more than the word."""
        if self.standing is Standing.BROKEN or 0 < self.passed < self.scenarios:
            return f"{self.standing} ({self.passed} of {self.scenarios} pass)"
        return str(self.standing)


#: Where no scenario says anything.
UNCHECKED = ClauseStanding(Standing.NOT_CHECKABLE)


def standings(
    judgements: Iterable[Mapping[str, Any]], lacking: Collection[str] = ()
) -> Mapping[str, ClauseStanding]:
    """Give the standing of each clause that a report's judgements are about, by id.

    ``lacking`` names the capabilities that the target has not.
    """
    unasked = {f"needs-{name}" for name in _ONLY_FOR_THE_KIT & set(lacking)}
    by_clause: dict[str, list[Mapping[str, Any]]] = {}
    for one in judgements:
        by_clause.setdefault(one["clause"], []).append(one)
    return {
        clause: _standing([one for one in found if not unasked & set(one["tags"])])
        for clause, found in sorted(by_clause.items())
    }


def _standing(judgements: list[Mapping[str, Any]]) -> ClauseStanding:
    passed = sum(one["verdict"] == Verdict.PASSED for one in judgements)
    lacking = [one for one in judgements if _lacks(one)]
    broken = [one for one in judgements if _breaks(one)]
    if broken:
        standing, telling = Standing.BROKEN, broken
    elif passed:
        standing, telling = Standing.KEPT, lacking
    elif lacking:
        standing, telling = Standing.NOT_OFFERED, lacking
    else:
        standing, telling = Standing.NOT_CHECKABLE, []
    shows = dict.fromkeys(_said(one) for one in telling)
    return ClauseStanding(standing, passed, len(judgements), tuple(shows))


def _lacks(one: Mapping[str, Any]) -> bool:
    if one["verdict"] == Verdict.NOT_APPLICABLE:
        return True
    said = str(one["named"] or one["reason"])
    return one["verdict"] == Verdict.INCONCLUSIVE and said.startswith(_LACKS)


def _breaks(one: Mapping[str, Any]) -> bool:
    if one["verdict"] == Verdict.INCONCLUSIVE:
        return not _lacks(one)
    return one["verdict"] in {Verdict.FAILED, Verdict.ERROR}


def _said(one: Mapping[str, Any]) -> str:
    """Give why it did not pass: what is named for it, and otherwise what was seen."""
    named = str(one["named"])
    # "divergence CLAUSE: what it does instead (link)": the clause is known here.
    _, found, words = named.partition(": ")
    if found:
        return words
    seen = str(one["reason"]).partition("\n")[0]
    return f"{one['scenario']}: {seen}"
