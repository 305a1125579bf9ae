"""Routing: an event on a bus goes to each target of each rule that it matches (EB-DEL-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pattern_tck.simulator.buses.delivery import Delivery
from pattern_tck.simulator.freedoms import EVENT_LATE, RULE_TWICE

if TYPE_CHECKING:
    from pattern_tck.simulator.buses.bus import Bus
    from pattern_tck.simulator.buses.event import Event
    from pattern_tck.simulator.buses.rule import Rule
    from pattern_tck.simulator.buses.targets import Target
    from pattern_tck.simulator.world import Region

#: Seconds by which a target gets an event late, by the value that was chosen (EB-DEL-02).
_LATE: Final = (0, 1, 60)


def route(region: Region, bus: Bus, event: Event, only: frozenset[str] = frozenset()) -> None:
    """Send an event to the targets of the rules that it matches.

    ``only`` names the ARNs of the rules of a replay; empty means all. An event that matches no
    rule is dropped, and its producer does not hear of it (EB-PAT-09).
    """
    choose = region.world.choose
    moment = region.world.clock.micros
    unmatched = True
    for rule in bus.acting(moment):
        if only and rule.arn not in only:
            continue
        for target in rule.targets_for(event, moment, choose):
            unmatched = False
            send(region, event, rule, target)
    if unmatched:
        region.world.tell("EB-PAT-09", f"no rule of {bus.name} sends {event} anywhere")


def send(region: Region, event: Event, rule: Rule, target: Target) -> None:
    """Send an event to a target of a rule; it may be called more than once (EB-DEL-01)."""
    choose = region.world.choose
    delivery = Delivery(region, event, rule, target)
    for again in range(1 + choose(RULE_TWICE, 2, delivery)):
        if again:
            delivery = Delivery(region, event, rule, target)
        late = choose(EVENT_LATE, 3, delivery)
        if late:
            region.world.clock.after(_LATE[late], delivery.attempt)
        else:
            delivery.attempt()
