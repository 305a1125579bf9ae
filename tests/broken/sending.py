"""Senders that say "sent" too early, or send too much."""

from __future__ import annotations

import contextlib
import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl.idempotent_receiver import record_once
from pattern_tck.reference_impl.sending import Sender


class SwallowsErrors(Sender):
    """Catches what goes wrong with a send, logs it, and goes on as if it had not."""

    def _send(self, rides):
        with contextlib.suppress(ClientError):
            super()._send(rides)
        return rides


class IgnoresFailedEntries(Sender):
    """Takes a batch call that succeeds for a batch that is stored."""

    def _send(self, rides):
        super()._send(rides)
        return rides


class SendsTheWholeBatchAgain(Sender):
    """Tries again with all entries where some have failed."""

    def _send(self, rides):
        stored = super()._send(rides)
        return stored if len(stored) == len(rides) else []


class SaysSentFirst(Sender):
    """Reports before it sends, and acknowledges its trigger at once."""

    def _go_on(self, job):
        record_once(self._reports, self._table, job.id, "sent")
        return super()._go_on(job)


class MakesNewIds(Sender):
    """Gives each ride a fresh id at every attempt to send it."""

    def _send(self, rides):
        fresh = {ride["id"]: {**ride, "id": str(uuid.uuid4())} for ride in rides}
        for ride in rides:
            self._sqs.send_message(QueueUrl=self._work, MessageBody=json.dumps(fresh[ride["id"]]))
        return rides


class SendsTheFirstTenOnly(Sender):
    """Forgets that a batch has ten entries at most."""

    def _next_job(self):
        job = super()._next_job()
        if job is not None:
            job.left = job.left[:10]
        return job


swallows_errors = {"sender": SwallowsErrors}
ignores_failed_entries = {"sender": IgnoresFailedEntries}
sends_the_whole_batch_again = {"sender": SendsTheWholeBatchAgain}
says_sent_first = {"sender": SaysSentFirst}
makes_new_ids = {"sender": MakesNewIds}
sends_the_first_ten_only = {"sender": SendsTheFirstTenOnly}

CAUGHT = {
    "swallows_errors": ["SQS-DEL-14"],
    "ignores_failed_entries": ["SQS-DEL-13"],
    "sends_the_whole_batch_again": ["SQS-DEL-13"],
    "says_sent_first": ["SQS-DEL-14"],
    "makes_new_ids": ["P2P-03", "SQS-DEL-04"],
    "sends_the_first_ten_only": ["BUF-01"],
}
