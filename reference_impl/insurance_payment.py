"""Insurance payment: the sales service books payments, and tells how each of them has ended.

It stands behind the front end of `decouple_messaging` and a queue of its own, and works in its own
time. What goes wrong here is its own affair: the front end has long answered, and is neither held
nor asked again (DEC-12). What makes it safe:

- The sale, the customer's total and the state of the request are one transaction, on the condition
  that the request is still pending. So whatever comes twice, late, or side by side is booked once
  (DEC-09), and a state that is final stays as it is (DEC-03).
- A request that is not there (yet) may be stored a moment later, so its message is left on the
  queue (DEC-08). One that is never stored is never booked.
- A refusal is a result: the request says so, and why (DEC-02).
- A message that has used up its attempts goes to a dead-letter queue, and this service reads that
  one too: the request becomes FAILED, and the message goes on to people (DEC-11). Nobody waits for
  a state that never comes.

All three writes go to tables of one database. Where the sales data live in another one, the sale
decides: it is written first, on the condition that there is none, and the state is copied from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import alarm_on_depth, arn_of, create_queue
from pattern_tck.reference_impl.decouple_messaging import PENDING
from pattern_tck.reference_impl.setting_aside import set_aside
from pattern_tck.reference_impl.transactions import write_together

#: Attempts before a payment counts as poison: room for a short outage, an end to a hopeless case.
MAX_RECEIVES = 4

Message = Mapping[str, Any]


class NotStoredYet(Exception):
    """Nobody has stored the request, or not visibly: the message may be ahead of it."""


@dataclass(frozen=True)
class Payment:
    """A payment to be booked; ``amount`` in text, since a float would lose cents."""

    request_id: str
    policy: str
    customer: str
    amount: str

    @property
    def cents(self) -> int:
        """Give the amount in cents."""
        whole, _, cents = self.amount.partition(".")
        return int(whole) * 100 + int(cents)


class SalesService:
    """Books each payment once, and writes into its request how it has ended."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._tables: Client = client("dynamodb")
        self._inbox = environment["SALES_QUEUE_URL"]
        self._dead_letters = environment["FAILED_QUEUE_URL"]
        self._attention = environment["ATTENTION_QUEUE_URL"]
        self._sales = environment["EFFECTS_TABLE"]
        self._requests = environment["REQUESTS_TABLE"]

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queue Sales, its dead-letter queue, and the queue for people with an alarm."""
        sqs, prefix = client("sqs"), environment["PREFIX"]
        visibility = int(environment["VISIBILITY_TIMEOUT"])
        failed = create_queue(sqs, f"{prefix}-failed", visibility=visibility, keep_days=14)
        attention = create_queue(sqs, f"{prefix}-attention", keep_days=14)
        # The dead-letter queue is read at once, so a message that stays there is a bad sign too.
        for name in ("failed", "attention"):
            alarm_on_depth(client("cloudwatch"), f"{prefix}-{name}")
        sales = create_queue(
            sqs,
            f"{prefix}-sales",
            visibility=visibility,
            dead_letters=arn_of(sqs, failed),
            max_receives=MAX_RECEIVES,
        )
        return {
            "SALES_QUEUE_URL": sales,
            "FAILED_QUEUE_URL": failed,
            "ATTENTION_QUEUE_URL": attention,
        }

    def work(self) -> bool:
        """Book what has come, and give up what was tried too often."""
        booked = self._take(self._inbox, self._handle)
        given_up = self._take(self._dead_letters, self._give_up)
        return booked or given_up

    def _take(self, queue: str, handle: Callable[[Message], None]) -> bool:
        """Receive a batch, handle each message on its own, acknowledge the ones that are done."""
        answer = self._sqs.receive_message(
            QueueUrl=queue,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=20,
            MessageAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        for message in messages:
            try:
                handle(message)
            except Exception:  # noqa: BLE001, S112 - whatever goes wrong, this one is not done
                continue
            self._sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return bool(messages)

    def _handle(self, message: Message) -> None:
        payment = _payment(message)
        if payment is None:
            # No number of attempts makes it readable.
            self._fail(message, "The message about it cannot be read.")
        elif payment.policy.endswith("_lapsed"):
            self._conclude(payment.request_id, "REFUSED", "The policy has lapsed.")
        else:
            self._book(payment)

    def _book(self, payment: Payment) -> None:
        """Have the sale, its place in the total, and the state of the request: all or nothing."""
        sale = {
            "pk": {"S": f"sale#{payment.request_id}"},
            "key": {"S": payment.request_id},
            "value": {"S": payment.amount},
        }
        written = write_together(
            self._tables,
            {"Put": {"TableName": self._sales, "Item": sale}},
            {"Update": self._add_to_total(payment)},
            {"Update": self._state(payment.request_id, "BOOKED")},
        )
        if not written:
            self._expect_final(payment.request_id)

    def _conclude(self, request_id: str, status: str, reason: str) -> None:
        """End a request without a sale, unless it has ended."""
        try:
            self._tables.update_item(**self._state(request_id, status, reason))
        except self._tables.exceptions.ConditionalCheckFailedException:
            self._expect_final(request_id)

    def _expect_final(self, request_id: str) -> None:
        """Raise `NotStoredYet` unless the request is there: then it has ended, and stays so."""
        if not self._status(request_id):
            raise NotStoredYet(request_id)

    def _give_up(self, message: Message) -> None:
        try:
            self._fail(message, "It could not be booked. People will look after it.")
        except NotStoredYet:
            # After so many attempts there is nobody to tell but people.
            self._call_people(message, "There is no such request.")

    def _fail(self, message: Message, reason: str) -> None:
        """Let the client know, and people: unless the request has ended otherwise."""
        request_id = _request_id(message)
        if request_id:
            self._conclude(request_id, "FAILED", reason)
        if not request_id or self._status(request_id) == "FAILED":
            self._call_people(message, reason)

    def _call_people(self, message: Message, reason: str) -> None:
        """Keep the message, with everything it came with, where a person will look."""
        set_aside(self._sqs, self._attention, message, reason)

    def _status(self, request_id: str) -> str:
        """Give the state of a request; nothing if there is no such request."""
        item = self._tables.get_item(
            TableName=self._requests, Key={"pk": {"S": request_id}}, ConsistentRead=True
        ).get("Item", {})
        return str(item.get("status", {}).get("S", ""))

    def _state(self, request_id: str, status: str, reason: str = "") -> dict[str, Any]:
        """Give the update that ends a request, on the condition that it is pending."""
        values = {":pending": PENDING, ":status": status, **({":reason": reason} if reason else {})}
        return {
            "TableName": self._requests,
            "Key": {"pk": {"S": request_id}},
            "UpdateExpression": "SET #status = :status" + (", reason = :reason" if reason else ""),
            "ConditionExpression": "#status = :pending",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": {name: {"S": text} for name, text in values.items()},
        }

    def _add_to_total(self, payment: Payment) -> dict[str, Any]:
        return {
            "TableName": self._sales,
            "Key": {"pk": {"S": f"total#{payment.customer}"}},
            "UpdateExpression": "SET #key = :customer ADD #value :cents",
            "ExpressionAttributeNames": {"#key": "key", "#value": "value"},
            "ExpressionAttributeValues": {
                ":customer": {"S": payment.customer},
                ":cents": {"N": str(payment.cents)},
            },
        }


def _payment(message: Message) -> Payment | None:
    """Read a payment; None if the message holds none."""
    try:
        body = json.loads(message["Body"])
        payment = Payment(body["requestId"], body["policyId"], body["customerId"], body["amount"])
        readable = payment.cents > 0
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return payment if readable else None


def _request_id(message: Message) -> str:
    """Give the id that the message was sent under: it stands beside the body, too."""
    attributes = message.get("MessageAttributes", {})
    return str(attributes.get("CorrelationId", {}).get("StringValue", ""))


ROLES = {"sales-service": SalesService}
