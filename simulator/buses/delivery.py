"""A delivery: one event on its way to one target, with retries and a dead-letter queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pattern_tck.simulator.buses.dead_letters import bury
from pattern_tck.simulator.buses.destinations import reach
from pattern_tck.simulator.buses.failures import Failure, given_up, no_permissions
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.freedoms import DELIVERY_REFUSED

if TYPE_CHECKING:
    from pattern_tck.simulator.buses.event import Event
    from pattern_tck.simulator.buses.rule import Rule
    from pattern_tck.simulator.buses.targets import Target
    from pattern_tck.simulator.world import Region

_TOO_OFTEN: Final = "MaximumRetryAttempts"
_TOO_OLD: Final = "MaximumEventAgeInSeconds"


class Delivery:
    """One event for one target of one rule; the target is what it was when the rule matched."""

    __slots__ = ("body", "event", "region", "retries", "rule", "target")

    def __init__(self, region: Region, event: Event, rule: Rule, target: Target) -> None:
        self.region = region
        self.event = event
        self.rule = rule
        self.target = target
        #: What the target is given.
        self.body = ""
        self.retries = 0

    def __str__(self) -> str:
        """Give what is delivered."""
        return str(self.event)

    @property
    def label(self) -> str:
        """Give what is delivered, as text."""
        return self.event.label

    @property
    def destination(self) -> str:
        """Give the ARN of where it goes."""
        return self.target.arn

    def attempt(self) -> None:
        """Try once. What fails is tried again or put aside; other targets do not notice."""
        try:
            if not self.body:
                self.body = self.target.form(self.event, self.rule)
            refused = self.region.world.choose(DELIVERY_REFUSED, 3, self.event)
            if refused:
                raise no_permissions("the delivery was refused") if refused == 1 else given_up()
            reach(self)
        except Failure as failure:
            self._failed(failure)

    def _failed(self, failure: Failure) -> None:
        self.body = self.body or failure.body
        policy = self.target.retry
        if not failure.retriable:
            # EB-DEL-04: at once, without a retry.
            bury(self, failure)
        elif self.retries >= policy.attempts:
            bury(self, failure, _TOO_OFTEN)
        else:
            self._wait(failure)

    def _wait(self, failure: Failure) -> None:
        """Wait for the next attempt, or for the event to be too old (EB-DEL-03)."""
        clock = self.region.world.clock
        left = self.event.ingested + self.target.retry.oldest * SECOND - clock.micros
        gap = self.target.retry.gap(self.retries)
        if gap * SECOND < left:
            clock.after(gap, self._again)
        else:
            clock.after(max(left, 0) / SECOND, lambda: bury(self, failure, _TOO_OLD))

    def _again(self) -> None:
        self.retries += 1
        self.attempt()
