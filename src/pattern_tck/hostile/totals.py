"""Totals: how many schedules each pattern has had, and what broke."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pattern_tck.hostile.results import Line

#: What a line calls the parts that are not a fault.
PAIRS = "pairs"
CHANCE = "chance"
EVERY_PAIR = "every pair"
#: All parts that have two deviations.
OF_TWO: Final = frozenset({PAIRS, CHANCE, EVERY_PAIR})


@dataclass
class OfScenario:
    """What one scenario has had."""

    lines: list[Line] = field(default_factory=list)

    @property
    def singles(self) -> int:
        """Give how many schedules with one deviation were played."""
        return sum(line.played for line in self.lines if line.part not in OF_TWO)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Give the schedules that were played as pairs, by their hashes."""
        return self._drawn(PAIRS) | self._drawn(EVERY_PAIR)

    @cached_property
    def chance(self) -> frozenset[str]:
        """Give those that chance has found besides, by their hashes."""
        return self._drawn(CHANCE) - self.pairs

    @property
    def distinct(self) -> int:
        """Give how many distinct schedules were played."""
        return self.singles + len(self.pairs) + len(self.chance)

    @property
    def found(self) -> list[Mapping[str, str]]:
        """Give what broke it."""
        return [line.found for line in self.lines if line.found]

    @property
    def openings(self) -> int:
        """Give how many single deviations its polite run leaves open."""
        return max((line.openings for line in self.lines), default=0)

    @property
    def pairs_there(self) -> int:
        """Give how many pairs of these there are."""
        return max((line.pairs_there for line in self.lines), default=0)

    def _drawn(self, part: str) -> frozenset[str]:
        return frozenset(one for line in self.lines if line.part == part for one in line.drawn)


@dataclass(frozen=True)
class OfPattern:
    """What one pattern has had, scenario by scenario."""

    pattern: str
    scenarios: Mapping[str, OfScenario]

    @property
    def singles(self) -> int:
        """Give how many schedules with one deviation were played."""
        return sum(one.singles for one in self.scenarios.values())

    @property
    def pairs(self) -> int:
        """Give how many distinct schedules were played as pairs."""
        return sum(len(one.pairs) for one in self.scenarios.values())

    @property
    def chance(self) -> int:
        """Give how many distinct schedules chance has found besides."""
        return sum(len(one.chance) for one in self.scenarios.values())

    @property
    def distinct(self) -> int:
        """Give how many distinct schedules were played."""
        return sum(one.distinct for one in self.scenarios.values())

    @property
    def seconds(self) -> float:
        """Give how long that took, all processes together."""
        return sum(line.seconds for one in self.scenarios.values() for line in one.lines)

    @property
    def found(self) -> Mapping[str, list[Mapping[str, str]]]:
        """Give what broke, by the key of the scenario."""
        return {key: one.found for key, one in self.scenarios.items() if one.found}


def totals(lines: Iterable[Line]) -> Mapping[str, OfPattern]:
    """Give the totals by pattern."""
    by_pattern: dict[str, dict[str, OfScenario]] = {}
    for line in lines:
        of = by_pattern.setdefault(line.pattern, {})
        of.setdefault(line.scenario, OfScenario()).lines.append(line)
    return {name: OfPattern(name, scenarios) for name, scenarios in by_pattern.items()}
