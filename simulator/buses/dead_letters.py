"""Dead letters: what could not be delivered, in the queue of its target, or lost (EB-DEL-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_tck.simulator.queues.incoming import Undeliverable, deliver
from pattern_tck.simulator.refusals import Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.buses.delivery import Delivery
    from pattern_tck.simulator.buses.failures import Failure


def bury(delivery: Delivery, failure: Failure, exhausted: str = "") -> None:
    """Give a delivery up: to the dead-letter queue of its target, or to nobody.

    ``exhausted`` is the limit of the retry policy that was met, if one was. The queue's policy
    must admit EventBridge for the rule; otherwise the event is lost in spite of the queue.
    """
    rule, target, world = delivery.rule, delivery.target, delivery.region.world
    lost = f"{delivery.event} is lost for target {target.id} of {rule.arn} ({failure.code})"
    if not target.dead_letters:
        world.tell("EB-DEL-03" if exhausted else "EB-DEL-04", lost)
        return
    said = {
        "RULE_ARN": rule.arn,
        "TARGET_ARN": target.arn,
        "ERROR_CODE": failure.code,
        "ERROR_MESSAGE": failure.message,
        "RETRY_ATTEMPTS": str(delivery.retries),
    }
    if exhausted:
        said["EXHAUSTED_RETRY_CONDITION"] = exhausted
    try:
        deliver(
            delivery.region,
            target.dead_letters,
            delivery.body or delivery.event.text,
            attributes={
                name: {"DataType": "String", "StringValue": text} for name, text in said.items()
            },
            service="events.amazonaws.com",
            source=rule.arn,
        )
    except Undeliverable as error:
        world.tell("EB-DEL-05", f"{lost}, and so for its dead-letter queue: {error.message}")
    except Refusal as error:
        world.tell("EB-DEL-05", f"{lost}, and its dead-letter queue refused it: {error.message}")
    else:
        world.tell("EB-DEL-05", lost.replace(" is lost ", " becomes a dead letter ", 1))
