"""The directory of one region's topics and subscriptions: how they are found, and how they go."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pattern_tck.simulator.octets import octets
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.topics.invalid import invalid
from pattern_tck.simulator.topics.subscription import Subscription
from pattern_tck.simulator.topics.topic import Topic

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region, World

_Found = TypeVar("_Found")

#: A list gives so many at a time.
_PAGE: Final = 100
#: An ARN of a topic has so many parts, and that of a subscription one more.
_PARTS: Final = 6


class Directory:
    """The topics and the subscriptions of one region, by ARN."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.world: World = region.world
        self.topics: dict[str, Topic] = {}
        self._subscriptions: dict[str, Subscription] = {}
        #: Those of them that wait for a confirmation.
        self._pending: dict[str, Subscription] = {}

    @property
    def now(self) -> int:
        """Tell the time in microseconds."""
        return self.world.clock.micros

    def topic(self, arn: str) -> Topic:
        """Give a topic; refused as NotFound if there is none, InvalidParameter if it is no ARN."""
        found = self.topics.get(arn)
        if found is None:
            self.check_topic_arn(arn)
            raise Refusal("NotFound", "Topic does not exist", status=404)
        return found

    def check_topic_arn(self, arn: str) -> None:
        """Refuse what cannot be the ARN of a topic of this region."""
        parts = arn.split(":")
        if len(parts) < _PARTS:
            raise invalid(
                f"TopicArn Reason: An ARN must have at least 6 elements, not {len(parts)}"
            )
        if len(parts) > _PARTS or parts[0] != "arn" or parts[3] != self.region.name:
            raise invalid("TopicArn")

    def subscriptions(self) -> Mapping[str, Subscription]:
        """Give all subscriptions; who was not confirmed in three days is gone (SNS-PUB-07)."""
        if self._pending:
            for subscription in list(self._pending.values()):
                asked = subscription.confirmation
                if asked is not None and asked.vanished(self.now):
                    self.remove(subscription)
        return self._subscriptions

    def subscription(self, arn: str) -> Subscription:
        """Give a subscription; refused as NotFound if there is none, InvalidParameter if no ARN."""
        found = self.subscriptions().get(arn)
        if found is None:
            check_subscription_arn(arn)
            raise Refusal("NotFound", "Subscription does not exist", status=404)
        return found

    def add(self, topic: Topic, subscription: Subscription) -> None:
        """Let a subscription join a topic."""
        self._subscriptions[subscription.arn] = subscription
        topic.subscriptions[subscription.arn] = subscription
        if not subscription.confirmed:
            self._pending[subscription.arn] = subscription

    def confirm(self, subscription: Subscription) -> None:
        """Let a subscription get what is published from now on (SNS-PUB-06)."""
        subscription.confirmation = None
        self._pending.pop(subscription.arn, None)

    def remove(self, subscription: Subscription) -> None:
        """Let a subscription end."""
        del self._subscriptions[subscription.arn]
        self._pending.pop(subscription.arn, None)
        topic = self.topics.get(subscription.topic_arn)
        if topic is not None:
            del topic.subscriptions[subscription.arn]
            topic.ended += subscription.confirmed

    def remove_topic(self, topic: Topic) -> None:
        """Delete a topic and all its subscriptions."""
        for subscription in list(topic.subscriptions.values()):
            self.remove(subscription)
        del self.topics[topic.arn]


def check_subscription_arn(arn: str) -> None:
    """Refuse what cannot be the ARN of a subscription, such as PendingConfirmation."""
    parts = len(arn.split(":"))
    if parts < _PARTS:
        raise invalid(f"SubscriptionArn Reason: An ARN must have at least 6 elements, not {parts}")
    if parts == _PARTS:
        raise invalid("SubscriptionId")


def page(
    found: Mapping[str, _Found], parameters: Mapping[str, Any]
) -> tuple[list[_Found], dict[str, Any]]:
    """Give the next 100, in the order of their ARNs, and what the answer says of the rest.

    A token says after which ARN to go on, so what comes and goes meanwhile disturbs nobody.
    """
    after = _after(parameters.get("NextToken") or "")
    arns = sorted(arn for arn in found if arn > after)
    rest = {}
    if len(arns) > _PAGE:
        rest["NextToken"] = base64.b64encode(octets(arns[_PAGE - 1])).decode()
    return [found[arn] for arn in arns[:_PAGE]], rest


def _after(token: str) -> str:
    try:
        return base64.b64decode(token, validate=True).decode()
    except ValueError:
        raise invalid("NextToken") from None
