"""Topic-queue-chaining: a subscriber that books every ride, in its own time.

A topic gives each subscription its own copy and keeps nothing; a queue keeps its messages and
shares them out among whoever receives. In a chain each application has both: its own queue, so
that it may be slow or away and harms nobody else, and as many workers behind it as it likes.

What makes it safe:

- the queue admits this topic, and no other one;
- what the topic cannot deliver goes to a dead-letter queue of the subscription, what the workers
  cannot handle to a dead-letter queue of the queue: two failures, two places to look;
- the subscriber reads the one delivery format that it subscribed with, and sets everything else
  aside where a person will look, with all that is known about it;
- a copy is known by the id of the ride, since every copy has a MessageId of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import admit_topic, alarm_on_depth, arn_of, create_queue
from pattern_tck.reference_impl.idempotent_receiver import record_once
from pattern_tck.reference_impl.mailbox import Mailbox, create_mailbox


@dataclass(frozen=True)
class Published:
    """A message as it was published; attributes by name, each with ``Type`` and ``Value``."""

    body: str
    attributes: Mapping[str, Mapping[str, str]]

    @property
    def correlation(self) -> str:
        """Give the correlation id that the publisher set, or nothing."""
        return self.attributes.get("CorrelationId", {}).get("Value", "")

    @property
    def ride(self) -> Mapping[str, Any] | None:
        """Give the ride completion in the body; None if there is none."""
        try:
            ride = json.loads(self.body)
        except ValueError:
            return None
        return ride if isinstance(ride, dict) and {"id", "fare"} <= set(ride) else None


class Subscriber:
    """Books each ride that is published, once."""

    #: Raw: the queue gets the body and the attributes as they were published. Otherwise the body
    #: on the queue is an envelope of JSON, and both are inside.
    raw: ClassVar[bool] = True
    #: What the topic is asked to deliver; None: everything.
    filter_policy: ClassVar[Mapping[str, Any] | None] = None
    filter_scope: ClassVar[str] = "MessageAttributes"
    #: Why a message is set aside.
    unreadable: ClassVar[str] = "no ride completion"
    #: For how many seconds a receive waits. Who has something else to look at must not wait long.
    wait: ClassVar[int] = 20

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._bookings: Client = client("dynamodb")
        self._inbox = environment["INBOX_QUEUE_URL"]
        self._invalid = environment["INVALID_QUEUE_URL"]
        self._table = environment["EFFECTS_TABLE"]
        self._mail = Mailbox(self._sqs, self._inbox, self._invalid, wait=self.wait)

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queues, and subscribe the inbox to the topic."""
        sqs, prefix, topic = client("sqs"), environment["PREFIX"], environment["TOPIC_ARN"]
        inbox = create_mailbox(client, environment, "inbox", dead_letters="not-handled")
        not_delivered = create_queue(sqs, f"{prefix}-not-delivered", keep_days=14)
        alarm_on_depth(client("cloudwatch"), f"{prefix}-not-delivered")
        for queue in (inbox, not_delivered):
            admit_topic(sqs, queue, topic)
        attributes = {
            "RawMessageDelivery": "true" if cls.raw else "false",
            "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn_of(sqs, not_delivered)}),
        }
        if cls.filter_policy is not None:
            attributes["FilterPolicyScope"] = cls.filter_scope
            attributes["FilterPolicy"] = json.dumps(cls.filter_policy)
        client("sns").subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=arn_of(sqs, inbox),
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )
        invalid = create_queue(sqs, f"{prefix}-invalid", keep_days=14)
        return {"INBOX_QUEUE_URL": inbox, "INVALID_QUEUE_URL": invalid}

    def work(self) -> bool:
        """Receive a batch, handle each message on its own, acknowledge what is done."""
        return self._mail.each(self._handled)

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the message may be deleted."""
        published = from_raw(message) if self.raw else from_envelope(message)
        try:
            if published is None or published.ride is None:
                self._set_aside(message)
            elif self._wants(published):
                self._book(published, published.ride)
        except Exception:  # noqa: BLE001 - whatever goes wrong, this message is not done
            return False
        return True

    def _wants(self, _published: Published) -> bool:
        """Say whether the message is for this subscriber: a filter in the topic may lag."""
        return True

    def _book(self, published: Published, ride: Mapping[str, Any]) -> None:
        value = f"{ride['fare']} {published.correlation}".strip()
        record_once(self._bookings, self._table, ride["id"], value)

    def _set_aside(self, message: Mapping[str, Any]) -> None:
        """Pass on what cannot be read, body and attributes, and say why it is there."""
        self._mail.set_aside(message, self.unreadable)


def from_raw(message: Mapping[str, Any]) -> Published:
    """Read a message of a subscription with raw delivery."""
    attributes = {
        name: {"Type": value["DataType"], "Value": value.get("StringValue", "")}
        for name, value in message.get("MessageAttributes", {}).items()
    }
    return Published(message["Body"], attributes)


def from_envelope(message: Mapping[str, Any]) -> Published | None:
    """Read a message of a subscription without raw delivery; None if it has no envelope."""
    try:
        envelope = json.loads(message["Body"])
    except ValueError:
        return None
    if not isinstance(envelope, dict) or not {"Type", "Message"} <= set(envelope):
        return None
    return Published(envelope["Message"], envelope.get("MessageAttributes", {}))


ROLES = {"subscriber": Subscriber}
