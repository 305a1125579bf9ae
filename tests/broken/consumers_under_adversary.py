"""Consumers as teams write them: right on every polite broker, wrong where AWS uses its freedom.

Each takes orders from a queue and books them in a shop, or hands them on to shipping. `Consumer`
and `Relay` are the right ones.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError


@dataclass
class Shop:
    """What outlives the process of a consumer: two queues, the books, a table of what is known."""

    sqs: Any
    orders: str
    shipping: str
    now: Callable[[], float]
    sleep: Callable[[float], None]
    #: A write to a database is a point at which other workers may come in between.
    step: Callable[[str], None] = lambda _name: None
    booked: list[str] = field(default_factory=list)
    known: dict[str, float] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)

    def book(self, order: str) -> None:
        self.step("Insert")
        self.booked.append(order)

    def book_once(self, order: str) -> None:
        """Book unless it is booked: one conditional write."""
        self.step("ConditionalInsert")
        if order not in self.booked:
            self.booked.append(order)


class Consumer:
    """Right: knows orders by their own id, in one conditional write, and then deletes."""

    #: A job that ends, instead of a service that is started again when it crashes.
    is_job = False
    done = False

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.sqs = shop.sqs

    def work(self) -> None:
        for message in self.receive().get("Messages", []):
            self.handle(message)

    def receive(self) -> dict[str, Any]:
        return self.sqs.receive_message(
            QueueUrl=self.shop.orders,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=20,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )

    def handle(self, message: dict[str, Any]) -> None:
        self.book(message)
        self.delete(message)

    def book(self, message: dict[str, Any]) -> None:
        self.shop.book_once(json.loads(message["Body"])["id"])

    def delete(self, message: dict[str, Any]) -> None:
        self.sqs.delete_message(QueueUrl=self.shop.orders, ReceiptHandle=message["ReceiptHandle"])


class BooksEveryTime(Consumer):
    """Has no idea that a message may come twice."""

    def book(self, message):
        self.shop.book(json.loads(message["Body"])["id"])


class KnowsMessageIds(BooksEveryTime):
    """Recognises what it has seen by the MessageId, which says nothing about the order."""

    def book(self, message):
        if message["MessageId"] not in self.shop.known:
            self.shop.known[message["MessageId"]] = self.shop.now()
            super().book(message)


class TrustsTheReceiveCount(BooksEveryTime):
    """Takes a receive count above one for a proof that the order was booked before."""

    def book(self, message):
        if message["Attributes"]["ApproximateReceiveCount"] == "1":
            super().book(message)


class RemembersFiveMinutes(BooksEveryTime):
    """Keeps what it knows in a cache that forgets after five minutes, as FIFO queues do."""

    def book(self, message):
        order = json.loads(message["Body"])["id"]
        seen = self.shop.known.get(order)
        if seen is None or self.shop.now() - seen > 300:
            self.shop.known[order] = self.shop.now()
            super().book(message)


class ExpectsMessages(Consumer):
    """Drains the queue by its counter, and finds no list where a receive found nothing."""

    is_job = True

    def work(self):
        counters = self.sqs.get_queue_attributes(
            QueueUrl=self.shop.orders, AttributeNames=["ApproximateNumberOfMessages"]
        )
        if counters["Attributes"]["ApproximateNumberOfMessages"] == "0":
            self.done = True
            return
        for message in self.receive()["Messages"]:
            self.handle(message)


class TrustsTheCounters(ExpectsMessages):
    """Copes with an empty receive, but takes a counter of zero for an empty queue."""

    def receive(self):
        return {"Messages": [], **super().receive()}


class StopsBelowTen(Consumer):
    """Takes fewer than ten messages for the last ones."""

    is_job = True

    def work(self):
        messages = self.receive().get("Messages", [])
        for message in messages:
            self.handle(message)
        self.done = len(messages) < 10


class BelievesInOrder(Consumer):
    """Lets the status that comes last be the status of the order."""

    def book(self, message):
        change = json.loads(message["Body"])
        self.shop.status[change["order"]] = change["status"]


class KeepsTheHighestStatus(BelievesInOrder):
    """Right: a status never goes back, in whichever order the changes come."""

    _ranks = ("created", "paid", "shipped")

    def book(self, message):
        change = json.loads(message["Body"])
        old = self.shop.status.get(change["order"], "created")
        self.shop.status[change["order"]] = max(old, change["status"], key=self._ranks.index)


class CountsMessages(Consumer):
    """Ships when three messages are there, instead of three different parts of the order."""

    def book(self, message):
        self.shop.known[f"arrival {len(self.shop.known)}"] = self.shop.now()
        self.shop.status.setdefault(json.loads(message["Body"])["id"], "there")
        if len(self.shop.known) == 3:
            self.shop.booked.extend(self.shop.status)


class AcknowledgesFirst(Consumer):
    """Deletes a message so that nobody else gets it, and then does the work."""

    def handle(self, message):
        self.delete(message)
        self.book(message)


class ChecksThenBooks(Consumer):
    """Looks whether an order is booked, and then books it: another one may do so in between."""

    def book(self, message):
        order = json.loads(message["Body"])["id"]
        self.shop.step("Query")
        if order not in self.shop.booked:
            self.shop.book(order)


class TrustsTheVisibilityTimeout(BooksEveryTime):
    """Works eight seconds on an order, and thinks that nobody else can see it meanwhile."""

    def book(self, message):
        self.shop.sleep(8)
        super().book(message)


class KeepsTheFirstReceipt(Consumer):
    """Keeps the receipt handle of each MessageId, and deletes later deliveries with the first."""

    def __init__(self, shop):
        super().__init__(shop)
        self._receipts = {}

    def delete(self, message):
        receipt = self._receipts.setdefault(message["MessageId"], message["ReceiptHandle"])
        self.sqs.delete_message(QueueUrl=self.shop.orders, ReceiptHandle=receipt)


class ForgetsWhatItDeleted(Consumer):
    """Keeps its table small by forgetting what it deleted, and does not look at what failed."""

    def work(self):
        messages = self.receive().get("Messages", [])
        for message in messages:
            order = json.loads(message["Body"])["id"]
            if order not in self.shop.known:
                self.shop.known[order] = self.shop.now()
                self.shop.book(order)
        if messages:
            entries = [
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                for number, message in enumerate(messages)
            ]
            self.sqs.delete_message_batch(QueueUrl=self.shop.orders, Entries=entries)
            for message in messages:
                del self.shop.known[json.loads(message["Body"])["id"]]


class Relay(Consumer):
    """Right: hands on, and deletes only what was taken over; shipping knows orders by their id."""

    def work(self):
        messages = self.receive().get("Messages", [])
        if messages:
            taken = self.hand_on(messages)
            for number, message in enumerate(messages):
                if str(number) in taken:
                    self.delete(message)

    def hand_on(self, messages):
        entries = [{"Id": str(n), "MessageBody": m["Body"]} for n, m in enumerate(messages)]
        answer = self.sqs.send_message_batch(QueueUrl=self.shop.shipping, Entries=entries)
        return {entry["Id"] for entry in answer.get("Successful", [])}


class IgnoresFailedSends(Relay):
    """Takes a batch that was answered for a batch that was stored."""

    def hand_on(self, messages):
        super().hand_on(messages)
        return {str(number) for number in range(len(messages))}


class SwallowsSendErrors(IgnoresFailedSends):
    """Writes an error to its log, and goes on as if there had been none."""

    attempts = 1

    def hand_on(self, messages):
        for message in messages:
            self.send(message)
        return {str(number) for number in range(len(messages))}

    def send(self, message):
        for _ in range(self.attempts):
            with contextlib.suppress(ClientError):
                self.sqs.send_message(QueueUrl=self.shop.shipping, MessageBody=message["Body"])
                return


class TriesTwice(SwallowsSendErrors):
    """Tries once more, and only then goes on as if there had been no error."""

    attempts = 2
