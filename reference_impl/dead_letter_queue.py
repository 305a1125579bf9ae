"""Dead-letter queue: the operator's tool, which looks at dead letters and sends them back.

What lies on a dead-letter queue has failed for one of two reasons. A fault that has passed since
(an outage, a deployment) makes letters that succeed as soon as they are sent back. A poison pill
fails again however often it is tried. Only a person can tell them apart, so an order says which
letters to send back, and the tool does that without making things worse. No surgery on the open
heart: looking changes nothing, and whatever the tool is doing when it dies, no letter is lost.

What makes it safe:

- the service's own redrive (StartMessageMoveTask) moves everything and changes nothing (DLQ-13),
  so it can neither choose nor count attempts. The tool copies a letter, makes a note of that, and
  deletes it afterwards: to die in between makes a copy, never a loss (DLQ-17);
- its notes stand in a table, by the MessageId of the letter. It is the right key here, and only
  here: what is counted is this letter, and not what it is about. A letter that comes again within
  one order, since its delete had no effect, is not sent again;
- a copy says how often it was redriven. Poison that comes back is sent back a few times and then
  parked, with everything it came with, so that nobody redrives it for ever;
- letters that stay are received, since there is no other way to look at them, kept in hand, and
  given back when the order is done. A letter that somebody else has in hand comes back when its
  visibility timeout ends, so an order is not done while the queue holds more than the tool has
  seen;
- neither an empty receive nor a counter proves that nothing is there: the answer to a receive that
  took everything may have been lost, and the counters may be a minute old (SQS-RCV-09,
  SQS-DEL-18). So the tool ends only when a whole visibility timeout has brought nothing new;
- an order that was carried out once has a report, and is not carried out again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import alarm_on_depth, create_queue
from pattern_tck.reference_impl.idempotent_receiver import record_once
from pattern_tck.reference_impl.setting_aside import MOST_ATTRIBUTES, handed_on, set_aside

#: How often a send is tried before the letter stays where it is, and the seconds in between.
_ATTEMPTS = 4
_PAUSE = 2.0
#: Receives without a new letter, one after the other, before the queue may count as empty.
_FRUITLESS_RECEIVES = 3


@dataclass
class Letter:
    """A dead letter in hand."""

    message: Mapping[str, Any]
    attempts: int = 0

    @property
    def id(self) -> str:
        """Give the MessageId, which is the letter's for as long as it lies there."""
        return str(self.message["MessageId"])

    @property
    def about(self) -> str:
        """Give the business id in the body; the MessageId if nobody can read it."""
        try:
            body = json.loads(self.message["Body"])
        except ValueError:
            return self.id
        return str(body["id"]) if isinstance(body, dict) and "id" in body else self.id

    @property
    def redrives(self) -> int:
        """Give how often it was sent back before."""
        attributes = self.message.get("MessageAttributes", {})
        return int(attributes.get("Redrives", {}).get("StringValue", "0"))


@dataclass
class Order:
    """An order in hand, and how far it has come."""

    trigger: Mapping[str, Any]
    id: str
    #: Business ids of what to send back; None: everything.
    wanted: frozenset[str] | None
    #: Letters a second, at most; 0: as fast as it goes.
    a_second: float
    keep_at: float
    waiting: dict[str, Letter] = field(default_factory=dict)
    left: dict[str, Letter] = field(default_factory=dict)
    #: When the next letter may be sent.
    next_at: float = 0.0
    #: When something new was seen for the last time.
    news_at: float = 0.0
    #: When a receive brought nothing new for the first time since then.
    quiet_since: float | None = None
    #: When each of the last receives began that brought nothing new, one look after the other.
    fruitless: list[float] = field(default_factory=list)


class Operator:
    """Carries out the orders of a person about the letters of one dead-letter queue."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._notes: Client = client("dynamodb")
        self._now = now
        self._triggers = environment["TRIGGER_QUEUE_URL"]
        self._letters = environment["DEAD_LETTERS_QUEUE_URL"]
        self._source = environment["SOURCE_QUEUE_URL"]
        self._parked = environment["PARKED_QUEUE_URL"]
        self._invalid = environment["INVALID_QUEUE_URL"]
        self._table = environment["EFFECTS_TABLE"]
        self._most_redrives = int(environment["MAX_REDRIVES"])
        self._visibility = int(environment["VISIBILITY_TIMEOUT"])
        self._order: Order | None = None

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queue of what was given up, with an alarm, and that of unreadable orders."""
        sqs, prefix = client("sqs"), environment["PREFIX"]
        parked = create_queue(sqs, f"{prefix}-parked", keep_days=14)
        alarm_on_depth(client("cloudwatch"), f"{prefix}-parked")
        invalid = create_queue(sqs, f"{prefix}-invalid", keep_days=14)
        return {"PARKED_QUEUE_URL": parked, "INVALID_QUEUE_URL": invalid}

    def work(self) -> bool:
        """Go on with the order in hand, or take the next one."""
        if self._order is None:
            self._order = self._next_order()
            return self._order is not None
        return self._go_on(self._order)

    def _next_order(self) -> Order | None:
        answer = self._sqs.receive_message(QueueUrl=self._triggers, WaitTimeSeconds=20)
        for trigger in answer.get("Messages", []):
            order = _order(trigger, self._now())
            if order is None:
                set_aside(self._sqs, self._invalid, trigger, "no order")
            elif not self._reported(order):
                return order
            self._acknowledge(trigger)
        return None

    def _go_on(self, order: Order) -> bool:
        """Send back what is due; when nothing waits, see whether there is more, or make an end."""
        self._keep(order)
        if not order.waiting:
            self._receive(order)
        if order.waiting:
            return self._send_what_is_due(order)
        if len(order.fruitless) < _FRUITLESS_RECEIVES:
            return True
        if self._may_hold_more(order):
            order.fruitless.clear()
            return False
        self._finish(order)
        return True

    def _keep(self, order: Order) -> None:
        """Keep the order, and what was only looked at: seen twice, it would be in hand twice."""
        if self._now() < order.keep_at:
            return
        order.keep_at = self._now() + self._visibility / 3
        self._hide(self._triggers, order.trigger, self._visibility)
        for letter in order.left.values():
            self._hide(self._letters, letter.message, self._visibility)

    def _receive(self, order: Order) -> None:
        """Take letters in hand: those to send back, and those that are only looked at."""
        began = self._now()
        answer = self._sqs.receive_message(
            QueueUrl=self._letters, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        letters = [Letter(message) for message in answer.get("Messages", [])]
        if any(letter.id not in order.left for letter in letters):
            order.news_at, order.quiet_since = self._now(), None
            order.fruitless.clear()
        else:
            order.quiet_since = order.quiet_since or self._now()
            order.fruitless.append(began)
        done = self._handled(order) if letters else set()
        for letter in letters:
            if letter.id in {note.partition(" ")[0] for note in done}:
                self._delete(letter)  # its copy was sent, and its delete had no effect
            elif letter.id in order.left or not _is_wanted(letter, order):
                order.left[letter.id] = letter
            else:
                order.waiting[letter.id] = letter

    def _send_what_is_due(self, order: Order) -> bool:
        sent = False
        for letter in list(order.waiting.values()):
            if self._now() < order.next_at:
                break
            try:
                self._send_back(order, letter)
            except ClientError:
                letter.attempts += 1
                order.next_at = self._now() + _PAUSE
                if letter.attempts < _ATTEMPTS:
                    continue
                order.left[letter.id] = letter
            else:
                sent = True
                if order.a_second:
                    order.next_at = self._now() + 1 / order.a_second
            del order.waiting[letter.id]
        return sent

    def _send_back(self, order: Order, letter: Letter) -> None:
        """Copy a letter to where it came from, or park it; make a note; then delete it."""
        attributes = handed_on(letter.message)
        # Without room for a mark nobody could tell how often it had been tried.
        marked = "Redrives" in attributes or len(attributes) < MOST_ATTRIBUTES
        redriven = marked and letter.redrives < self._most_redrives
        if redriven:
            count = str(letter.redrives + 1)
            attributes["Redrives"] = {"DataType": "Number", "StringValue": count}
        self._sqs.send_message(
            QueueUrl=self._source if redriven else self._parked,
            MessageBody=letter.message["Body"],
            MessageAttributes=attributes,
        )
        self._note(order, letter, "redriven" if redriven else "parked")
        self._delete(letter)

    def _may_hold_more(self, order: Order) -> bool:
        """Say whether the queue may hold more than what is in hand, and there is hope to see it."""
        if order.fruitless[0] < (order.quiet_since or 0.0) + self._visibility:
            return True  # what a lost answer has hidden would not be back yet
        answer = self._sqs.get_queue_attributes(
            QueueUrl=self._letters,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        stock = sum(int(value) for value in answer["Attributes"].values())
        # The numbers are approximate, so they may say for ever that there is more.
        return stock > len(order.left) and self._now() <= order.news_at + 4 * self._visibility

    def _finish(self, order: Order) -> None:
        """Report, give back what stays, and acknowledge the order."""
        notes = self._notes_of(order)
        report = {
            **{word: sorted(each.partition(" ")[2] for each in notes[word]) for word in notes},
            "left": sorted(letter.about for letter in order.left.values()),
        }
        self._report(order, json.dumps(report))
        self._give_back(order)
        self._acknowledge(order.trigger)
        self._order = None

    def _report(self, order: Order, report: str) -> None:
        """Have the effect of the order, unless another instance has been quicker."""
        record_once(self._notes, self._table, order.id, report)

    def _give_back(self, order: Order) -> None:
        """Let everybody see at once what was only looked at."""
        for letter in order.left.values():
            self._hide(self._letters, letter.message, 0)

    def _hide(self, queue: str, message: Mapping[str, Any], seconds: int) -> None:
        with suppress(ClientError):  # then it comes back when its visibility timeout ends
            self._sqs.change_message_visibility(
                QueueUrl=queue,
                ReceiptHandle=message["ReceiptHandle"],
                VisibilityTimeout=seconds,
            )

    def _reported(self, order: Order) -> bool:
        found = self._notes.get_item(
            TableName=self._table, Key={"pk": {"S": order.id}}, ConsistentRead=True
        )
        return "Item" in found

    def _note(self, order: Order, letter: Letter, what: str) -> None:
        """Add a letter to a set of the order: twice is as good as once."""
        self._notes.update_item(
            TableName=self._table,
            Key={"pk": {"S": f"order#{order.id}"}},
            UpdateExpression="ADD #what :letter",
            ExpressionAttributeNames={"#what": what},
            ExpressionAttributeValues={":letter": {"SS": [f"{letter.id} {letter.about}"]}},
        )

    def _notes_of(self, order: Order) -> Mapping[str, set[str]]:
        """Give the letters that were redriven and parked: MessageId, a blank, what it is about."""
        found = self._notes.get_item(
            TableName=self._table, Key={"pk": {"S": f"order#{order.id}"}}, ConsistentRead=True
        ).get("Item", {})
        return {what: set(found.get(what, {}).get("SS", ())) for what in ("redriven", "parked")}

    def _handled(self, order: Order) -> set[str]:
        return set().union(*self._notes_of(order).values())

    def _delete(self, letter: Letter) -> None:
        self._sqs.delete_message(
            QueueUrl=self._letters, ReceiptHandle=letter.message["ReceiptHandle"]
        )

    def _acknowledge(self, trigger: Mapping[str, Any]) -> None:
        self._sqs.delete_message(QueueUrl=self._triggers, ReceiptHandle=trigger["ReceiptHandle"])


def _is_wanted(letter: Letter, order: Order) -> bool:
    return order.wanted is None or letter.about in order.wanted


def _order(trigger: Mapping[str, Any], now: float) -> Order | None:
    """Read an order; None if it is none."""
    try:
        body = json.loads(trigger["Body"])
        redrive = body["redrive"]
        wanted = None if redrive == "all" else frozenset(map(str, redrive))
        a_second = float(body.get("a_second", 0))
        return Order(trigger, str(body["id"]), wanted, a_second, keep_at=now, news_at=now)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


ROLES = {"operator": Operator}
