"""Bounds: how many deviations at once a scenario is held against.

``features/bounded.yaml`` names the scenarios that have only so many attempts, or so much time, with
the reason and with a schedule that uses up one more than there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pattern_tck import catalogue
from pattern_tck.scenarios import Scenario

#: With more at once whoever has three attempts has none left, so that most scenarios that count
#: attempts break for everybody.
MOST: Final = 2


@dataclass(frozen=True)
class Bound:
    """What is said of a scenario: its deviations, why, and a schedule of more that breaks it."""

    deviations: int
    reason: str
    beyond: str


@cache
def bounds() -> Mapping[str, Bound]:
    """Give every bound that is written down, by the scenario (``FILE::NAME``)."""
    return {
        name: Bound(group["deviations"], group["reason"], beyond)
        for group in catalogue.read("bounded.yaml")
        for name, beyond in group["scenarios"].items()
    }


def bound_of(scenario: Scenario) -> int:
    """Give how many deviations at once a scenario is held against."""
    found = bounds().get(f"{scenario.file}::{scenario.name}")
    return found.deviations if found else MOST
