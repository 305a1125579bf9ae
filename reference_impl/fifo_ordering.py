"""FIFO ordering: a ledger in which each ride's events stand in their order, and once.

A FIFO queue gives the messages of a group one after the other, and none while an earlier one is in
flight. That is an order of delivery, and not yet one of effects:

- it is the order in which the queue accepted them. Two senders, or one that repaired something, may
  bring version 3 before version 2, so the consumer goes by the version that each event carries.
  The queue's own sequence numbers do not help: they have gaps by nature (SQS-FIFO-16);
- an event behind a gap is parked, and the gap is reported. Left on the queue it would block its
  group, and the missing event could never come past it (SQS-FIFO-14);
- an event that cannot be entered stops the rest of its group and nobody else. There is no
  dead-letter queue: a ledger without its second entry makes nonsense of its third (SQS-FIFO-15);
- "exactly once" ends with the visibility timeout and with the five minutes of deduplication. So an
  entry is one conditional write under ride and version, which a second consumer, or a second copy,
  finds done.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError, HTTPClientError

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import alarm_on_age, create_queue

#: Seconds for which a ride may be blocked before somebody should know.
LATE = 900

#: Seconds by which the visibility timeout exceeds the read timeout of the HTTP client.
_MARGIN = 5


@dataclass(frozen=True)
class Event:
    """One event of a ride; versions count from 1 and have no gaps."""

    id: str
    ride: str
    version: int
    amount: str

    def at(self, version: int) -> dict[str, dict[str, str]]:
        """Give the key of an event of the same ride, in the ledger and where events are parked."""
        return {"pk": {"S": f"{self.ride}#{version}"}}


class FifoConsumer:
    """Enters events in the ledger, each ride's in the order of their versions."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._tables: Client = client("dynamodb")
        self._events = environment["LEDGER_QUEUE_URL"]
        self._gaps = environment["GAPS_QUEUE_URL"]
        self._invalid = environment["INVALID_QUEUE_URL"]
        self._ledger = environment["EFFECTS_TABLE"]
        self._parked = environment["PARKED_TABLE"]
        self._attempt = ""

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the FIFO queue with an alarm on its age, and the queues for gaps and the invalid."""
        sqs, prefix = client("sqs"), environment["PREFIX"]
        name = f"{prefix}-ledger.fifo"
        # A client that is still waiting for an answer must not lose the messages in it to another
        # one (SQS-VIS-12).
        longer = int(environment["READ_TIMEOUT"]) + _MARGIN
        visibility = max(int(environment["VISIBILITY_TIMEOUT"]), longer)
        events = create_queue(sqs, name, fifo=True, visibility=visibility, keep_days=14)
        # What replaces a dead-letter queue: somebody who comes and looks.
        alarm_on_age(client("cloudwatch"), name, LATE)
        return {
            "LEDGER_QUEUE_URL": events,
            "GAPS_QUEUE_URL": create_queue(sqs, f"{prefix}-gaps", keep_days=14),
            "INVALID_QUEUE_URL": create_queue(sqs, f"{prefix}-invalid", keep_days=14),
        }

    def work(self) -> bool:
        """Receive a batch and handle it in its order; a ride that fails is left for later."""
        messages = self._receive()
        stopped: set[str] = set()
        for message in messages:
            group = message["Attributes"]["MessageGroupId"]
            if group not in stopped and not self._handled(message):
                stopped.add(group)
        return bool(messages)

    def _receive(self) -> list[Mapping[str, Any]]:
        """Receive a batch; if the last answer was lost, ask for the same one again.

        Otherwise the rides of a lost answer stand still for a whole visibility timeout.
        """
        self._attempt = self._attempt or str(uuid.uuid4())
        try:
            answer = self._sqs.receive_message(
                QueueUrl=self._events,
                MaxNumberOfMessages=10,
                WaitTimeSeconds=20,
                ReceiveRequestAttemptId=self._attempt,
                AttributeNames=["MessageGroupId"],
                MessageAttributeNames=["All"],
            )
        except (ClientError, HTTPClientError):
            return []  # the next attempt has the same id
        self._attempt = ""
        return list(answer.get("Messages", ()))

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the message is done with, and off the queue.

        A delete that comes after the visibility timeout fails (SQS-RH-03). Then the rest of the
        group is somebody else's, and may be entered there already.
        """
        event = _event(message["Body"])
        try:
            if event is None:
                self._lay_aside(message, "no event")
            elif not self._fits(event):
                self._lay_aside(message, "another event has this version")
            self._sqs.delete_message(QueueUrl=self._events, ReceiptHandle=message["ReceiptHandle"])
        except ClientError:
            return False
        return True

    def _fits(self, event: Event) -> bool:
        """Enter an event, or park it behind a gap; say whether its version is its own."""
        if not self._comes_next(event):
            self._park(event)
            if not self._comes_next(event):
                return True
            # The gap was closed by somebody else while we parked.
        fits = self._enter(event)
        self._go_on_after(event)
        return fits

    def _comes_next(self, event: Event) -> bool:
        return event.version == 1 or self._found(self._ledger, event, event.version - 1) is not None

    def _enter(self, event: Event) -> bool:
        """Enter an event once; say no if another one stands there under its version."""
        item = {"key": {"S": event.id}, "value": {"S": event.amount}}
        try:
            self._tables.put_item(
                TableName=self._ledger,
                Item={**event.at(event.version), **item},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except self._tables.exceptions.ConditionalCheckFailedException:
            there = self._found(self._ledger, event, event.version)
            return there is not None and there["key"]["S"] == event.id
        return True

    def _park(self, event: Event) -> None:
        """Keep an event until its turn comes, and report the gap before it if that is new."""
        self._tables.put_item(
            TableName=self._parked,
            Item={**event.at(event.version), "event": {"S": json.dumps(vars(event))}},
        )
        missing = event.version - 1
        if self._found(self._parked, event, missing) is None:
            gap = json.dumps({"ride": event.ride, "missing": missing})
            self._sqs.send_message(QueueUrl=self._gaps, MessageBody=gap)

    def _go_on_after(self, event: Event) -> None:
        """Enter what was parked behind an event, as far as it goes without another gap."""
        entered: list[int] = []
        version = event.version + 1
        while (parked := self._found(self._parked, event, version)) is not None:
            self._enter(Event(**json.loads(parked["event"]["S"])))
            entered.append(version)
            version += 1
        # From the last to the first: whoever takes over from one who died here begins at the first.
        for done in reversed(entered):
            self._tables.delete_item(TableName=self._parked, Key=event.at(done))

    def _found(self, table: str, event: Event, version: int) -> Mapping[str, Any] | None:
        answer = self._tables.get_item(TableName=table, Key=event.at(version), ConsistentRead=True)
        item: Mapping[str, Any] | None = answer.get("Item")
        return item

    def _lay_aside(self, message: Mapping[str, Any], reason: str) -> None:
        """Keep a message, with everything it came with, where a person will look."""
        why = {"Reason": {"DataType": "String", "StringValue": reason}}
        self._sqs.send_message(
            QueueUrl=self._invalid,
            MessageBody=message["Body"],
            MessageAttributes={**message.get("MessageAttributes", {}), **why},
        )


def _event(body: str) -> Event | None:
    """Read an event; None if it is none."""
    try:
        said = json.loads(body)
        event = Event(said["id"], said["ride"], int(said["version"]), str(said["amount"]))
    except (ValueError, KeyError, TypeError):
        return None
    return event if event.version >= 1 else None


ROLES = {"fifo-consumer": FifoConsumer}
