"""Request-response: two one-way channels, a return address, and a correlation id.

A requester asks for the authorisation of fares; a responder authorises them and replies. The
channels between them deliver at least once and in any order, and either side may die at any time.
What makes that safe:

- the request says where the reply has to go and under which id; the responder knows neither
  beforehand, and copies the id as it is;
- the responder's effect and its answer are one record, made once a request id: asked again, it
  gives the same receipt;
- a request is acknowledged only after it was replied to, and a trigger only after its outcome was
  recorded, so a crash repeats work and never loses it;
- the requester matches replies by id alone, never by order; it waits for no longer than it said,
  and a reply that nobody waits for (late, doubled, astray) changes nothing;
- the request id follows from the fare, so whoever asks again for the same fare, even after a
  crash, uses the same id: no answer does not mean that nothing was done.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Clients, Environment, Now, Role
from pattern_tck.reference_impl.idempotent_receiver import record_once
from pattern_tck.reference_impl.inbox import create_inbox
from pattern_tck.reference_impl.mailbox import Mailbox, attribute, read_object, text
from pattern_tck.reference_impl.reply_queue import ReplyQueue

#: What the service says of an address that no retry will make a queue. All else may pass.
NOBODY_THERE = {"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "InvalidAddress"}


class Refused(Exception):
    """The answer is no, and will be no however often one asks."""


class Unanswerable(Exception):
    """There is nobody at the return address, and there never will be."""


class Responder:
    """Authorises fares, each request once, and replies to wherever the request says."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._authorisations: Client = client("dynamodb")
        self._requests = environment["REQUESTS_QUEUE_URL"]
        self._mail = Mailbox(self._sqs, self._requests, environment["INVALID_QUEUE_URL"], wait=1)
        self._table = environment["EFFECTS_TABLE"]

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the request queue, its dead-letter queue with an alarm, and the invalid queue."""
        requests, invalid = create_inbox(environment, client, "requests")
        return {"REQUESTS_QUEUE_URL": requests, "INVALID_QUEUE_URL": invalid}

    def work(self) -> bool:
        """Receive a batch, answer each request on its own, acknowledge the ones that are done."""
        return self._mail.each(self._handled)

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the request is finished; if not, it will be delivered again."""
        try:
            self._handle(message)
        except Exception:  # noqa: BLE001 - whatever goes wrong, this request is not finished
            return False
        return True

    def _handle(self, message: Mapping[str, Any]) -> None:
        return_address = attribute(message, "ReplyTo")
        if not return_address:
            self._set_aside(message, "no return address")
            return
        # The sender's id if there is one. The MessageId changes when a request is sent again.
        request_id = attribute(message, "CorrelationId") or message["MessageId"]
        status, answer = self._answer(request_id, message["Body"])
        try:
            self._reply(return_address, request_id, status, answer)
        except Unanswerable as reason:
            # The work is done and recorded; doing it again would bring nobody back.
            self._set_aside(message, str(reason))

    def _answer(self, request_id: str, body: str) -> tuple[str, Mapping[str, str]]:
        """Give the answer: the same one however often the same request comes."""
        try:
            return "ok", {"receipt": self._authorise(request_id, body)}
        except Refused as reason:
            # No is an answer as well: silence would cost the requester its whole time-out.
            return "refused", {"reason": str(reason)}

    def _authorise(self, request_id: str, body: str) -> str:
        fare = read_object(body)
        if not {"fareId", "customerId", "fareAmount"} <= set(fare):
            raise Refused("the request holds no fare")
        if str(fare["customerId"]).endswith("_fail_auth"):
            raise Refused("the payment provider says no")
        return self._record(request_id, f"receipt-{uuid.uuid4()}")

    def _record(self, request_id: str, receipt: str) -> str:
        """Have the effect, unless it was had: then give the receipt of the first time."""
        return record_once(self._authorisations, self._table, request_id, receipt)

    def _reply(self, address: str, request_id: str, status: str, answer: Mapping[str, str]) -> None:
        try:
            self._sqs.send_message(
                QueueUrl=address,
                MessageBody=json.dumps(answer),
                MessageAttributes=text(CorrelationId=request_id, Status=status),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in NOBODY_THERE:
                raise Unanswerable(f"no reply possible: {error}") from error
            raise

    def _set_aside(self, message: Mapping[str, Any], reason: str) -> None:
        """Keep the request, with everything it came with, where a person will look."""
        self._mail.set_aside(message, reason)


@dataclass(frozen=True)
class Pending:
    """A request that waits for its answer: what for, until when, and how to acknowledge."""

    request_id: str
    fare_id: str
    deadline: float
    trigger: str


class Requester:
    """Has fares authorised: one outcome a fare, the answer or the end of patience."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._outcomes: Client = client("dynamodb")
        self._now = now
        self._triggers = environment["TRIGGER_QUEUE_URL"]
        self._requests = environment["REQUESTS_QUEUE_URL"]
        self._table = environment["EFFECTS_TABLE"]
        self._timeout = float(environment["REQUEST_TIMEOUT"])
        self._margin = int(environment["VISIBILITY_TIMEOUT"])
        # Once an instance, not once a request: and no other instance takes what is meant for us.
        self._replies = ReplyQueue(self._sqs, f"{environment['PREFIX']}-replies", now)
        self._pending: dict[str, Pending] = {}

    def work(self) -> bool:
        """Ask for what was triggered, take what was answered, give up what took too long."""
        self._replies.keep()
        asked = self._take_triggers()
        answered = self._take_replies()
        given_up = self._give_up()
        return asked or answered or given_up

    def _take_triggers(self) -> bool:
        messages = _receive(self._sqs, self._triggers)
        for message in messages:
            try:
                self._ask(message)
            except (ClientError, KeyError):
                continue  # not asked: the trigger stays on its queue and comes again
        return bool(messages)

    def _ask(self, trigger: Mapping[str, Any]) -> None:
        fare_id = str(read_object(trigger["Body"])["fareId"])
        request_id = self._request_id(fare_id)
        if request_id in self._pending:
            return  # a copy of a trigger; if it comes back later, it will find the outcome
        deadline = self._now() + self._timeout
        # Before sending: the reply may be there before the call returns.
        self._pending[request_id] = Pending(request_id, fare_id, deadline, trigger["ReceiptHandle"])
        try:
            self._send(request_id, trigger["Body"])
        except ClientError:
            del self._pending[request_id]
            raise
        self._hide(trigger)

    def _request_id(self, fare_id: str) -> str:
        """Give the id that a request for this fare has, whoever makes it and however often."""
        return f"authorise-{fare_id}"

    def _send(self, request_id: str, body: str) -> None:
        self._sqs.send_message(
            QueueUrl=self._requests,
            MessageBody=body,
            MessageAttributes=text(CorrelationId=request_id, ReplyTo=self._replies.address),
        )

    def _hide(self, trigger: Mapping[str, Any]) -> None:
        """Keep the trigger from other instances for as long as this one waits for the answer."""
        self._sqs.change_message_visibility(
            QueueUrl=self._triggers,
            ReceiptHandle=trigger["ReceiptHandle"],
            VisibilityTimeout=int(self._timeout) + self._margin,
        )

    def _take_replies(self) -> bool:
        messages = _receive(self._sqs, self._replies.address)
        for message in messages:
            if self._matched(message):
                _delete(self._sqs, self._replies.address, message["ReceiptHandle"])
        return bool(messages)

    def _matched(self, reply: Mapping[str, Any]) -> bool:
        """Say whether the reply is finished with: it is nobody's, or its outcome is recorded."""
        pending = self._pending.get(attribute(reply, "CorrelationId"))
        outcome = _outcome(reply)
        if pending is None or outcome is None:
            return True  # late, doubled, astray or unreadable: it answers nobody
        return self._concluded(pending, outcome)

    def _give_up(self) -> bool:
        over = [each for each in self._pending.values() if each.deadline <= self._now()]
        for each in over:
            self._concluded(each, "timeout")
        return bool(over)

    def _concluded(self, pending: Pending, outcome: str) -> bool:
        """Record the outcome, then forget the request and acknowledge its trigger."""
        try:
            self._record(pending.fare_id, outcome)
        except ClientError:
            return False  # still pending, and the reply still on its queue: next time
        del self._pending[pending.request_id]
        _delete(self._sqs, self._triggers, pending.trigger)
        return True

    def _record(self, fare_id: str, outcome: str) -> str:
        """Have the effect, unless there is an outcome: the first one stays."""
        return record_once(self._outcomes, self._table, fare_id, outcome)


def _outcome(reply: Mapping[str, Any]) -> str | None:
    """Read a reply; None if there is nothing in it."""
    if attribute(reply, "Status") == "refused":
        return "refused"
    receipt = read_object(reply["Body"]).get("receipt")
    return None if receipt is None else str(receipt)


def _receive(sqs: Client, queue_url: str) -> list[Mapping[str, Any]]:
    answer = sqs.receive_message(
        QueueUrl=queue_url,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=1,
        # What is not asked for does not come: the return address and the id are attributes.
        MessageAttributeNames=["All"],
    )
    return list(answer.get("Messages", []))


def _delete(sqs: Client, queue_url: str, receipt_handle: str) -> None:
    sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=receipt_handle)


ROLES: dict[str, Role] = {"responder": Responder, "requester": Requester}
