"""Ledgers of events out of order, with holes, or with an entry twice; and senders to match."""

from __future__ import annotations

import contextlib
import hashlib
import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl import fifo_ordering
from pattern_tck.reference_impl.channels import arn_of, create_queue
from pattern_tck.reference_impl.fifo_ordering import FifoConsumer
from pattern_tck.reference_impl.fifo_sending import FifoSender


class WorksBackwards(FifoConsumer):
    """Takes the last message of a batch first, and believes in its order."""

    def _receive(self):
        return super()._receive()[::-1]

    def _comes_next(self, event):
        return True


class GoesOnAfterAFailure(FifoConsumer):
    """Leaves a failed event for later, and goes on with the next one of its ride."""

    def _comes_next(self, event):
        return True

    def work(self):
        messages = self._receive()
        for message in messages:
            self._handled(message)
        return bool(messages)


class StopsForEverybody(FifoConsumer):
    """Lets one event that fails end the batch, for all rides."""

    def _handled(self, message):
        if not super()._handled(message):
            raise RuntimeError("cannot go on")
        return True


class WaitsForTheFirstRide(FifoConsumer):
    """Takes a FIFO queue for one line: no ride "b" before a ride "a"."""

    def _comes_next(self, event):
        if event.ride.startswith("b") and self._tables.scan(TableName=self._ledger)["Count"] == 0:
            return False
        return super()._comes_next(event)


class SkipsGaps(FifoConsumer):
    """Enters whatever comes, since a FIFO queue has an order."""

    def _comes_next(self, event):
        return True


class ParksInSilence(FifoConsumer):
    """Parks what comes behind a gap, and tells nobody."""

    def _park(self, event):
        self._tables.put_item(
            TableName=self._parked,
            Item={**event.at(event.version), "event": {"S": json.dumps(vars(event))}},
        )


class ForgetsTheParked(FifoConsumer):
    """Never looks at what it has parked."""

    def _go_on_after(self, event):
        pass


class BlocksAtAGap(FifoConsumer):
    """Leaves what comes behind a gap on the queue, where it blocks what would close the gap."""

    def _handled(self, message):
        event = fifo_ordering._event(message["Body"])
        if event is not None and not self._comes_next(event):
            return False
        return super()._handled(message)


class HasDeadLetters(FifoConsumer):
    """Gives up an event after three attempts, as if the next ones did not need it."""

    @staticmethod
    def deploy(environment, client):
        made = FifoConsumer.deploy(environment, client)
        sqs = client("sqs")
        dead = create_queue(sqs, f"{environment['PREFIX']}-dlq.fifo", fifo=True)
        policy = {"deadLetterTargetArn": arn_of(sqs, dead), "maxReceiveCount": 3}
        sqs.set_queue_attributes(
            QueueUrl=made["LEDGER_QUEUE_URL"], Attributes={"RedrivePolicy": json.dumps(policy)}
        )
        return made


class LastOneWins(FifoConsumer):
    """Writes an event over the one that has its version."""

    def _enter(self, event):
        self._tables.put_item(
            TableName=self._ledger,
            Item={
                **event.at(event.version),
                "key": {"S": event.id},
                "value": {"S": event.amount},
            },
        )
        return True


class TrustsSequenceNumbers(FifoConsumer):
    """Takes numbers of the queue that are not consecutive for a gap."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._last = 0

    def _handled(self, message):
        number = int(message["Attributes"].get("SequenceNumber", self._last + 1))
        if self._last and number != self._last + 1:
            gap = json.dumps({"ride": message["Attributes"]["MessageGroupId"], "missing": 0})
            self._sqs.send_message(QueueUrl=self._gaps, MessageBody=gap)
        self._last = number
        return super()._handled(message)


class DropsWhatItCannotRead(FifoConsumer):
    """Deletes what is no event, and tells nobody."""

    def _lay_aside(self, message, reason):
        pass


class EntersEveryTime(FifoConsumer):
    """Relies on exactly-once: an event that comes again is entered again."""

    def _enter(self, event):
        record = {"pk": str(uuid.uuid4()), "key": event.id, "value": event.amount}
        item = {name: {"S": text} for name, text in record.items()}
        self._tables.put_item(TableName=self._ledger, Item=item)
        return True

    def _comes_next(self, event):
        return True


class AcknowledgesFirst(FifoConsumer):
    """Deletes an event, and then enters it."""

    def _handled(self, message):
        self._sqs.delete_message(QueueUrl=self._events, ReceiptHandle=message["ReceiptHandle"])
        return super()._handled(message)


class AsksAnew(FifoConsumer):
    """Asks under another attempt id when an answer was lost."""

    def _receive(self):
        self._attempt = ""
        return super()._receive()


class HidesShortly(FifoConsumer):
    """Lets messages be seen again while a client may still wait for them."""

    @staticmethod
    def deploy(environment, client):
        return FifoConsumer.deploy({**environment, "READ_TIMEOUT": "1"}, client)


class HidesForTheClientOnly(FifoConsumer):
    """Thinks of the client's patience, and not of the time that the work takes."""

    @staticmethod
    def deploy(environment, client):
        return FifoConsumer.deploy({**environment, "VISIBILITY_TIMEOUT": "1"}, client)


class BatchesTheRide(FifoSender):
    """Sends a ride's events in one batch, and only the failed one again."""

    def _next_of_each_ride(self, left):
        return left[:10]


class OneGroupForAll(FifoSender):
    """Puts everything in one group, to be on the safe side."""

    def _group(self, event):
        return "all"


class StopsAtAFailure(FifoSender):
    """Waits for an event that was not stored before it sends anything else."""

    def _next_of_each_ride(self, left):
        return left[:1]


class GroupForEach(FifoSender):
    """Makes each event a group of its own, for speed."""

    def _group(self, event):
        return event["id"]


class GivesUp(FifoSender):
    """Drops what the queue does not take at once."""

    def _send(self, events):
        with contextlib.suppress(ClientError):
            super()._send(events)
        return [event["id"] for event in events]


class NewIdEachTime(FifoSender):
    """Makes up a deduplication id for each attempt."""

    def _deduplication_id(self, event):
        return str(uuid.uuid4())


class TwiceToBeSafe(NewIdEachTime):
    """Sends everything twice, in case the first one was lost."""

    def _send(self, events):
        super()._send(events)
        return super()._send(events)


class HashesTheContent(FifoSender):
    """Takes two events of the same ride and amount for the same event."""

    def _deduplication_id(self, event):
        content = f"{event['ride']} {event['amount']}"
        return hashlib.sha256(content.encode()).hexdigest()


class CountsForEachRide(FifoSender):
    """Takes the version for the id, which the events of other rides have too."""

    def _deduplication_id(self, event):
        return str(event["version"])


works_backwards = {"fifo-consumer": WorksBackwards}
goes_on_after_a_failure = {"fifo-consumer": GoesOnAfterAFailure}
stops_for_everybody = {"fifo-consumer": StopsForEverybody}
waits_for_the_first_ride = {"fifo-consumer": WaitsForTheFirstRide}
skips_gaps = {"fifo-consumer": SkipsGaps}
parks_in_silence = {"fifo-consumer": ParksInSilence}
forgets_the_parked = {"fifo-consumer": ForgetsTheParked}
blocks_at_a_gap = {"fifo-consumer": BlocksAtAGap}
has_dead_letters = {"fifo-consumer": HasDeadLetters}
last_one_wins = {"fifo-consumer": LastOneWins}
trusts_sequence_numbers = {"fifo-consumer": TrustsSequenceNumbers}
drops_what_it_cannot_read = {"fifo-consumer": DropsWhatItCannotRead}
enters_every_time = {"fifo-consumer": EntersEveryTime}
acknowledges_first = {"fifo-consumer": AcknowledgesFirst}
asks_anew = {"fifo-consumer": AsksAnew}
hides_shortly = {"fifo-consumer": HidesShortly}
hides_for_the_client_only = {"fifo-consumer": HidesForTheClientOnly}
batches_the_ride = {"fifo-sender": BatchesTheRide}
one_group_for_all = {"fifo-sender": OneGroupForAll}
stops_at_a_failure = {"fifo-sender": StopsAtAFailure}
group_for_each = {"fifo-sender": GroupForEach}
gives_up = {"fifo-sender": GivesUp}
new_id_each_time = {"fifo-sender": NewIdEachTime}
twice_to_be_safe = {"fifo-sender": TwiceToBeSafe}
hashes_the_content = {"fifo-sender": HashesTheContent}
counts_for_each_ride = {"fifo-sender": CountsForEachRide}

CAUGHT = {
    "works_backwards": ["SQS-FIFO-03", "SQS-FIFO-06", "P2P-02"],
    "goes_on_after_a_failure": ["SQS-FIFO-03"],
    "stops_for_everybody": ["SQS-FIFO-14"],
    "waits_for_the_first_ride": ["SQS-FIFO-04"],
    "skips_gaps": ["SQS-FIFO-15", "SQS-FIFO-17"],
    "parks_in_silence": ["SQS-FIFO-15"],
    "forgets_the_parked": ["SQS-FIFO-15", "SQS-FIFO-17"],
    "blocks_at_a_gap": ["SQS-FIFO-15", "SQS-FIFO-17"],
    "has_dead_letters": ["SQS-FIFO-15"],
    "last_one_wins": ["SQS-FIFO-17"],
    "trusts_sequence_numbers": ["SQS-FIFO-16"],
    "drops_what_it_cannot_read": ["DLQ-18"],
    "enters_every_time": ["SQS-FIFO-09", "SNS-FIFO-04", "SQS-FIFO-13", "SQS-VIS-02"],
    "acknowledges_first": ["SQS-VIS-02"],
    "asks_anew": ["SQS-FIFO-12"],
    "hides_shortly": ["SQS-VIS-12"],
    "hides_for_the_client_only": ["SQS-VIS-12"],
    "batches_the_ride": ["SQS-FIFO-22"],
    "one_group_for_all": ["SQS-FIFO-04"],
    "stops_at_a_failure": ["SQS-FIFO-14"],
    "group_for_each": ["SQS-FIFO-04"],
    "gives_up": ["SQS-DEL-14", "SQS-FIFO-19", "SQS-FIFO-22"],
    "new_id_each_time": ["SQS-FIFO-07"],
    "twice_to_be_safe": ["SQS-FIFO-07", "SQS-FIFO-22"],
    "hashes_the_content": ["SQS-FIFO-10"],
    "counts_for_each_ride": ["SQS-FIFO-11"],
}
