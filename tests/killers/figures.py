"""The figures of a hostile run of the reference, as they are kept in ``docs/hostile.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck import catalogue
from pattern_tck.hostile.bounds import bound_of
from pattern_tck.hostile.results import Line, Results
from pattern_tck.hostile.totals import OF_TWO, OfScenario, totals
from pattern_tck.scenarios import Scenario, scenarios
from pattern_tck.under_adversary import faults_of


def suffering() -> Mapping[str, list[Scenario]]:
    """Give the scenarios that have to survive something, by pattern."""
    found: dict[str, list[Scenario]] = {name: [] for name in catalogue.patterns()}
    for one in scenarios():
        if one.role is not None and faults_of(one):
            found[one.pattern].append(one)
    return {name: several for name, several in found.items() if several}


def figures(results: Results) -> dict[str, Any]:
    """Give what is kept of the results of a run.

    Of a scenario that is bound to one deviation, what was played with two is left out: the bound
    may have been found by this very run.
    """
    head = results.head()
    kept = [line for line in results.lines() if not _is_beyond(line)]
    found = totals(kept)
    rows = {}
    for pattern, several in suffering().items():
        of = found.get(pattern)
        had = of.scenarios if of else {}
        rows[pattern] = {
            "scenarios": len(several),
            "searched": sum(1 for one in several if _is_searched(one, had.get(one.key))),
            "whole": sum(1 for one in several if _is_whole(one, had.get(one.key))),
            "bound": sum(1 for one in several if bound_of(one) == 1),
            "one": of.singles if of else 0,
            "pairs": of.pairs if of else 0,
            "chance": of.chance if of else 0,
            "schedules": of.distinct if of else 0,
            "broken": sorted(of.found) if of else [],
            "seconds": round(of.seconds) if of else 0,
        }
    return {
        "suite": head.suite,
        "target": head.target,
        "implementation": head.implementation,
        "versions": dict(head.versions),
        "most_pairs": head.most_pairs,
        "seeds": max((line.beyond for line in kept if line.part == "chance"), default=0),
        "patterns": rows,
    }


def _is_beyond(line: Line) -> bool:
    return line.part in OF_TWO and line.scenario in _bound_to_one()


def _bound_to_one() -> frozenset[str]:
    return frozenset(one.key for one in scenarios() if bound_of(one) == 1)


def _is_searched(scenario: Scenario, had: OfScenario | None) -> bool:
    """Say whether every single deviation was played."""
    played = {line.part for line in had.lines} if had else set()
    return set(faults_of(scenario)) <= played


def _is_whole(scenario: Scenario, had: OfScenario | None) -> bool:
    """Say whether all was played that its bound allows: every pair, too."""
    if had is None or not _is_searched(scenario, had):
        return False
    # Whose requests are drawn by the hundred has no part in pairs beyond the first ones.
    if bound_of(scenario) == 1 or had.pairs_there == 0 or scenario.http_alone:
        return True
    every = [line for line in had.lines if line.part == "every pair"]
    pairs = [line for line in had.lines if line.part == "pairs"]
    whole = sum(line.beyond - line.first for line in every) >= had.pairs_there
    return whole or max((line.beyond for line in pairs), default=0) >= had.pairs_there
