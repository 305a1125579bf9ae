"""One-way message exchange: hand it over, see that it was taken, and go on.

The notifier tells a stable of unicorns what it has to know or do; the receiver is the stable. There
is no answer, so there is nothing to wait for and nothing to keep. What makes that safe:

- to forget a message is not to be careless with it: "sent" is said only when the queue has taken
  the message, a refusal that may pass is tried again, and one that will not is told as "not sent";
- "sent" is all that is ever said. What became of the work is not known here: it may be done late,
  twice, or never;
- the message says what it is: a command to be followed, an event to be noted or a document to be
  kept, of which type and version; so the receiver need not guess from its fields;
- what is of no use after a while says until when, and the receiver drops it then, where the dropped
  ones can be counted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Clients, Environment, Now, Role
from pattern_tck.reference_impl.channels import alarm_on_depth, create_queue
from pattern_tck.reference_impl.idempotent_receiver import record_once
from pattern_tck.reference_impl.inbox import Inbox, Incoming, Unreadable, create_inbox

#: The intent and the type of what is told, by the word that the trigger has for it (OW-04).
MEANINGS: Mapping[str, tuple[str, str]] = {
    "pick-up": ("command", "DispatchUnicorn"),
    "completion": ("event", "RideCompleted"),
    "prices": ("document", "PriceList"),
}

#: What the receiver does about a message, by its intent.
DEEDS: Mapping[str, str] = {"command": "done", "event": "noted", "document": "kept"}

#: The version in which notices are written. Another number before the dot means other fields.
VERSION = "1.0"

#: What the queue says of a message that it will not take however often it is sent. All else may
#: pass: a queue that is throttled, out of order, or closed to us until somebody mends its policy.
HOPELESS = {
    "AWS.SimpleQueueService.NonExistentQueue",
    "QueueDoesNotExist",
    "InvalidAddress",
    "InvalidMessageContents",
    "InvalidParameterValue",
}


class Notifier:
    """Sends a notice for each trigger, and keeps nothing but the word that it was sent."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._reports: Client = client("dynamodb")
        self._triggers = environment["TRIGGER_QUEUE_URL"]
        self._notices = environment["NOTICES_QUEUE_URL"]
        self._table = environment["EFFECTS_TABLE"]

    def work(self) -> bool:
        """Take triggers and go through with each of them."""
        answer = self._sqs.receive_message(
            QueueUrl=self._triggers, MaxNumberOfMessages=10, WaitTimeSeconds=20
        )
        triggers = answer.get("Messages", [])
        for trigger in triggers:
            self._go_through(trigger)
        return bool(triggers)

    def _go_through(self, trigger: Mapping[str, Any]) -> None:
        wish = json.loads(trigger["Body"])
        try:
            self._send(wish)
        except ClientError as error:
            if error.response["Error"]["Code"] not in HOPELESS:
                # The trigger comes again when its visibility timeout ends: its queue is both the
                # memory of what is to be told, and the pause before the next attempt.
                return
            self._report(wish["id"], "not sent")
        else:
            self._report(wish["id"], "sent")
        self._sqs.delete_message(QueueUrl=self._triggers, ReceiptHandle=trigger["ReceiptHandle"])

    def _send(self, wish: Mapping[str, Any]) -> None:
        # The business id is that of the trigger: sent again, it is the same notice (SQS-DEL-04).
        body = {"id": wish["id"], "content": wish["content"]}
        self._sqs.send_message(
            QueueUrl=self._notices,
            MessageBody=json.dumps(body),
            MessageAttributes=stated(wish),
        )

    def _report(self, notice_id: str, word: str) -> None:
        record_once(self._reports, self._table, notice_id, word)


def stated(wish: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Give the attributes by which a notice says what it is, and how long it is of use."""
    intent, kind = MEANINGS[wish["notice"]]
    words = {"Intent": intent, "Type": kind, "Version": VERSION}
    attributes = {name: {"DataType": "String", "StringValue": word} for name, word in words.items()}
    if "usefulUntil" in wish:
        until = {"DataType": "Number", "StringValue": str(wish["usefulUntil"])}
        attributes["ExpiresAt"] = until
    return attributes


@dataclass(frozen=True)
class Notice:
    """What a message says of itself; ``expires_at`` in seconds since 1970, None for never."""

    id: str
    intent: str
    expires_at: float | None


class Receiver:
    """Follows commands, notes events, keeps documents; drops what has come too late."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._deeds: Client = client("dynamodb")
        self._now = now
        queues = environment["NOTICES_QUEUE_URL"], environment["INVALID_QUEUE_URL"]
        self._inbox = Inbox(self._sqs, *queues)
        self._expired = environment["EXPIRED_QUEUE_URL"]
        self._table = environment["EFFECTS_TABLE"]

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queue for notices, and the one for those that came too late, with an alarm."""
        notices, invalid = create_inbox(environment, client, "notices")
        expired = create_queue(client("sqs"), f"{environment['PREFIX']}-expired", keep_days=14)
        alarm_on_depth(client("cloudwatch"), f"{environment['PREFIX']}-expired")
        return {
            "NOTICES_QUEUE_URL": notices,
            "INVALID_QUEUE_URL": invalid,
            "EXPIRED_QUEUE_URL": expired,
        }

    def work(self) -> bool:
        """Take notices and handle each of them."""
        return self._inbox.work(self._handle)

    def _handle(self, message: Incoming) -> None:
        notice = read(message)
        if notice.expires_at is not None and notice.expires_at <= self._now():
            self._drop(message)
        else:
            record_once(self._deeds, self._table, notice.id, DEEDS[notice.intent])

    def _drop(self, message: Incoming) -> None:
        """Do nothing about it, where it can be seen that nothing was done (OW-05)."""
        self._sqs.send_message(
            QueueUrl=self._expired,
            MessageBody=message.body,
            MessageAttributes=message.attributes,
        )


def read(message: Incoming) -> Notice:
    """Read a notice by what it says of itself, or raise `Unreadable`."""
    intent, kind = message.stated("Intent"), message.stated("Type")
    if (intent, kind) not in MEANINGS.values():
        raise Unreadable(f"intent {intent or 'unknown'}, type {kind or 'unknown'}")
    version = message.stated("Version")
    if version.partition(".")[0] != VERSION.partition(".")[0]:
        raise Unreadable(f"version {version or 'unknown'}")
    if "id" not in message.fields:
        raise Unreadable("no id")
    expiry = message.stated("ExpiresAt")
    return Notice(str(message.fields["id"]), intent, float(expiry) if expiry else None)


ROLES: dict[str, Role] = {"notifier": Notifier, "one-way-receiver": Receiver}
