"""Operators' tools that lose dead letters, disturb them, or send them back for ever."""

from __future__ import annotations

import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl.channels import create_queue
from pattern_tck.reference_impl.dead_letter_queue import Operator, Order
from pattern_tck.reference_impl.setting_aside import handed_on


class KeepsThemInHand(Operator):
    """Looks at dead letters, and leaves them in flight, where nobody else can look at them."""

    def _give_back(self, order):
        pass


class LooksAtOneBatch(Operator):
    """Takes what one receive gives for all that there is."""

    def _receive(self, order):
        if not order.left:
            super()._receive(order)
        order.fruitless = [self._now()] * 3

    def _may_hold_more(self, order):
        return False


class WaitsForLetters(Operator):
    """Goes on looking until it has found something."""

    def _finish(self, order):
        if order.left or any(self._notes_of(order).values()):
            super()._finish(order)


class ReadsEveryLetter(Operator):
    """Takes every dead letter for a ride."""

    def _receive(self, order):
        super()._receive(order)
        for letter in order.left.values():
            json.loads(letter.message["Body"])["id"]


class RedrivesEverything(Operator):
    """Sends everything back, as the service's own redrive would."""

    def _next_order(self):
        order = super()._next_order()
        if order is not None and order.wanted:
            order.wanted = None
        return order


class CopiesTheBody(Operator):
    """Sends back the body of a letter, and the mark."""

    def _send_back(self, order, letter):
        kept = letter.message.get("MessageAttributes", {})
        letter.message = {
            **letter.message,
            "MessageAttributes": {name: kept[name] for name in ("Redrives",) if name in kept},
        }
        super()._send_back(order, letter)


class FloodsTheSource(Operator):
    """Sends back as fast as it can, whatever it was told."""

    def _send_back(self, order, letter):
        order.a_second = 0
        super()._send_back(order, letter)


class DeletesFirst(Operator):
    """Takes a letter off the dead-letter queue, and sends it back then."""

    def _send_back(self, order, letter):
        self._delete(letter)
        super()._send_back(order, letter)


class TakesRefusedForSent(Operator):
    """Logs that a send was refused, and deletes the letter all the same."""

    def _send_back(self, order, letter):
        try:
            super()._send_back(order, letter)
        except ClientError:
            self._note(order, letter, "redriven")
            self._delete(letter)


class ReportsEveryRun(Operator):
    """Keeps no memory of orders: each run makes a report."""

    def _reported(self, order):
        return False

    def _report(self, order, report):
        item = {"pk": str(uuid.uuid4()), "key": order.id, "value": report}
        self._notes.put_item(
            TableName=self._table, Item={name: {"S": text} for name, text in item.items()}
        )


class NeverGivesUp(Operator):
    """Sends back what comes back, for ever."""

    def __init__(self, environment, client, now):
        super().__init__({**environment, "MAX_REDRIVES": "1000000"}, client, now)


class GivesUpAtOnce(Operator):
    """Parks whatever has come back once."""

    def __init__(self, environment, client, now):
        super().__init__({**environment, "MAX_REDRIVES": "1"}, client, now)


class MarksWithoutRoom(Operator):
    """Adds its mark to whatever attributes there are."""

    def _send_back(self, order, letter):
        mark = {"DataType": "Number", "StringValue": str(letter.redrives + 1)}
        self._sqs.send_message(
            QueueUrl=self._source,
            MessageBody=letter.message["Body"],
            MessageAttributes={**handed_on(letter.message), "Redrives": mark},
        )
        self._note(order, letter, "redriven")
        self._delete(letter)


class NoAlarm(Operator):
    """Parks what it gives up where nobody is told of it."""

    @staticmethod
    def deploy(environment, client):
        sqs, prefix = client("sqs"), environment["PREFIX"]
        parked = create_queue(sqs, f"{prefix}-parked", keep_days=14)
        invalid = create_queue(sqs, f"{prefix}-invalid", keep_days=14)
        return {"PARKED_QUEUE_URL": parked, "INVALID_QUEUE_URL": invalid}


class GuessesOrders(Operator):
    """Takes an order that it cannot read for one to redrive everything."""

    def _next_order(self):
        answer = self._sqs.receive_message(QueueUrl=self._triggers)
        for trigger in answer.get("Messages", []):
            try:
                body = json.loads(trigger["Body"])
            except ValueError:
                body = {}
            wanted = body.get("redrive", "all")
            return Order(
                trigger,
                str(body.get("id", trigger["MessageId"])),
                None if wanted == "all" else frozenset(wanted),
                0,
                keep_at=self._now(),
                news_at=self._now(),
            )
        return None


keeps_them_in_hand = {"operator": KeepsThemInHand}
looks_at_one_batch = {"operator": LooksAtOneBatch}
waits_for_letters = {"operator": WaitsForLetters}
reads_every_letter = {"operator": ReadsEveryLetter}
redrives_everything = {"operator": RedrivesEverything}
copies_the_body = {"operator": CopiesTheBody}
floods_the_source = {"operator": FloodsTheSource}
deletes_first = {"operator": DeletesFirst}
takes_refused_for_sent = {"operator": TakesRefusedForSent}
reports_every_run = {"operator": ReportsEveryRun}
never_gives_up = {"operator": NeverGivesUp}
gives_up_at_once = {"operator": GivesUpAtOnce}
marks_without_room = {"operator": MarksWithoutRoom}
no_alarm = {"operator": NoAlarm}
guesses_orders = {"operator": GuessesOrders}

CAUGHT = {
    "keeps_them_in_hand": ["DLQ-27"],
    "looks_at_one_batch": ["SQS-RCV-02"],
    "waits_for_letters": ["SQS-RCV-03"],
    "reads_every_letter": ["DLQ-27"],
    "redrives_everything": ["DLQ-16"],
    "copies_the_body": ["RR-04", "DLQ-16"],
    "floods_the_source": ["BUF-02"],
    "deletes_first": ["DLQ-17"],
    "takes_refused_for_sent": ["DLQ-17", "SQS-DEL-14"],
    "reports_every_run": ["P2P-03", "P2P-04"],
    "never_gives_up": ["DLQ-16"],
    "gives_up_at_once": ["DLQ-16"],
    "marks_without_room": ["DLQ-17"],
    "no_alarm": ["DLQ-21"],
    "guesses_orders": ["DLQ-18"],
}
