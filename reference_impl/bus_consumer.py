"""Consumer on a message bus: it takes what concerns it, reads it tolerantly, and starts no circle.

The consumer books the fare of every completed ride, and tells the bus that it did. It knows neither
who publishes rides nor who wants to hear of fares: what they share is the shape of the event. What
makes that safe, beside what makes any consumer of a queue safe (`point_to_point`):

- the rule, the queue behind it and the dead-letter queue of the target are its own, so that it
  comes and goes without anybody else noticing;
- its rule names the one type that it wants, and what comes all the same is let go: a rule that was
  changed acts a while longer (EB-DEL-08), and its own event must not wake it (EB-DEL-09);
- it is a tolerant reader: it looks for what it needs and at the first number of the version, and is
  not disturbed by anything else (CE-05);
- a ride is known by its id in the detail, never by the id of the event, which is new each time that
  it is put again (EB-PUT-03);
- booked, told, acknowledged, in this order, and both of the first are remembered: so a crash
  repeats only what was not done, and a replay of last year's events repeats nothing (EB-ARC-03). It
  would be wrong to let go of whatever bears the name of a replay: some of it may never have been
  done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import (
    admit_rules,
    alarm_on_depth,
    arn_of,
    create_queue,
)
from pattern_tck.reference_impl.event_publishing import entry
from pattern_tck.reference_impl.event_rules import put_rule, put_target
from pattern_tck.reference_impl.idempotent_receiver import record_once
from pattern_tck.reference_impl.inbox import Unreadable
from pattern_tck.reference_impl.mailbox import Mailbox, create_mailbox

#: The first number of the version that is understood; those behind the point only add.
_VERSION = "1"


class BusConsumer:
    """Books each completed ride that comes from the bus once, and says so on the bus."""

    #: Exactly what is wanted: a pattern that was wider would bring back what is published here.
    pattern: ClassVar[Mapping[str, Any]] = {"detail-type": ["RideCompleted"]}

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._events: Client = client("events")
        self._bookings: Client = client("dynamodb")
        queues = environment["INBOX_QUEUE_URL"], environment["INVALID_QUEUE_URL"]
        self._mail = Mailbox(client("sqs"), *queues)
        self._bus = environment["BUS_NAME"]
        self._table = environment["EFFECTS_TABLE"]

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queues, and the rule that leads to the inbox."""
        sqs, events = client("sqs"), client("events")
        bus, prefix = environment["BUS_NAME"], environment["PREFIX"]
        inbox = create_mailbox(client, environment, "inbox", dead_letters="not-handled")
        undelivered = create_queue(sqs, f"{prefix}-undelivered", keep_days=14)
        alarm_on_depth(client("cloudwatch"), f"{prefix}-undelivered")
        rule = put_rule(events, bus, f"{prefix}-wanted", cls.pattern)
        for queue in (inbox, undelivered):
            admit_rules(sqs, queue, [rule])
        put_target(events, bus, f"{prefix}-wanted", arn_of(sqs, inbox), arn_of(sqs, undelivered))
        return {
            "INBOX_QUEUE_URL": inbox,
            "INVALID_QUEUE_URL": create_queue(sqs, f"{prefix}-invalid", keep_days=14),
            "UNDELIVERED_QUEUE_URL": undelivered,
        }

    def work(self) -> bool:
        """Receive a batch, handle each event on its own, acknowledge what is done."""
        return self._mail.each(self._handled)

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the message may be deleted."""
        try:
            try:
                self._handle(self._read(message["Body"]))
            except Unreadable as reason:
                self._mail.set_aside(message, str(reason))
        except Exception:  # noqa: BLE001 - whatever goes wrong, this message is not done
            return False
        return True

    def _handle(self, event: Mapping[str, Any]) -> None:
        if event["detail-type"] != "RideCompleted":
            return  # it concerns somebody else
        ride = _ride(event["detail"])
        self._book(ride)
        if not self._told(ride):
            # Told first: whoever dies in between tells it again, under the same id of the ride. The
            # other way round nobody would ever hear of it.
            self._tell(ride)
            self._remember_telling(ride)

    def _read(self, body: str) -> Mapping[str, Any]:
        """Read an event as a bus tells it."""
        try:
            event = json.loads(body)
        except ValueError as error:
            raise Unreadable("no JSON") from error
        if not isinstance(event, dict) or not isinstance(event.get("detail"), dict):
            raise Unreadable("no event")
        if not event.get("detail-type"):
            raise Unreadable("an event without a type")
        return event

    def _book(self, ride: Mapping[str, Any]) -> None:
        record_once(self._bookings, self._table, ride["id"], str(ride["fare"]))

    def _tell(self, ride: Mapping[str, Any]) -> None:
        """Tell the bus that the fare is booked."""
        names = ("id", "customer", "fare", "correlationId")
        known = {name: ride[name] for name in names if name in ride}
        answer = self._events.put_events(
            Entries=[entry(self._bus, "FareCollected", {"version": "1.0", **known})]
        )
        if answer["FailedEntryCount"]:
            raise RuntimeError("the bus has not taken the event")

    def _remember_telling(self, ride: Mapping[str, Any]) -> None:
        self._bookings.update_item(
            TableName=self._table,
            Key={"pk": {"S": ride["id"]}},
            UpdateExpression="SET told = :yes",
            ExpressionAttributeValues={":yes": {"BOOL": True}},
        )

    def _told(self, ride: Mapping[str, Any]) -> bool:
        found = self._bookings.get_item(
            TableName=self._table, Key={"pk": {"S": ride["id"]}}, ConsistentRead=True
        )
        return "told" in found["Item"]


def _ride(detail: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the completed ride of an event, in a version that is understood."""
    if str(detail.get("version", "")).partition(".")[0] != _VERSION:
        raise Unreadable(f"version {detail.get('version')!r} of the event")
    if not {"id", "fare"} <= set(detail):
        raise Unreadable("a ride without id or fare")
    return detail


ROLES = {"bus-consumer": BusConsumer}
