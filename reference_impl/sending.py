"""Sender of a point-to-point channel: what it reports as sent is on the queue.

A queue may throttle a send, store half of a batch and say so in the middle of a success, or lose
its answer. The sender keeps what is not yet stored in hand, tries that again and nothing else,
with growing pauses, and acknowledges its own trigger only when all of it is done. If it dies on
the way, the trigger comes again and so do the rides: under the same business ids, by which their
receivers know them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.idempotent_receiver import record_once

_BATCH = 10
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 20.0


@dataclass
class _Job:
    """One trigger in hand: the rides that are not stored yet, and when to try again."""

    trigger: Mapping[str, Any]
    id: str
    left: list[Mapping[str, Any]]
    try_at: float = 0.0
    pause: float = _FIRST_PAUSE


class Sender:
    """Sends the rides of each trigger, and says so when the queue has them."""

    #: What a trigger lists, and the variable that names the channel for it.
    listed: ClassVar[str] = "rides"
    into: ClassVar[str] = "WORK_QUEUE_URL"

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._reports: Client = client("dynamodb")
        self._now = now
        self._triggers = environment["TRIGGER_QUEUE_URL"]
        self._work = environment[self.into]
        self._table = environment["EFFECTS_TABLE"]
        self._job: _Job | None = None

    def work(self) -> bool:
        """Go on with the trigger in hand, or take the next one."""
        if self._job is None:
            self._job = self._next_job()
            if self._job is None:
                return False
        if self._now() < self._job.try_at:
            return False
        return self._go_on(self._job)

    def _next_job(self) -> _Job | None:
        answer = self._sqs.receive_message(QueueUrl=self._triggers, WaitTimeSeconds=20)
        for trigger in answer.get("Messages", []):
            body = json.loads(trigger["Body"])
            return _Job(trigger, body["id"], list(body[self.listed]))
        return None

    def _go_on(self, job: _Job) -> bool:
        """Send one batch of what is left; finish the job when nothing is."""
        try:
            stored = self._send(job.left[:_BATCH])
        except ClientError:
            stored = []
        job.left = [ride for ride in job.left if ride not in stored]
        if job.left:
            if not stored:
                # Nothing went through: back off, and longer each time.
                job.try_at = self._now() + job.pause
                job.pause = min(2 * job.pause, _LONGEST_PAUSE)
            return bool(stored)
        record_once(self._reports, self._table, job.id, "sent")
        self._sqs.delete_message(
            QueueUrl=self._triggers, ReceiptHandle=job.trigger["ReceiptHandle"]
        )
        self._job = None
        return True

    def _send(self, rides: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Send a batch and give the rides that the queue says it has stored."""
        answer = self._sqs.send_message_batch(
            QueueUrl=self._work,
            Entries=[{"Id": str(number), **self._entry(ride)} for number, ride in enumerate(rides)],
        )
        # A batch call succeeds even where some of its entries have not.
        return [rides[int(entry["Id"])] for entry in answer.get("Successful", [])]

    def _entry(self, ride: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"MessageBody": json.dumps(ride)}


ROLES = {"sender": Sender}
