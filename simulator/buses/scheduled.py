"""Rules on a schedule: at each moment of the plan the targets get an event that the rule makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.buses.event import Event
from pattern_tck.simulator.buses.routing import send
from pattern_tck.simulator.clock import SECOND

if TYPE_CHECKING:
    from pattern_tck.simulator.buses.rule import Rule
    from pattern_tck.simulator.world import Region

_NO_DETAIL: Final[dict[str, Any]] = {}


def wind(region: Region, rule: Rule) -> None:
    """Let a rule wait for the next moment of its plan, or for nothing if it is disabled."""
    if rule.timer is not None:
        rule.timer.cancel()
        rule.timer = None
    if rule.plan is None or rule.state == "DISABLED":
        return
    clock = region.world.clock
    due = rule.plan(clock.micros)
    if due is not None:
        rule.timer = clock.after((due - clock.micros) / SECOND, lambda: _strike(region, rule))


def _strike(region: Region, rule: Rule) -> None:
    event = _event(region, rule)
    for target in tuple(rule.targets.values()):
        send(region, event, rule, target)
    wind(region, rule)


def _event(region: Region, rule: Rule) -> Event:
    """Make the event of a moment, in the form that was recorded on AWS."""
    world = region.world
    return Event(
        id=world.identities.uuid(),
        source="aws.events",
        detail_type="Scheduled Event",
        detail=_NO_DETAIL,
        detail_text="{}",
        time=world.clock.micros // SECOND,
        account=world.account,
        region=region.name,
        resources=(rule.arn,),
        ingested=world.clock.micros,
    )
