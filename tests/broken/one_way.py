"""Notifiers that wait, swallow or claim too much, and receivers that guess what is meant."""

from __future__ import annotations

import contextlib
import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl import one_way
from pattern_tck.reference_impl.idempotent_receiver import record_once
from pattern_tck.reference_impl.inbox import Unreadable, create_inbox
from pattern_tck.reference_impl.one_way import DEEDS, Notifier, Receiver


class WaitsForTheReceiver(Notifier):
    """Says "sent" when the queue is empty again, since then somebody must have taken it."""

    def _send(self, wish):
        super()._send(wish)
        seen = self._sqs.get_queue_attributes(
            QueueUrl=self._notices,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        if sum(map(int, seen["Attributes"].values())):
            answer = {"Error": {"Code": "NobodyThere", "Message": "the receiver is away"}}
            raise ClientError(answer, "SendMessage")


class KeepsThePending(Notifier):
    """Writes down what was sent, to be crossed out when somebody answers, which nobody does."""

    def _send(self, wish):
        super()._send(wish)
        self._reports.put_item(
            TableName=self._table,
            Item={"pk": {"S": f"pending {wish['id']}"}, "body": {"S": json.dumps(wish)}},
        )


class SendsThePendingAgain(Notifier):
    """Tells everything again when it starts, in case it was not heard."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        for item in self._reports.scan(TableName=self._table)["Items"]:
            wish = {"id": item["key"]["S"], "notice": "pick-up", "content": {}}
            self._send(wish)


class ClaimsThatItIsDone(Notifier):
    """Marks a pick-up as done when the command for it was sent."""

    def _report(self, notice_id, word):
        super()._report(notice_id, "done" if word == "sent" else word)


class ClaimsItLater(Notifier):
    """Says "sent", and that it is done when it finds the queue empty, wherever it went."""

    def work(self):
        worked = super().work()
        for item in self._reports.scan(TableName=self._table)["Items"]:
            seen = self._sqs.get_queue_attributes(
                QueueUrl=self._notices, AttributeNames=["ApproximateNumberOfMessages"]
            )
            if not int(seen["Attributes"]["ApproximateNumberOfMessages"]):
                done = {**item, "pk": {"S": "done"}, "value": {"S": "done"}}
                self._reports.put_item(TableName=self._table, Item=done)
        return worked


class SwallowsRefusals(Notifier):
    """Catches what the queue says to a send, logs it, and goes on as if it had not."""

    def _send(self, wish):
        with contextlib.suppress(ClientError):
            super()._send(wish)


class GivesUpInSilence(Notifier):
    """Drops the trigger of a message that was refused, and tells nobody."""

    def _go_through(self, trigger):
        try:
            self._send(json.loads(trigger["Body"]))
            self._report(json.loads(trigger["Body"])["id"], "sent")
        except ClientError:
            pass
        self._sqs.delete_message(QueueUrl=self._triggers, ReceiptHandle=trigger["ReceiptHandle"])


class ForgetsFirst(Notifier):
    """Acknowledges its trigger, and then sends: fire, forget, and lose."""

    def _go_through(self, trigger):
        self._sqs.delete_message(QueueUrl=self._triggers, ReceiptHandle=trigger["ReceiptHandle"])
        super()._go_through(trigger)


class NamesItByTheAttempt(Notifier):
    """Gives each attempt to send an id of its own."""

    attempts = 0

    def _send(self, wish):
        type(self).attempts += 1
        super()._send({**wish, "id": f"{wish['id']}-{self.attempts}"})


class SendsABlob(Notifier):
    """Sends the JSON and nothing else: the receiver will see what it is."""

    def _send(self, wish):
        body = {"id": wish["id"], "content": wish["content"]}
        self._sqs.send_message(QueueUrl=self._notices, MessageBody=json.dumps(body))


class LimitsEverything(Notifier):
    """Gives every message five minutes, since nothing should lie around for longer."""

    def _send(self, wish):
        super()._send({**wish, "usefulUntil": 300})


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


class RemembersForItself(DoesItEveryTime):
    """Keeps what it has in hand in sight of its peers, and what it has done in its own memory."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._done = set()

    @staticmethod
    def deploy(environment, client):
        made = Receiver.deploy(environment, client)
        client("sqs").set_queue_attributes(
            QueueUrl=made["NOTICES_QUEUE_URL"], Attributes={"VisibilityTimeout": "0"}
        )
        return made

    def _handle(self, message):
        if message.body not in self._done:
            super()._handle(message)
            self._done.add(message.body)
            raise RuntimeError("to be acknowledged when it is seen again")


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


waits_for_the_receiver = {"notifier": WaitsForTheReceiver}
keeps_the_pending = {"notifier": KeepsThePending}
sends_the_pending_again = {"notifier": SendsThePendingAgain}
claims_that_it_is_done = {"notifier": ClaimsThatItIsDone}
claims_it_later = {"notifier": ClaimsItLater}
swallows_refusals = {"notifier": SwallowsRefusals}
gives_up_in_silence = {"notifier": GivesUpInSilence}
forgets_first = {"notifier": ForgetsFirst}
names_it_by_the_attempt = {"notifier": NamesItByTheAttempt}
sends_a_blob = {"notifier": SendsABlob}
limits_everything = {"notifier": LimitsEverything}
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
    "waits_for_the_receiver": ["OW-01"],
    "keeps_the_pending": ["OW-06"],
    "sends_the_pending_again": ["OW-06"],
    "claims_that_it_is_done": ["OW-03"],
    "claims_it_later": ["OW-03"],
    "swallows_refusals": ["OW-02", "SQS-DEL-14"],
    "gives_up_in_silence": ["OW-02", "SQS-DEL-14"],
    "forgets_first": ["SQS-VIS-02"],
    "names_it_by_the_attempt": ["SQS-DEL-04", "SQS-VIS-02"],
    "sends_a_blob": ["OW-04", "OW-05"],
    "limits_everything": ["OW-05"],
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
    "does_it_every_time": ["SQS-DEL-02", "SQS-DEL-04", "SQS-VIS-02"],
    "remembers_for_itself": ["CE-01"],
    "acknowledges_first": ["SQS-VIS-02", "DLQ-17"],
    "never_buries": ["DLQ-17"],
}
