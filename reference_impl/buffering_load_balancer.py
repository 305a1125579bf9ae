"""Queue as buffering load balancer: a worker between a burst and a ledger that bears little.

Rides are completed whenever people arrive; the ledger that books them bears so many bookings a
second and no more. A queue between the two takes each burst as it comes, and the worker takes from
the queue what the ledger can bear. The producers see no limit, the ledger sees no burst, and what
lies between is waiting time: backlog / (drain rate - arrival rate), as long as the second of these
is the smaller one.

What makes it safe:

- workers share the limit (`places`), so that starting more of them does not break it;
- a worker receives no more than there are places for. Whoever receives first and asks then has to
  put messages back, and each time counts as a failure until they are dead letters;
- a ledger that says "not so fast" has not said no: the message stays in hand, out of sight of the
  others, until the ledger takes it;
- work that nobody waits for any more needs no place: it is laid aside, so that a backlog of it does
  not stand in the way of fresh work;
- the age of the oldest message is watched, since a backlog that does not grow may still be late;
- retention is the one limit of waiting, and it is a loss: `reconciliation` finds it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import (
    alarm_on_age,
    alarm_on_depth,
    arn_of,
    create_queue,
)
from pattern_tck.reference_impl.idempotent_receiver import record_once
from pattern_tck.reference_impl.places import Places
from pattern_tck.reference_impl.reconciliation import Reconciliation
from pattern_tck.reference_impl.topic_queue_chaining import from_raw

#: Attempts before a message counts as poison: room for a short outage, an end to a hopeless case.
MAX_RECEIVES = 4

#: How long the queue keeps what waits. Whatever takes longer than that is lost.
KEEP_DAYS = 4

#: Seconds of waiting after which somebody should know: long before retention ends it.
LATE = 900

#: By these codes the ledger asks for patience; by any other one it refuses.
NOT_SO_FAST = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "Throttling",
    "ThrottlingException",
}

_MOST_RECEIVED = 10
_DAY = 24 * 60 * 60


@dataclass
class _Held:
    """A message in hand, and until when no other worker sees it."""

    message: Mapping[str, Any]
    until: float


class BufferedWorker:
    """Books rides, each once, and never faster than the ledger bears."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._ledger: Client = client("dynamodb")
        self._now = now
        self._work = environment["WORK_QUEUE_URL"]
        self._stale = environment["STALE_QUEUE_URL"]
        self._invalid = environment["INVALID_QUEUE_URL"]
        self._losses = environment["LOSSES_QUEUE_URL"]
        self._table = environment["EFFECTS_TABLE"]
        self._visibility = int(environment["VISIBILITY_TIMEOUT"])
        self._places = Places(
            self._ledger,
            environment["PERMITS_TABLE"],
            limit=int(environment["DOWNSTREAM_LIMIT"]),
            # A message that is held up for longer is somebody else's by now.
            lease=3.0 * self._visibility,
            now=now,
        )
        self._reconciliation = Reconciliation(
            self._ledger,
            environment["ACCEPTED_TABLE"],
            # Received at the last moment, it may still be in work for a while.
            patience=KEEP_DAYS * _DAY + 2.0 * self._visibility,
            now=now,
        )
        self._hand: list[_Held] = []
        self._go_on_at = 0.0

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queues, and the alarms on age and on dead letters."""
        sqs, prefix = client("sqs"), environment["PREFIX"]
        dead_letters = create_queue(sqs, f"{prefix}-dlq", keep_days=14)
        work = create_queue(
            sqs,
            f"{prefix}-work",
            visibility=int(environment["VISIBILITY_TIMEOUT"]),
            dead_letters=arn_of(sqs, dead_letters),
            max_receives=MAX_RECEIVES,
            keep_days=KEEP_DAYS,
        )
        cls.watch(client("cloudwatch"), prefix)
        return {
            "WORK_QUEUE_URL": work,
            "STALE_QUEUE_URL": create_queue(sqs, f"{prefix}-stale", keep_days=14),
            "INVALID_QUEUE_URL": create_queue(sqs, f"{prefix}-invalid", keep_days=14),
            "LOSSES_QUEUE_URL": create_queue(sqs, f"{prefix}-losses", keep_days=14),
        }

    @staticmethod
    def watch(cloudwatch: Client, prefix: str) -> None:
        """Have somebody called when work is late, and when it is dead."""
        alarm_on_age(cloudwatch, f"{prefix}-work", LATE)
        alarm_on_depth(cloudwatch, f"{prefix}-dlq")

    def work(self) -> bool:
        """Look for losses, take what there are places for, and book what is ready."""
        with contextlib.suppress(ClientError):  # what cannot be told now is told at the next look
            self._reconciliation.run(self._is_booked, self._report_loss)
        self._keep_in_hand()
        if self._now() < self._go_on_at:
            return False
        places = self._places.free()
        self._receive(len(places) - len(self._hand))
        before = len(self._hand)
        self._hand = [held for held in self._hand if not self._laid_aside(held.message)]
        booked = self._book_in(places[: len(self._hand)])
        return booked or len(self._hand) < before

    def _receive(self, wanted: int) -> None:
        """Take no more than can be worked on now: a receive is an attempt (BUF-07)."""
        if wanted <= 0:
            return
        until = self._now() + self._visibility
        answer = self._sqs.receive_message(
            QueueUrl=self._work,
            MaxNumberOfMessages=min(wanted, _MOST_RECEIVED),
            # What is in hand has a time of its own, and so has the look for losses.
            WaitTimeSeconds=0 if self._hand else 1,
            MessageAttributeNames=["All"],
        )
        self._hand += [_Held(message, until) for message in answer.get("Messages", ())]

    def _keep_in_hand(self) -> None:
        """Keep what is in hand out of the others' sight; let go of what they see already."""
        now = self._now()
        self._hand = [held for held in self._hand if held.until > now]
        for held in self._hand:
            if held.until - now <= self._visibility / 2:
                self._sqs.change_message_visibility(
                    QueueUrl=self._work,
                    ReceiptHandle=held.message["ReceiptHandle"],
                    VisibilityTimeout=self._visibility,
                )
                held.until = now + self._visibility

    def _laid_aside(self, message: Mapping[str, Any]) -> bool:
        """Let go of what the ledger need not see, and say whether the message was such."""
        ride = from_raw(message).ride
        stale = _expires_at(message) <= self._now()
        if ride is not None and not stale:
            return False
        try:
            if ride is None:
                # No number of attempts makes it readable: keep it where a person will look.
                self._lay_aside(self._invalid, message, "no ride")
            else:
                # Nobody waits for it any more. It is laid aside before it is struck out.
                self._lay_aside(self._stale, message, "stale")
                self._reconciliation.forget(str(ride["id"]))
            self._acknowledge(message)
        except ClientError:
            pass  # it comes again, and then it is laid aside
        return True

    def _book_in(self, places: list[int]) -> bool:
        """Book as much of what is in hand as there are places; say whether anything was done.

        Whoever dies on the way gives nothing back: the loan runs out by itself.
        """
        loan = self._places.take(places)
        used = 0
        for held in self._hand[: len(loan.places)]:
            used += 1
            if not self._handled(held.message) and self._now() < self._go_on_at:
                break  # the ledger wants a rest, and this message stays in hand
            self._hand.remove(held)
        self._places.give_back(loan, used)
        return used > 0

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the ride is booked, and acknowledged if the queue let us."""
        try:
            self._book(json.loads(message["Body"]))
            self._acknowledge(message)
        except ClientError as error:
            if error.response["Error"]["Code"] in NOT_SO_FAST:
                self._go_on_at = self._now() + self._visibility / 4
            return False  # any other trouble is an attempt that failed: it comes again
        return True

    def _book(self, ride: Mapping[str, Any]) -> None:
        record_once(self._ledger, self._table, ride["id"], str(ride["fare"]))

    def _is_booked(self, ride_id: str) -> bool:
        found = self._ledger.get_item(
            TableName=self._table, Key={"pk": {"S": ride_id}}, ConsistentRead=True
        )
        return "Item" in found

    def _report_loss(self, body: str) -> None:
        self._sqs.send_message(QueueUrl=self._losses, MessageBody=body)

    def _lay_aside(self, queue_url: str, message: Mapping[str, Any], reason: str) -> None:
        """Pass a message on with everything it came with, and say why it is there."""
        why = {"Reason": {"DataType": "String", "StringValue": reason}}
        self._sqs.send_message(
            QueueUrl=queue_url,
            MessageBody=message["Body"],
            MessageAttributes={**message.get("MessageAttributes", {}), **why},
        )

    def _acknowledge(self, message: Mapping[str, Any]) -> None:
        self._sqs.delete_message(QueueUrl=self._work, ReceiptHandle=message["ReceiptHandle"])


def _expires_at(message: Mapping[str, Any]) -> float:
    """Give when the work is of no use any more; never, if the sender does not say."""
    said = message.get("MessageAttributes", {}).get("ExpiresAt", {})
    return float(said.get("StringValue", "inf"))


ROLES = {"buffered-worker": BufferedWorker}
