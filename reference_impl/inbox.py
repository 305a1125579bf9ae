"""Inbox: a queue of one's own, of which one can say why a message makes no sense.

It is a `mailbox` whose messages are read before they are handled: one that no attempt will ever
make readable is set aside at once, with all that is known about it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.ports import Client, Clients, Environment
from pattern_tck.reference_impl.channels import create_queue
from pattern_tck.reference_impl.mailbox import MAX_RECEIVES, Letter, Mailbox, create_mailbox


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

    @property
    def letter(self) -> Letter:
        """Give the message as the API gives it."""
        return {
            "Body": self.body,
            "MessageAttributes": self.attributes,
            "ReceiptHandle": self.receipt,
        }

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
        self._mailbox = Mailbox(sqs, queue_url, invalid_url)

    def work(self, handle: Callable[[Incoming], None]) -> bool:
        """Receive a batch, have each message handled, and say whether there was any."""
        return self._mailbox.each(lambda letter: self._handled(letter, handle))

    def _handled(self, letter: Letter, handle: Callable[[Incoming], None]) -> bool:
        attributes = letter.get("MessageAttributes", {})
        message = Incoming(letter["Body"], attributes, letter["ReceiptHandle"])
        try:
            handle(message)
        except Unreadable as reason:
            self.set_aside(message, str(reason))
        return True

    def set_aside(self, message: Incoming, reason: str) -> None:
        """Pass on what nothing can be made of, body and attributes, and say why it is there."""
        self._mailbox.set_aside(message.letter, reason)

    def acknowledge(self, message: Incoming) -> None:
        """Delete a message. If that fails it comes again, and is recognised by its business id."""
        self._mailbox.acknowledge(message.letter)


def create_inbox(
    environment: Environment, client: Clients, name: str, *, max_receives: int = MAX_RECEIVES
) -> tuple[str, str]:
    """Make a queue, its dead-letter queue with an alarm, and the queue for what is unreadable.

    Gives the URLs of the queue and of that last one.
    """
    queue = create_mailbox(client, environment, name, max_receives=max_receives)
    invalid = f"{environment['PREFIX']}-invalid"
    return queue, create_queue(client("sqs"), invalid, keep_days=14)
