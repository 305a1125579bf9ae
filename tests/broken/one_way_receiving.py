"""Receivers that guess what is meant, or do what is of no use any more."""

from __future__ import annotations

import uuid

from pattern_tck.reference_impl import one_way
from pattern_tck.reference_impl.idempotent_receiver import record_once
from pattern_tck.reference_impl.inbox import Unreadable, create_inbox
from pattern_tck.reference_impl.one_way import DEEDS, Receiver
from tests.broken.remembering import RemembersInMemory


class ActsOnOldNews(Receiver):
    """Does not look when a message expires."""

    def _handle(self, message):
        attributes = {
            name: value for name, value in message.attributes.items() if name != "ExpiresAt"
        }
        super()._handle(type(message)(message.body, attributes, message.receipt))


class DropsInSilence(Receiver):
    """Deletes what has expired, and nobody can count it."""

    def _drop(self, message):
        pass


class DropsWhatIsNotUrgent(Receiver):
    """Takes a message that says no time for one whose time is over."""

    def _handle(self, message):
        if not message.stated("ExpiresAt"):
            self._drop(message)
        else:
            super()._handle(message)


class KeepsNothingForLong(Receiver):
    """Has its queue forget after an hour, so that nothing old is ever acted upon."""

    @staticmethod
    def deploy(environment, client):
        made = Receiver.deploy(environment, client)
        client("sqs").set_queue_attributes(
            QueueUrl=made["NOTICES_QUEUE_URL"], Attributes={"MessageRetentionPeriod": "3600"}
        )
        return made


class CountsAfterwards(Receiver):
    """Acknowledges an expired message before it puts it where it counts."""

    def _drop(self, message):
        self._inbox.acknowledge(message)
        super()._drop(message)


class GuessesByTheFields(Receiver):
    """Takes everything that has a fare for a completed ride, whatever it says of itself."""

    def _handle(self, message):
        fields = message.fields
        ride = fields.get("content", {})
        if message.stated("ExpiresAt"):
            super()._handle(message)
        elif "fare" in ride:
            record_once(self._deeds, self._table, fields["id"], "noted")
        else:
            record_once(self._deeds, self._table, fields.get("id", "?"), "kept")


class KnowsOneVersionOnly(Receiver):
    """Compares the version as a whole."""

    def _handle(self, message):
        if message.stated("Version") != one_way.VERSION:
            raise Unreadable("another version")
        super()._handle(message)


class TriesWhatItCannotRead(Receiver):
    """Leaves a message that it cannot read to be tried until it is a dead letter."""

    def _handle(self, message):
        try:
            super()._handle(message)
        except Unreadable as reason:
            raise RuntimeError from reason


class SetsAsideTheBodyOnly(Receiver):
    """Forgets the attributes of what it sets aside."""

    def _handle(self, message):
        try:
            super()._handle(message)
        except Unreadable as reason:
            bare = type(message)(message.body, {}, message.receipt)
            self._inbox.set_aside(bare, str(reason))


class AsksForAReturnAddress(Receiver):
    """Has all its messages go through the code for requests, which want an answer."""

    def _handle(self, message):
        if not message.stated("ReplyTo"):
            raise Unreadable("no return address")
        super()._handle(message)


class DoesItEveryTime(Receiver):
    """Has no memory: what comes twice is done twice."""

    def _handle(self, message):
        notice = one_way.read(message)
        if notice.expires_at is not None:
            super()._handle(message)
            return
        item = {"pk": str(uuid.uuid4()), "key": notice.id, "value": DEEDS[notice.intent]}
        self._deeds.put_item(
            TableName=self._table, Item={name: {"S": text} for name, text in item.items()}
        )


class RemembersForItself(RemembersInMemory, DoesItEveryTime):
    """Keeps what it has in hand in sight of its peers, and what it has done in its own memory."""


class AcknowledgesFirst(Receiver):
    """Acknowledges a message, and then follows it."""

    def _handle(self, message):
        self._inbox.acknowledge(message)
        super()._handle(message)


class NeverBuries(Receiver):
    """Has no redrive policy: what cannot be done goes round and round, and out of sight."""

    @staticmethod
    def deploy(environment, client):
        notices, invalid = create_inbox(environment, client, "notices")
        client("sqs").set_queue_attributes(QueueUrl=notices, Attributes={"RedrivePolicy": ""})
        expired = client("sqs").create_queue(QueueName=f"{environment['PREFIX']}-expired")
        return {
            "NOTICES_QUEUE_URL": notices,
            "INVALID_QUEUE_URL": invalid,
            "EXPIRED_QUEUE_URL": expired["QueueUrl"],
        }


acts_on_old_news = {"one-way-receiver": ActsOnOldNews}
drops_in_silence = {"one-way-receiver": DropsInSilence}
drops_what_is_not_urgent = {"one-way-receiver": DropsWhatIsNotUrgent}
keeps_nothing_for_long = {"one-way-receiver": KeepsNothingForLong}
counts_afterwards = {"one-way-receiver": CountsAfterwards}
guesses_by_the_fields = {"one-way-receiver": GuessesByTheFields}
knows_one_version_only = {"one-way-receiver": KnowsOneVersionOnly}
tries_what_it_cannot_read = {"one-way-receiver": TriesWhatItCannotRead}
sets_aside_the_body_only = {"one-way-receiver": SetsAsideTheBodyOnly}
asks_for_a_return_address = {"one-way-receiver": AsksForAReturnAddress}
does_it_every_time = {"one-way-receiver": DoesItEveryTime}
remembers_for_itself = {"one-way-receiver": RemembersForItself}
acknowledges_first = {"one-way-receiver": AcknowledgesFirst}
never_buries = {"one-way-receiver": NeverBuries}

CAUGHT = {
    "acts_on_old_news": ["OW-05"],
    "drops_in_silence": ["OW-05"],
    "drops_what_is_not_urgent": ["OW-05", "OW-04"],
    "keeps_nothing_for_long": ["OW-05"],
    "counts_afterwards": ["SQS-VIS-02"],
    "guesses_by_the_fields": ["OW-04", "DLQ-18"],
    "knows_one_version_only": ["OW-04"],
    "tries_what_it_cannot_read": ["DLQ-18", "RR-04"],
    "sets_aside_the_body_only": ["DLQ-18", "RR-04"],
    "asks_for_a_return_address": ["OW-06", "OW-04"],
    "does_it_every_time": ["SQS-DEL-02", "SQS-DEL-04", "SQS-VIS-02", "SQS-VIS-03"],
    "remembers_for_itself": ["CE-01"],
    "acknowledges_first": ["SQS-VIS-02", "DLQ-17"],
    "never_buries": ["DLQ-17"],
}
