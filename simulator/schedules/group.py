"""A schedule and a group of schedules, as the account holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pattern_tck.simulator.clock import Timer
from pattern_tck.simulator.schedules.plans import Plan


@dataclass
class Schedule:
    """One schedule. Times are in microseconds; ``given`` is what it was told, in the API's names.

    ``begun`` is the moment from which a rate is counted, and ``last`` the one after which nothing
    is done any more.
    """

    name: str
    arn: str
    group: str
    made: int
    changed: int
    given: dict[str, Any]
    plan: Plan
    begun: int
    last: int | None
    timer: Timer | None = None

    @property
    def label(self) -> str:
        """Give what a person knows it by."""
        return self.name

    def __str__(self) -> str:
        """Give what a person knows it by."""
        return self.name

    def next(self, after: int) -> int | None:
        """Give the first moment after another one at which something is to be done."""
        due = self.plan(max(after, self.begun - 1))
        return None if due is None or (self.last is not None and due > self.last) else due


@dataclass
class Group:
    """One group of schedules; the default one was always there, so nobody knows since when."""

    name: str
    arn: str
    made: int | None
    changed: int | None
    tags: dict[str, str] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
