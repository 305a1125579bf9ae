"""Commands and events: what is asked of one, and what is told to all whom it may concern.

The ride service follows commands: each is for it alone, so they come over a queue of its own. When
the ride has changed for good, it says so with an event on a topic, and does not ask who listens.
The observer keeps its own picture of the rides from these events. What makes that safe:

- an event states a fact, so the fact comes first: the change of the ride and the record of the
  event are one transaction, and the event is published from the record (CE-03);
- a table and a topic cannot change together, so between them the service may die. The command is
  acknowledged last: it comes again, the record is found, and the same event is told (DEC-06);
- what was told stays true: told again, an event has the same id and the same words, whatever has
  happened since. A correction is another event, with another id and the next version (CE-04);
- nothing is expected of observers: no answer, no order, no sign that they are there (CE-06);
- an observer reads what it needs and bears what is new (CE-05), and since an old event may come
  after a new one, the table compares the versions as it writes (CE-07).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.ports import Client, Clients, Environment, Now, Role
from pattern_tck.reference_impl.inbox import Inbox, Incoming, Unreadable, create_inbox
from pattern_tck.reference_impl.topic_queue_chaining import Published, Subscriber, from_raw

#: The event that tells of each command when it is done. A command asks, an event has happened.
OUTCOMES: Mapping[str, str] = {"CompleteRide": "RideCompleted", "CorrectFare": "FareCorrected"}

#: The version of commands and events: another number before the dot means other fields.
VERSION = "1.0"


class TooEarly(Exception):
    """The command may be followed once others have been: it has overtaken them."""


@dataclass(frozen=True)
class Command:
    """What is asked: which command, about which ride; ``id`` is the command's own."""

    id: str
    kind: str
    ride: str
    fare: float


class RideService:
    """Completes rides and corrects their fares, and tells what has happened."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sns: Client = client("sns")
        self._rides: Client = client("dynamodb")
        self._topic = environment["TOPIC_ARN"]
        self._table = environment["EFFECTS_TABLE"]
        queues = environment["COMMANDS_QUEUE_URL"], environment["INVALID_QUEUE_URL"]
        self._inbox = Inbox(client("sqs"), *queues)

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queue by which the service is commanded, and no one else (CE-01)."""
        commands, invalid = create_inbox(environment, client, "commands")
        return {"COMMANDS_QUEUE_URL": commands, "INVALID_QUEUE_URL": invalid}

    def work(self) -> bool:
        """Take commands, follow each of them, tell what has happened."""
        return self._inbox.work(self._handle)

    def _handle(self, message: Incoming) -> None:
        event = self._follow(command_in(message))
        self._tell(event, message.stated("CorrelationId"))

    def _follow(self, command: Command) -> str:
        """Make the change, once, and give the event that tells of it, always the same."""
        recorded = self._event_of(command)
        if recorded is not None:
            return recorded  # done before; perhaps nobody was told
        version = self._next_version(command)
        event = event_of(command, version)
        try:
            self._change(command, version, event)
        except self._rides.exceptions.TransactionCanceledException:
            # Another instance was faster: with this command, or with one about the same ride.
            recorded = self._event_of(command)
            if recorded is None:
                raise
            return recorded
        return event

    def _next_version(self, command: Command) -> int:
        ride = self._item(command.ride)
        if command.kind == "CorrectFare":
            if ride is None:
                raise TooEarly(f"ride {command.ride} is not completed")
            return int(ride["version"]["N"]) + 1
        if ride is not None:
            raise Unreadable("the ride is completed, and not by this command")
        return 1

    def _change(self, command: Command, version: int, event: str) -> None:
        """Change the ride and record the event, or neither."""
        ride = {
            "pk": {"S": command.ride},
            "key": {"S": command.ride},
            "value": {"S": str(command.fare)},
            "version": {"N": str(version)},
        }
        record = {"pk": {"S": command.id}, "key": {"S": command.id}, "value": {"S": event}}
        self._rides.transact_write_items(
            TransactItems=[
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": ride,
                        # Nobody else has changed the ride since it was looked at.
                        "ConditionExpression": "attribute_not_exists(pk) OR version = :before",
                        "ExpressionAttributeValues": {":before": {"N": str(version - 1)}},
                    }
                },
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": record,
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                },
            ]
        )

    def _event_of(self, command: Command) -> str | None:
        record = self._item(command.id)
        return None if record is None else str(record["value"]["S"])

    def _item(self, key: str) -> Mapping[str, Any] | None:
        found = self._rides.get_item(
            TableName=self._table, Key={"pk": {"S": key}}, ConsistentRead=True
        )
        item: Mapping[str, Any] | None = found.get("Item")
        return item

    def _tell(self, event: str, correlation: str) -> None:
        """Publish an event, to whoever listens; what the command was part of, it is part of."""
        stated = {"Intent": "event", "Type": json.loads(event)["type"], "Version": VERSION}
        if correlation:
            stated["CorrelationId"] = correlation
        self._sns.publish(
            TopicArn=self._topic,
            Message=event,
            MessageAttributes={
                name: {"DataType": "String", "StringValue": word} for name, word in stated.items()
            },
        )


def command_in(message: Incoming) -> Command:
    """Read a command by what it says of itself, or raise `Unreadable`."""
    kind, version = message.stated("Type"), message.stated("Version")
    if message.stated("Intent") != "command" or kind not in OUTCOMES:
        raise Unreadable(f"no command that is known: {kind}")
    if not understood(version):
        raise Unreadable(f"version {version or 'unknown'}")
    fields = message.fields
    if not {"id", "ride", "fare"} <= set(fields):
        raise Unreadable("a command without id, ride or fare")
    return Command(str(fields["id"]), kind, str(fields["ride"]), float(fields["fare"]))


def event_of(command: Command, version: int) -> str:
    """Give the event that tells of a command: recorded once, and never written again."""
    return json.dumps(
        {
            "id": str(uuid.uuid4()),
            "type": OUTCOMES[command.kind],
            "ride": command.ride,
            "fare": command.fare,
            "version": version,
        }
    )


def understood(version: str) -> bool:
    """Say whether a message of a version can be read: a minor one only adds to it (CE-05)."""
    return version.partition(".")[0] == VERSION.partition(".")[0]


class RideObserver(Subscriber):
    """Keeps the fare of each ride, as the newest event that it knows of has it."""

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the message may be deleted."""
        published = from_raw(message)
        try:
            if _says(published, "Type") not in OUTCOMES.values() and _says(published, "Type"):
                return True  # an event that does not concern it
            event = _event(published)
            if event is None:
                self._set_aside(message)
            else:
                self._keep(event)
        except Exception:  # noqa: BLE001 - whatever goes wrong, this message is not done
            return False
        return True

    def _keep(self, event: Mapping[str, Any]) -> None:
        """Keep what the event says, unless something newer is known."""
        try:
            self._bookings.put_item(
                TableName=self._table,
                Item={
                    "pk": {"S": event["ride"]},
                    "key": {"S": event["ride"]},
                    "value": {"S": str(event["fare"])},
                    "version": {"N": str(event["version"])},
                },
                # Looking first and writing then would leave a gap for another instance.
                ConditionExpression="attribute_not_exists(pk) OR version < :version",
                ExpressionAttributeValues={":version": {"N": str(event["version"])}},
            )
        except self._bookings.exceptions.ConditionalCheckFailedException:
            return  # stale, or known: either way there is nothing to change


def _event(published: Published) -> Mapping[str, Any] | None:
    """Read an event; None if it is none that can be read. Fields that are new are no trouble."""
    if _says(published, "Intent") != "event" or not understood(_says(published, "Version")):
        return None
    try:
        event = json.loads(published.body)
    except ValueError:
        return None
    needed = {"id", "ride", "fare", "version"}
    return event if isinstance(event, dict) and needed <= set(event) else None


def _says(published: Published, name: str) -> str:
    return published.attributes.get(name, {}).get("Value", "")


ROLES: dict[str, Role] = {"ride-service": RideService, "ride-observer": RideObserver}
