"""Consumers of a queue that lose, repeat, or stand in the way."""

from __future__ import annotations

import json
import uuid

from pattern_tck.reference_impl import point_to_point
from pattern_tck.reference_impl.channels import arn_of, create_queue
from pattern_tck.reference_impl.mailbox import MAX_RECEIVES
from pattern_tck.reference_impl.point_to_point import Consumer

_KNOWN = {"MessageId", "ReceiptHandle", "MD5OfBody", "Body", "MD5OfMessageAttributes"}


class AcknowledgesFirst(Consumer):
    """Deletes a message, and then does the work."""

    def _handled(self, message):
        self._acknowledge([message])
        super()._handled(message)
        return False


class BooksEveryTime(Consumer):
    """Has no memory: a message that comes again is booked again."""

    def _book(self, ride):
        self._write(str(uuid.uuid4()), ride)

    def _write(self, name, ride):
        item = {"pk": name, "key": ride["id"], "value": str(ride["fare"])}
        self._bookings.put_item(
            TableName=self._table, Item={key: {"S": value} for key, value in item.items()}
        )


class ChecksThenWrites(BooksEveryTime):
    """Looks first whether the ride is booked: two consumers look at the same time."""

    def _book(self, ride):
        seen = self._bookings.scan(TableName=self._table, ConsistentRead=True)["Items"]
        if ride["id"] not in [item["key"]["S"] for item in seen]:
            super()._book(ride)


class KnowsMessageIds(BooksEveryTime):
    """Recognises a message by its MessageId, which says nothing about the ride."""

    def _handled(self, message):
        self._message_id = message["MessageId"]
        return super()._handled(message)

    def _book(self, ride):
        self._write(self._message_id, ride)


class HandlesTheFirstOnly(Consumer):
    """Takes a batch for a message, and deletes all of it."""

    def _handled(self, message):
        if self._first_of_batch:
            self._first_of_batch = False
            return super()._handled(message)
        return True

    def work(self):
        self._first_of_batch = True
        return super().work()


class AllOrNothing(Consumer):
    """Lets one message that fails take its whole batch with it."""

    def _handled(self, message):
        self._book(json.loads(message["Body"]))
        return True


class AcknowledgesFailures(Consumer):
    """Logs what goes wrong, and deletes the message all the same."""

    def _handled(self, message):
        super()._handled(message)
        return True


class GivesUpWhenEmpty(Consumer):
    """Takes an empty receive for an empty queue, and ends."""

    ended = False

    def work(self):
        self.ended = self.ended or not super().work()
        return not self.ended


class StopsAfterAShortBatch(Consumer):
    """Takes a batch that is not full for the end of the queue."""

    _drained = False

    def work(self):
        if self._drained:
            return False
        self._received = 0
        worked = super().work()
        self._drained = 0 < self._received < 10
        return worked

    def _handled(self, message):
        self._received += 1
        return super()._handled(message)


class TrustsTheReceiveCount(Consumer):
    """Takes a message that was received often for one that is handled already."""

    def _handled(self, message):
        if int(message.get("Attributes", {}).get("ApproximateReceiveCount", "1")) > 10:
            return True
        return super()._handled(message)


class RefusesTheUnknown(Consumer):
    """Checks a message against all the fields that there are today."""

    def _handled(self, message):
        return set(message) <= _KNOWN and super()._handled(message)


class DropsWhatItCannotRead(Consumer):
    """Deletes what is no ride, and tells nobody."""

    def _handled(self, message):
        return point_to_point._ride(message["Body"]) is None or super()._handled(message)


class TriesWhatItCannotRead(Consumer):
    """Leaves what is no ride on the queue, to be tried until it is a dead letter."""

    def _handled(self, message):
        return point_to_point._ride(message["Body"]) is not None and super()._handled(message)


class BuriesByHand(Consumer):
    """Sends what fails to the dead-letter queue by itself: at once, and without its attributes."""

    def _handled(self, message):
        if not super()._handled(message):
            asked = {"QueueUrl": self._work, "AttributeNames": ["RedrivePolicy"]}
            policy = self._sqs.get_queue_attributes(**asked)["Attributes"]["RedrivePolicy"]
            name = json.loads(policy)["deadLetterTargetArn"].rpartition(":")[2]
            url = self._sqs.get_queue_url(QueueName=name)["QueueUrl"]
            self._sqs.send_message(QueueUrl=url, MessageBody=message["Body"])
        return True


class DeploysOtherwise(Consumer):
    """Has a redrive policy, a dead-letter queue or an alarm that is not as it should be."""

    max_receives = MAX_RECEIVES
    keep_days = 14

    @classmethod
    def deploy(cls, environment, client):
        sqs, prefix = client("sqs"), environment["PREFIX"]
        dead = create_queue(sqs, f"{prefix}-dlq", keep_days=cls.keep_days)
        cls.watch(client("cloudwatch"), f"{prefix}-dlq")
        policy = {"dead_letters": arn_of(sqs, dead), "max_receives": cls.max_receives}
        visibility = int(environment["VISIBILITY_TIMEOUT"])
        work = create_queue(sqs, f"{prefix}-work", visibility=visibility, **policy)
        invalid = create_queue(sqs, f"{prefix}-invalid")
        return {"WORK_QUEUE_URL": work, "INVALID_QUEUE_URL": invalid}

    @staticmethod
    def watch(cloudwatch, queue_name):
        pass


class TriesTooRarely(DeploysOtherwise):
    """Gives a message two attempts, which no outage outlasts."""

    max_receives = 2


class KeepsDeadLettersShortly(DeploysOtherwise):
    """Leaves the dead-letter queue at the retention of any other queue."""

    keep_days = 3


acknowledges_first = {"consumer": AcknowledgesFirst}
books_every_time = {"consumer": BooksEveryTime}
checks_then_writes = {"consumer": ChecksThenWrites}
knows_message_ids = {"consumer": KnowsMessageIds}
handles_the_first_only = {"consumer": HandlesTheFirstOnly}
all_or_nothing = {"consumer": AllOrNothing}
acknowledges_failures = {"consumer": AcknowledgesFailures}
gives_up_when_empty = {"consumer": GivesUpWhenEmpty}
refuses_the_unknown = {"consumer": RefusesTheUnknown}
stops_after_a_short_batch = {"consumer": StopsAfterAShortBatch}
trusts_the_receive_count = {"consumer": TrustsTheReceiveCount}
drops_what_it_cannot_read = {"consumer": DropsWhatItCannotRead}
tries_what_it_cannot_read = {"consumer": TriesWhatItCannotRead}
buries_by_hand = {"consumer": BuriesByHand}
tries_too_rarely = {"consumer": TriesTooRarely}
keeps_dead_letters_shortly = {"consumer": KeepsDeadLettersShortly}
watches_nothing = {"consumer": DeploysOtherwise}

CAUGHT = {
    "stops_after_a_short_batch": ["SQS-RCV-02"],
    "trusts_the_receive_count": ["SQS-RCV-11"],
    "acknowledges_first": ["SQS-VIS-02", "P2P-04", "DLQ-17"],
    "books_every_time": [
        "SQS-VIS-02",
        "SQS-DEL-02",
        "SQS-DEL-13",
        "SQS-RH-04",
        "SQS-RH-02",
        "P2P-03",
        "P2P-06",
        "DLQ-10",
    ],
    "checks_then_writes": ["P2P-03", "SQS-VIS-03"],
    "knows_message_ids": ["SQS-DEL-04", "P2P-06"],
    "handles_the_first_only": ["P2P-01", "P2P-02"],
    "all_or_nothing": ["P2P-07", "DLQ-16", "DLQ-18"],
    "acknowledges_failures": ["DLQ-01", "DLQ-09", "DLQ-15", "DLQ-16", "DLQ-17"],
    "gives_up_when_empty": ["SQS-RCV-03", "SQS-RCV-09"],
    "refuses_the_unknown": ["SQS-DEL-15"],
    "drops_what_it_cannot_read": ["DLQ-18"],
    "tries_what_it_cannot_read": ["DLQ-18"],
    "buries_by_hand": ["DLQ-01", "DLQ-15", "DLQ-27"],
    "tries_too_rarely": ["DLQ-15", "DLQ-09"],
    "keeps_dead_letters_shortly": ["DLQ-07"],
    "watches_nothing": ["DLQ-21"],
}
