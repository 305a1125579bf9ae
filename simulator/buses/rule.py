"""A rule: which events of its bus go to which targets, now and a short time ago."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.buses.event import Event
from pattern_tck.simulator.buses.targets import Target
from pattern_tck.simulator.clock import SECOND, Timer
from pattern_tck.simulator.freedoms import RULE_LAG, Choose
from pattern_tck.simulator.schedules.plans import Plan

#: How long a rule may still act as it was: AWS says "a short time" (EB-DEL-08).
LAG: Final = 300 * SECOND

Pattern = Callable[[Any], bool]


@dataclass(frozen=True)
class _Version:
    """What a rule does between two changes; without a pattern it does nothing."""

    pattern: Pattern | None
    targets: tuple[Target, ...]

    def chosen(self, event: Event) -> tuple[Target, ...]:
        if self.pattern is None or not self.targets or not self.pattern(event.fields):
            return ()
        return self.targets


_NOTHING: Final = _Version(None, ())


class Rule:
    """A rule of a bus. Whoever changes it says so by `changed`, which makes the change act."""

    def __init__(self, name: str, arn: str, bus: str) -> None:
        self.name = name
        self.arn = arn
        self.bus = bus
        self.pattern_text = ""
        self.pattern: Pattern | None = None
        self.schedule_text = ""
        #: When the rule makes an event by itself.
        self.plan: Plan | None = None
        self.timer: Timer | None = None
        self.state = "ENABLED"
        self.description: str | None = None
        self.role: str | None = None
        self.targets: dict[str, Target] = {}
        self.tags: dict[str, str] = {}
        self._now = _NOTHING
        self._before = _NOTHING
        #: When the last change acts for sure, in microseconds.
        self.settled = 0

    def changed(self, moment: int) -> None:
        """Let the rule act as it is now; for a while it may act as it was (EB-DEL-08)."""
        self._before = self._now
        acts = self.state != "DISABLED"
        self._now = _Version(self.pattern if acts else None, tuple(self.targets.values()))
        self.settled = moment + LAG

    def deleted(self, moment: int) -> None:
        """Let the rule do nothing more; for a while it may act as it was (EB-DEL-08)."""
        self.targets = {}
        self.state = "DISABLED"
        if self._now.targets:
            self.changed(moment)

    def targets_for(self, event: Event, moment: int, choose: Choose) -> tuple[Target, ...]:
        """Give the targets of an event, which is taken at a moment (EB-DEL-07)."""
        now = self._now.chosen(event)
        if moment >= self.settled:
            return now
        before = self._before.chosen(event)
        return before if before != now and choose(RULE_LAG, 2, event) else now
