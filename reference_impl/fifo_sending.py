"""Sender on a FIFO queue: what belongs together arrives in its order, and is not doubled.

A FIFO queue keeps the order in which it *accepts* messages, and that is the sender's part:

- the group is the ride, the thing whose events have an order. One group for all would let the
  trouble of one ride stop all others (SQS-FIFO-14);
- the deduplication id is the event's own id, the same at each attempt and no other event's. A hash
  of the content would swallow the second of two equal events, a new id for each attempt would
  double;
- a batch holds one event of each ride at most. A batch may fail in part, and whatever stood behind
  the failed event in its group would have overtaken it (SQS-FIFO-22);
- an event that was not stored is sent again before anything that comes after it in its group.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.idempotent_receiver import record_once

_BATCH = 10
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 20.0

Event = Mapping[str, Any]


@dataclass
class _Job:
    """One trigger in hand: the events that are not stored yet, and when to try again."""

    trigger: Mapping[str, Any]
    id: str
    left: list[Event]
    try_at: float = 0.0
    pause: float = _FIRST_PAUSE


class FifoSender:
    """Sends the events of each trigger, and says so when the queue has them all."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._reports: Client = client("dynamodb")
        self._now = now
        self._triggers = environment["TRIGGER_QUEUE_URL"]
        self._events = environment["EVENTS_QUEUE_URL"]
        self._table = environment["EFFECTS_TABLE"]
        self._job: _Job | None = None

    def work(self) -> bool:
        """Go on with the trigger in hand, or take the next one."""
        self._job = self._job or self._next_job()
        if self._job is None or self._now() < self._job.try_at:
            return False
        job = self._job
        try:
            stored = self._send(self._next_of_each_ride(job.left))
        except ClientError:
            stored = []
        job.left = [event for event in job.left if event["id"] not in stored]
        if job.left and not stored:
            # Nothing went through: back off, and longer each time.
            job.try_at = self._now() + job.pause
            job.pause = min(2 * job.pause, _LONGEST_PAUSE)
        elif not job.left:
            self._finish(job)
        return bool(stored)

    def _next_job(self) -> _Job | None:
        answer = self._sqs.receive_message(QueueUrl=self._triggers, WaitTimeSeconds=20)
        for trigger in answer.get("Messages", []):
            body = json.loads(trigger["Body"])
            return _Job(trigger, body["id"], list(body["events"]))
        return None

    def _next_of_each_ride(self, left: list[Event]) -> list[Event]:
        """Give the first event of each ride, so that none is in one batch with its successor."""
        first: dict[str, Event] = {}
        for event in left:
            first.setdefault(event["ride"], event)
        return list(first.values())[:_BATCH]

    def _send(self, events: list[Event]) -> list[str]:
        """Send a batch and give the ids of the events that the queue says it has stored."""
        answer = self._sqs.send_message_batch(
            QueueUrl=self._events,
            Entries=[
                {
                    "Id": str(number),
                    "MessageBody": json.dumps(event),
                    "MessageGroupId": self._group(event),
                    "MessageDeduplicationId": self._deduplication_id(event),
                }
                for number, event in enumerate(events)
            ],
        )
        return [events[int(entry["Id"])]["id"] for entry in answer.get("Successful", [])]

    def _group(self, event: Event) -> str:
        return str(event["ride"])

    def _deduplication_id(self, event: Event) -> str:
        return str(event["id"])

    def _finish(self, job: _Job) -> None:
        record_once(self._reports, self._table, job.id, "sent")
        self._sqs.delete_message(
            QueueUrl=self._triggers, ReceiptHandle=job.trigger["ReceiptHandle"]
        )
        self._job = None


ROLES = {"fifo-sender": FifoSender}
