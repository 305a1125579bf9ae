"""Mailbox: a queue whose messages are handled one by one, each acknowledged when it is done.

A queue delivers at least once, and whoever takes from it may die at any call. So a message is
acknowledged after it was handled, and not before; one that cannot be handled now is left alone, and
comes again until the redrive policy makes it a dead letter; and what becomes of one message makes
no difference to those beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pattern_tck.ports import Client, Clients, Environment
from pattern_tck.reference_impl.channels import alarm_on_depth, arn_of, create_queue
from pattern_tck.reference_impl.setting_aside import set_aside

Letter = Mapping[str, Any]

#: Attempts before a message counts as poison: room for a short outage, an end to a hopeless case.
MAX_RECEIVES = 4

#: The longest time in seconds for which a message can be hidden.
LONGEST_HIDING = 12 * 60 * 60


class Mailbox:
    """One queue, and the queue beside it for what nobody can read.

    ``wait`` is for how many seconds a receive waits for messages: who has nothing else to do waits
    for as long as a queue lets it.
    """

    def __init__(self, sqs: Client, address: str, invalid: str, *, wait: int = 20) -> None:
        self.address = address
        self._sqs = sqs
        self._invalid = invalid
        self._wait = wait

    def each(self, handle: Callable[[Letter], bool]) -> bool:
        """Have each message that is there handled, and say whether there was any.

        ``handle`` says whether the message is done with. If not, or if it raises, the message is
        left alone: it comes again, and after maxReceiveCount receives it is a dead letter.
        """
        answer = self._sqs.receive_message(
            QueueUrl=self.address,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=self._wait,
            # What is not asked for does not come, and could not be passed on.
            MessageAttributeNames=["All"],
        )
        # An empty receive has no "Messages" at all, and proves nothing about the queue.
        letters = answer.get("Messages", [])
        for letter in letters:
            if self._is_done(handle, letter):
                self.acknowledge(letter)
        return bool(letters)

    def acknowledge(self, letter: Letter) -> None:
        """Delete a message. If that fails it comes again, and is recognised by its business id."""
        self._sqs.delete_message(QueueUrl=self.address, ReceiptHandle=letter["ReceiptHandle"])

    def hide(self, letter: Letter, seconds: float) -> None:
        """Have a message come again after so many seconds, as nearly as a queue can."""
        self._sqs.change_message_visibility(
            QueueUrl=self.address,
            ReceiptHandle=letter["ReceiptHandle"],
            VisibilityTimeout=max(0, min(int(seconds), LONGEST_HIDING)),
        )

    def set_aside(self, letter: Letter, reason: str) -> None:
        """Keep a message, with everything it came with, where a person will look (DLQ-18)."""
        set_aside(self._sqs, self._invalid, letter, reason)

    def _is_done(self, handle: Callable[[Letter], bool], letter: Letter) -> bool:
        try:
            return handle(letter)
        except Exception:  # noqa: BLE001 - whatever goes wrong, this message is not done
            return False


def create_mailbox(
    client: Clients,
    environment: Environment,
    name: str,
    *,
    dead_letters: str = "dlq",
    max_receives: int = MAX_RECEIVES,
    keep_days: int = 4,
) -> str:
    """Make a queue under the prefix, with a dead-letter queue and an alarm; give its URL."""
    sqs, prefix = client("sqs"), environment["PREFIX"]
    dead_letter_queue = create_queue(sqs, f"{prefix}-{dead_letters}", keep_days=14)
    alarm_on_depth(client("cloudwatch"), f"{prefix}-{dead_letters}")
    return create_queue(
        sqs,
        f"{prefix}-{name}",
        visibility=int(environment["VISIBILITY_TIMEOUT"]),
        dead_letters=arn_of(sqs, dead_letter_queue),
        max_receives=max_receives,
        keep_days=keep_days,
    )


def text(**values: str) -> dict[str, dict[str, str]]:
    """Give message attributes that are text."""
    return {name: {"DataType": "String", "StringValue": value} for name, value in values.items()}


def attribute(letter: Letter, name: str) -> str:
    """Give a message attribute as text, or nothing."""
    return str(letter.get("MessageAttributes", {}).get(name, {}).get("StringValue", ""))


def read_object(body: str) -> Mapping[str, Any]:
    """Read a JSON object; an empty one if the body is something else."""
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
