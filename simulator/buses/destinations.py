"""Destinations: how a target takes an event, by the kind of its ARN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from pattern_tck.simulator.buses.failures import (
    Failure,
    no_resource,
    of_refusal,
    of_undeliverable,
)
from pattern_tck.simulator.queues.incoming import Undeliverable, deliver
from pattern_tck.simulator.refusals import NotModelled, Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.buses.delivery import Delivery

_PRINCIPAL: Final = "events.amazonaws.com"
#: How Step Functions says that there is no such state machine.
_NO_MACHINE: Final = frozenset({"StateMachineDoesNotExist", "StateMachineDeleting", "InvalidArn"})


def reach(delivery: Delivery) -> None:
    """Hand an event to its target; raises `Failure` if that does not work."""
    try:
        _KINDS.get(delivery.target.service, _to_handler)(delivery)
    except NotModelled:
        raise
    except Undeliverable as error:
        raise of_undeliverable(error) from error
    except Refusal as error:
        raise of_refusal(error) from error


def _to_queue(delivery: Delivery) -> None:
    """Send to a queue. A FIFO queue without content-based deduplication refuses (EB-DEL-11)."""
    deliver(
        delivery.region,
        delivery.target.arn,
        delivery.body,
        group=delivery.target.group,
        service=_PRINCIPAL,
        source=delivery.rule.arn,
    )


def _to_topic(delivery: Delivery) -> None:
    delivery.region.topics.publish_for(
        delivery.target.arn, delivery.body, service=_PRINCIPAL, source=delivery.rule.arn
    )


def _to_bus(delivery: Delivery) -> None:
    """Forward to a bus of any region, unless the event was forwarded already (EB-DEL-10)."""
    event, target, region = delivery.event, delivery.target, delivery.region
    abroad = target.region != region.name
    if event.came_from:
        raise Failure(
            "THIRD_REGION_HOP_DETECTED" if abroad else "THIRD_ACCOUNT_HOP_DETECTED",
            "Events received from another event bus cannot be forwarded to this event bus.",
        )
    there = region.world.region(target.region).buses
    bus = there.at(target.arn)
    if bus is None:
        raise no_resource(f"{target.arn} does not exist")
    identity = region.world.identities.uuid() if abroad else event.id
    there.admit(bus, event.forwarded(delivery.rule.arn, identity, region.world.clock.micros))


def _to_workflow(delivery: Delivery) -> None:
    """Start a state machine with the event; AWS gives its executions names of their own."""
    if delivery.target.arn in delivery.region.buses.handlers:
        _to_handler(delivery)
        return
    workflows = delivery.region.workflows
    asked = {"stateMachineArn": delivery.target.arn, "input": delivery.body}
    try:
        workflows.start_execution(asked)
    except Refusal as error:
        if error.code in _NO_MACHINE:
            raise no_resource(f"{delivery.target.arn} does not exist") from error
        raise


def _to_handler(delivery: Delivery) -> None:
    """Call whoever stands for a function, or for anything else."""
    handler = delivery.region.buses.handlers.get(delivery.target.arn)
    if handler is None:
        raise no_resource(f"{delivery.target.arn} does not exist")
    try:
        handler(delivery.body)
    except (Undeliverable, NotModelled):
        raise
    except Exception as error:
        # Whatever goes wrong in a target is retried.
        raise Failure("ERROR_FROM_TARGET", str(error) or repr(error), retriable=True) from error


_KINDS: Final[Mapping[str, Callable[[Delivery], None]]] = {
    "sqs": _to_queue,
    "sns": _to_topic,
    "events": _to_bus,
    "states": _to_workflow,
}
