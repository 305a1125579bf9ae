"""Delivery: a copy for each subscription that wants the message, and what becomes of each copy.

The publisher has his answer whatever happens here (SNS-PUB-01), and what happens to one copy is
nobody else's business (SNS-PUB-12).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from pattern_tck.simulator.freedoms import (
    DELIVERY_REFUSED,
    FILTER_LAG,
    TOPIC_DUPLICATE,
    TOPIC_LATE,
)
from pattern_tck.simulator.queues.incoming import Undeliverable, deliver
from pattern_tck.simulator.topics.envelope import Envelope, Notification
from pattern_tck.simulator.topics.message import NO_ATTRIBUTES, Attributes
from pattern_tck.simulator.topics.subscription import Subscription
from pattern_tck.simulator.topics.topic import Topic

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region, World

#: The principal that a queue's policy must admit.
SERVICE: Final = "sns.amazonaws.com"
#: SNS-PUB-14: SQS takes so many attributes.
_MOST_ATTRIBUTES: Final = 10
#: How late a copy may be, in seconds, by what the adversary chose.
_DELAYS: Final = (0, 1, 60)


class Copy(NamedTuple):
    """One subscription's copy of a message."""

    of: Notification
    body: str
    attributes: Attributes
    destination: str

    def __str__(self) -> str:
        """Give the text of the message."""
        return str(self.of)


class Delivery:
    """Takes the messages of a region's topics to their subscriptions."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._world: World = region.world

    def distribute(self, topic: Topic, notification: Notification) -> None:
        """Make a copy for each confirmed subscription whose filter accepts (SNS-PUB-02).

        Nobody who joins later gets one (SNS-PUB-05).
        """
        envelope: Envelope | None = None
        message = notification.message
        for subscription in tuple(topic.subscriptions.values()):
            if subscription.confirmation is not None or not self._wanted(
                subscription, notification
            ):
                continue
            if subscription.home is None:
                self._deliver_to_nobody(subscription, notification)
                continue
            if subscription.settings.raw:
                copy = Copy(
                    notification,
                    message.body_for("sqs"),
                    message.attributes,
                    subscription.endpoint,
                )
            else:
                if envelope is None:
                    envelope = Envelope(notification, message.body_for("sqs"))
                body = envelope.for_subscription(subscription.unsubscribe_url)
                copy = Copy(notification, body, NO_ATTRIBUTES, subscription.endpoint)
            if topic.fifo:
                # In order, and once: a FIFO topic has none of a standard one's freedoms.
                self._hand_over(subscription, copy)
            else:
                self._hand_over_freely(subscription, copy)

    def _wanted(self, subscription: Subscription, notification: Notification) -> bool:
        """Ask the filter; one that was replaced lately may still let it pass (SNS-FLT-10)."""
        wanted = subscription.settings.filter
        if wanted is None:
            # SNS-FLT-01
            return True
        message = notification.message
        body = message.body_for(subscription.protocol)
        if wanted.accepts(message.attributes, body):
            return True
        # What is filtered out is no failure: nobody is told, and no queue keeps it (SNS-FLT-11).
        if not subscription.replaced:
            return False
        replaced = subscription.replaced_filters(self._world.clock.micros)
        return any(
            old is None or old.accepts(message.attributes, body) for old in replaced
        ) and bool(self._world.choose(FILTER_LAG, 2, notification))

    def _deliver_to_nobody(self, subscription: Subscription, notification: Notification) -> None:
        self._world.tell(
            "SNS-PUB-02",
            f"a copy of {notification} goes to {subscription.protocol} {subscription.endpoint}, "
            "where nobody lives in this simulator",
        )

    def _hand_over_freely(self, subscription: Subscription, copy: Copy) -> None:
        """Hand over once or twice, now or later: SNS-PUB-03, SNS-PUB-04, SNS-PUB-21."""
        choose = self._world.choose
        for _ in range(1 + choose(TOPIC_DUPLICATE, 2, copy)):
            late = choose(TOPIC_LATE, len(_DELAYS), copy)
            if late:
                hand_over = partial(self._hand_over, subscription, copy)
                self._world.clock.after(_DELAYS[late], hand_over)
            else:
                self._hand_over(subscription, copy)

    def _hand_over(self, subscription: Subscription, copy: Copy) -> None:
        """Deliver a copy to its queue, else to the dead-letter queue, else to nobody.

        There is no retry, since nothing would be different then, and the subscription stays as
        it is: SNS-PUB-08, SNS-PUB-11, SNS-PUB-12.
        """
        region = subscription.home
        assert region is not None
        if self._world.choose(DELIVERY_REFUSED, 2, copy.of):
            refused = Undeliverable("AccessDenied", f"{subscription.endpoint} refuses the delivery")
            self._dead_letter(subscription, copy, refused)
            return
        try:
            _send(region, subscription.endpoint, copy)
        except Undeliverable as reason:
            self._dead_letter(subscription, copy, reason)

    def _dead_letter(self, subscription: Subscription, copy: Copy, reason: Undeliverable) -> None:
        clause = "SNS-PUB-14" if len(copy.attributes) > _MOST_ATTRIBUTES else "SNS-PUB-08"
        saved = subscription.settings.dead_letters
        if not saved:
            self._world.tell(clause, f"{copy.of} is lost: {reason.message}")
            return
        try:
            # TQC-03: this queue needs a policy of its own.
            _send(self._region, saved, copy)
        except Undeliverable as second:
            self._world.tell(clause, f"{copy.of} is lost: {reason.message}, and {second.message}")
        else:
            self._world.tell(clause, f"{copy.of} becomes a dead letter: {reason.message}")


def _send(region: Region, queue_arn: str, copy: Copy) -> None:
    """Put a copy on a queue; raises `Undeliverable`.

    A FIFO queue gets the group and the id that the topic went by; a standard one gets a group from
    a standard topic alone, for fair queues (SNS-FIFO-06).
    """
    notification = copy.of
    message = notification.message
    if len(copy.attributes) > _MOST_ATTRIBUTES:
        raise Undeliverable(
            "InvalidParameterValue",
            f"{queue_arn} takes at most {_MOST_ATTRIBUTES} attributes, not {len(copy.attributes)}",
        )
    to_fifo = queue_arn.endswith(".fifo")
    deliver(
        region,
        queue_arn,
        copy.body,
        attributes=copy.attributes,
        group=message.group if to_fifo or not notification.sequence else "",
        deduplication=message.deduplication if to_fifo else "",
        service=SERVICE,
        source=notification.topic_arn,
        origin=notification.origin,
    )
