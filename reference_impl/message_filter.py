"""Message filter: a subscriber says what it wants, and the publisher knows nothing of it.

The filter belongs to the subscription, so adding or changing one is the subscriber's own affair.
A message that does not pass is not an error: it is delivered to the others, and leaves no trace
here. What passes comes unchanged.

The topic compares values only as they are typed: a fare sent as a String is no Number, and a
message without the attribute has nothing that could pass. A change of the policy takes time to
arrive everywhere, and until then the old one may act; so the subscriber looks once more itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from pattern_tck.ports import Clients, Environment, Now, Role
from pattern_tck.reference_impl.channels import admit_topic, arn_of, create_queue
from pattern_tck.reference_impl.topic_queue_chaining import Published, Subscriber

#: What makes a ride extraordinary: the least of each.
EXTRAORDINARY: Mapping[str, float] = {"fare": 50, "distance": 20}
POLICY: Mapping[str, Any] = {
    name: [{"numeric": [">=", least]}] for name, least in EXTRAORDINARY.items()
}


class ExtraordinaryRides(Subscriber):
    """Books extraordinary rides, by the attributes of the message."""

    filter_policy = POLICY

    def _wants(self, published: Published) -> bool:
        numbers = {
            name: float(attribute["Value"])
            for name, attribute in published.attributes.items()
            if attribute["Type"] == "Number"
        }
        return _extraordinary(numbers)


class ExtraordinaryRidesByBody(Subscriber):
    """Books extraordinary rides, by the body of the message; gets its messages in envelopes."""

    raw = False
    filter_policy = POLICY
    filter_scope = "MessageBody"

    def _wants(self, published: Published) -> bool:
        return _extraordinary(published.ride or {})


def _extraordinary(values: Mapping[str, Any]) -> bool:
    return all(
        isinstance(values.get(name), (int, float)) and values[name] >= least
        for name, least in EXTRAORDINARY.items()
    )


class OutcomeSubscriber:
    """Keeps successful and failed fare collections on two queues, for people to look at."""

    outcomes: ClassVar[Mapping[str, str]] = {"successful": "true", "failed": "false"}

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        """Nothing to set up: all the work is done by the subscriptions."""

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make a queue for each outcome, and subscribe it to that outcome only."""
        sqs, made = client("sqs"), {}
        for outcome, value in cls.outcomes.items():
            queue = create_queue(sqs, f"{environment['PREFIX']}-{outcome}", keep_days=14)
            admit_topic(sqs, queue, environment["TOPIC_ARN"])
            client("sns").subscribe(
                TopicArn=environment["TOPIC_ARN"],
                Protocol="sqs",
                Endpoint=arn_of(sqs, queue),
                Attributes={
                    "RawMessageDelivery": "true",
                    "FilterPolicy": json.dumps({"IsSuccessful": [value]}),
                },
                ReturnSubscriptionArn=True,
            )
            made[f"{outcome.upper()}_QUEUE_URL"] = queue
        return made

    def work(self) -> bool:
        """Leave the queues to the people who look at them."""
        return False


ROLES: dict[str, Role] = {
    "filtering-subscriber": ExtraordinaryRides,
    "body-filtering-subscriber": ExtraordinaryRidesByBody,
    "outcome-subscriber": OutcomeSubscriber,
}
