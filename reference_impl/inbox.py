"""Inbox: a queue of one's own, whose messages are taken and handled one by one, then acknowledged.

A queue delivers at least once, and whoever takes from it may die at any call. So a message is
acknowledged after it was handled, and not before; one that cannot be handled now is left alone, and
comes again until the redrive policy makes it a dead letter; one that no attempt will ever make
readable is set aside at once, with all that is known about it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.ports import Client, Clients, Environment
from pattern_tck.reference_impl.channels import alarm_on_depth, arn_of, create_queue

#: Attempts before a message counts as poison: room for a short outage, an end to a hopeless case.
MAX_RECEIVES = 4


class Unreadable(Exception):
    """No number of attempts makes anything of this message; the text says why."""


@dataclass(frozen=True)
class Incoming:
    """One message that was received; attributes as the API gives them, so that they can be sent on.

    ``receipt`` is the handle of this receive, which acknowledges it.
    """

    body: str
    attributes: Mapping[str, Mapping[str, Any]]
    receipt: str

    def stated(self, name: str) -> str:
        """Give the text of an attribute, or nothing where there is none."""
        return str(self.attributes.get(name, {}).get("StringValue", ""))

    @property
    def fields(self) -> Mapping[str, Any]:
        """Give the JSON object in the body, or raise `Unreadable`."""
        try:
            value = json.loads(self.body)
        except ValueError:
            raise Unreadable("no JSON") from None
        if not isinstance(value, dict):
            raise Unreadable("no JSON object")
        return value


class Inbox:
    """Takes messages from a queue and hands each of them to whoever handles it."""

    def __init__(self, sqs: Client, queue_url: str, invalid_url: str) -> None:
        self._sqs = sqs
        self._queue = queue_url
        self._invalid = invalid_url

    def work(self, handle: Callable[[Incoming], None]) -> bool:
        """Receive a batch, have each message handled, and say whether there was any."""
        answer = self._sqs.receive_message(
            QueueUrl=self._queue,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=20,
            # What is not asked for does not come, and intent and correlation id are attributes.
            MessageAttributeNames=["All"],
        )
        # An empty receive has no "Messages" at all, and proves nothing about the queue.
        messages = answer.get("Messages", [])
        for message in messages:
            attributes = message.get("MessageAttributes", {})
            self._go_through(
                Incoming(message["Body"], attributes, message["ReceiptHandle"]), handle
            )
        return bool(messages)

    def _go_through(self, message: Incoming, handle: Callable[[Incoming], None]) -> None:
        try:
            try:
                handle(message)
            except Unreadable as reason:
                self.set_aside(message, str(reason))
            self.acknowledge(message)
        except Exception:  # noqa: BLE001 - whatever goes wrong, this message is not done
            return  # and its neighbours are none the worse for it

    def set_aside(self, message: Incoming, reason: str) -> None:
        """Pass on what nothing can be made of, body and attributes, and say why it is there."""
        why = {"Reason": {"DataType": "String", "StringValue": reason}}
        self._sqs.send_message(
            QueueUrl=self._invalid,
            MessageBody=message.body,
            MessageAttributes={**message.attributes, **why},
        )

    def acknowledge(self, message: Incoming) -> None:
        """Delete a message. If that fails it comes again, and is recognised by its business id."""
        self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message.receipt)


def create_inbox(environment: Environment, client: Clients, name: str) -> tuple[str, str]:
    """Make a queue, its dead-letter queue with an alarm, and the queue for what is unreadable.

    Gives the URLs of the queue and of that last one.
    """
    sqs, prefix = client("sqs"), environment["PREFIX"]
    dead_letters = create_queue(sqs, f"{prefix}-dlq", keep_days=14)
    alarm_on_depth(client("cloudwatch"), f"{prefix}-dlq")
    queue = create_queue(
        sqs,
        f"{prefix}-{name}",
        visibility=int(environment["VISIBILITY_TIMEOUT"]),
        dead_letters=arn_of(sqs, dead_letters),
        max_receives=MAX_RECEIVES,
    )
    return queue, create_queue(sqs, f"{prefix}-invalid", keep_days=14)
