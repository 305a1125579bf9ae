"""Flow watcher: puts the flows of a choreography together again, and finds those that are stuck.

Where nobody conducts, nobody waits for the end either: an event that was lost is missed by no one.
A watcher hears every event, files it under its order (CHO-05), and reports orders whose end does
not come. It is an observer like any other; the domains do not know it, and it changes nothing.

What makes it safe:

- A reminder is a message that it sends to itself with a delay, before it files the event, so that
  no crash forgets a flow. A message may be delayed by 15 minutes at most, so a reminder that comes
  too early is sent on.
- What has ended is decided by the set of events, whenever they came: an end may be heard before
  the beginning.
- A reminder is deleted only after the report is out. A flow may be reported twice if the watcher
  dies just then, and is never overlooked.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, ClassVar

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.business_events import BusinessEvent, event_in
from pattern_tck.reference_impl.channels import create_queue
from pattern_tck.reference_impl.topic_queue_chaining import Subscriber, from_raw

#: The longest delay that a queue can give a message, in seconds.
_LONGEST_DELAY = 900

#: What can be stuck, and the events of which one ends it.
_ENDS = {
    "order": frozenset({"OrderShipped", "PaymentFailed", "PickingFailed"}),
    "return": frozenset({"PaymentRefunded"}),
}


class FlowWatcher(Subscriber):
    """Files events by order; its one effect about an order is the list of its events, by time."""

    unreadable: ClassVar[str] = "no business event"
    wait: ClassVar[int] = 1  # the reminders are on another queue

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        super().__init__(environment, client, now)
        self._files: Client = client("dynamodb")
        self._reminders = environment["REMINDERS_QUEUE_URL"]
        self._stuck = environment["STUCK_QUEUE_URL"]
        self._patience = float(environment["FLOW_TIMEOUT"])
        self._now = now

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Subscribe to all events, and make the queue of reminders."""
        made = super().deploy(environment, client)
        reminders = create_queue(
            client("sqs"),
            f"{environment['PREFIX']}-reminders",
            visibility=int(environment["VISIBILITY_TIMEOUT"]),
        )
        return {**made, "REMINDERS_QUEUE_URL": reminders}

    def work(self) -> bool:
        """File what has happened, then look at the flows whose time has come."""
        filed = super().work()
        answer = self._sqs.receive_message(QueueUrl=self._reminders, MaxNumberOfMessages=10)
        reminders = answer.get("Messages", [])
        for reminder in reminders:
            self._look(**json.loads(reminder["Body"]))
            self._sqs.delete_message(
                QueueUrl=self._reminders, ReceiptHandle=reminder["ReceiptHandle"]
            )
        return filed or bool(reminders)

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the message may be deleted: it is filed, or set aside."""
        event = event_in(from_raw(message))
        try:
            if event is None:
                self._set_aside(message)
            else:
                self._file(event)
        except Exception:  # noqa: BLE001 - whatever goes wrong, this message is not done
            return False
        return True

    def _file(self, event: BusinessEvent) -> None:
        seen, version = self._flow(event.order_id)
        if event.name in seen:
            return
        due = self._now() + self._patience
        # Whatever is heard of an order first: its beginning may be what was lost.
        if not seen:
            self._remind(event.order_id, "order", due)
        if event.name == "ReturnRequested":
            self._remind(event.order_id, "return", due)
        seen[event.name] = event.at
        item = {
            "pk": {"S": event.order_id},
            "key": {"S": event.order_id},
            "value": {"S": ", ".join(sorted(seen, key=seen.__getitem__))},
            "seen": {"S": json.dumps(seen)},
            "version": {"N": str(version + 1)},
        }
        self._files.put_item(
            TableName=self._table,
            Item=item,
            ConditionExpression="attribute_not_exists(pk) OR version = :read",
            ExpressionAttributeValues={":read": {"N": str(version)}},
        )

    def _flow(self, order_id: str) -> tuple[dict[str, str], int]:
        """Give when each event of an order happened, and the version of its file."""
        found = self._files.get_item(
            TableName=self._table, Key={"pk": {"S": order_id}}, ConsistentRead=True
        ).get("Item")
        return (json.loads(found["seen"]["S"]), int(found["version"]["N"])) if found else ({}, 0)

    def _remind(self, order: str, about: str, due: float) -> None:
        delay = min(math.ceil(max(due - self._now(), 0)), _LONGEST_DELAY)
        self._sqs.send_message(
            QueueUrl=self._reminders,
            MessageBody=json.dumps({"order": order, "about": about, "due": due}),
            DelaySeconds=delay,
        )

    def _look(self, order: str, about: str, due: float) -> None:
        """Report an order, or its return, if its time is over and its end has not come."""
        seen, _ = self._flow(order)
        # An event that was never filed comes again, and sends a reminder of its own.
        if not seen or _ENDS[about] & set(seen):
            return
        if self._now() < due:
            self._remind(order, about, due)
            return
        told = sorted(seen, key=seen.__getitem__)
        self._sqs.send_message(
            QueueUrl=self._stuck,
            MessageBody=json.dumps({"orderId": order, "stuck": about, "seen": told}),
            MessageAttributes={"CorrelationId": {"DataType": "String", "StringValue": order}},
        )


ROLES = {"flow-watcher": FlowWatcher}
