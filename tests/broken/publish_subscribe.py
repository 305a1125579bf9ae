"""Publishers that know too much of their subscribers, or tell too little."""

from __future__ import annotations

import contextlib
import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl.publish_subscribe import Publisher


class _Through:
    """A client of SNS with one call done otherwise."""

    def __init__(self, honest, publish_batch):
        self._honest = honest
        self.publish_batch = publish_batch

    def __getattr__(self, name):
        return getattr(self._honest, name)


class _OtherwisePublished(Publisher):
    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._honest = self._sns
        self._sns = _Through(self._honest, self._publish_batch)

    def _publish_batch(self, **batch):
        entries = [self._changed(entry) for entry in batch["PublishBatchRequestEntries"]]
        return self._honest.publish_batch(**{**batch, "PublishBatchRequestEntries": entries})

    def _changed(self, entry):
        return entry


class CannotPublish(Publisher):
    """Lab 1 at its start: the handler reads an address that nobody has given to it."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._topic = environment["RIDE_COMPLETION_TOPIC"]


class KnowsItsSubscribers(_OtherwisePublished):
    """Asks once who listens, and sends to these queues."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        found = self._honest.list_subscriptions_by_topic(TopicArn=self._topic)["Subscriptions"]
        self._queues = [
            self._sqs.get_queue_url(QueueName=each["Endpoint"].rpartition(":")[2])["QueueUrl"]
            for each in found
        ]

    def _publish_batch(self, **batch):
        for queue in self._queues:
            for entry in batch["PublishBatchRequestEntries"]:
                self._sqs.send_message(QueueUrl=queue, MessageBody=entry["Message"])
        return {"Successful": batch["PublishBatchRequestEntries"]}


class WantsListeners(_OtherwisePublished):
    """Takes it for an error that nobody listens."""

    def _publish_batch(self, **batch):
        if not self._honest.list_subscriptions_by_topic(TopicArn=self._topic)["Subscriptions"]:
            raise RuntimeError("nobody listens")
        return super()._publish_batch(**batch)


class SaysNumbersAsTexts(_OtherwisePublished):
    """Sends fare and distance as Strings, which no numeric filter matches."""

    def _changed(self, entry):
        attributes = {
            name: {**value, "DataType": "String"}
            for name, value in entry["MessageAttributes"].items()
        }
        return {**entry, "MessageAttributes": attributes}


class ChoosesForTheSubscribers(_OtherwisePublished):
    """Publishes extraordinary rides only, since these are what somebody has asked for."""

    def _publish_batch(self, **batch):
        everything = batch["PublishBatchRequestEntries"]
        wanted = [each for each in everything if json.loads(each["Message"])["fare"] >= 50]
        if wanted:
            super()._publish_batch(**{**batch, "PublishBatchRequestEntries": wanted})
        return {"Successful": everything}


class TellsLess(_OtherwisePublished):
    """Publishes what it takes for the essence of a ride."""

    def _changed(self, entry):
        ride = json.loads(entry["Message"])
        few = {name: ride[name] for name in ("id", "request", "fare")}
        return {**entry, "Message": json.dumps(few)}


class DropsWhatIsRefused(_OtherwisePublished):
    """Catches what goes wrong with a publish, logs it, and goes on as if it had not."""

    def _publish_batch(self, **batch):
        with contextlib.suppress(ClientError):
            super()._publish_batch(**batch)
        return {"Successful": batch["PublishBatchRequestEntries"]}


class IgnoresFailedEntries(_OtherwisePublished):
    """Takes a batch call that succeeds for a batch that is published."""

    def _publish_batch(self, **batch):
        super()._publish_batch(**batch)
        return {"Successful": batch["PublishBatchRequestEntries"]}


class MakesNewIds(_OtherwisePublished):
    """Gives a ride a fresh id whenever it is published."""

    def _changed(self, entry):
        ride = {**json.loads(entry["Message"]), "id": str(uuid.uuid4())}
        return {**entry, "Message": json.dumps(ride)}


class PublishesEachTwiceUnderTwoIds(MakesNewIds):
    """Tries again by itself after a lost answer, and makes another ride of it."""

    def _publish_batch(self, **batch):
        super()._publish_batch(**batch)
        return super()._publish_batch(**batch)


class StopsAfterTen(Publisher):
    """Handles one batch of triggers and forgets that there may be more."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._began = False

    def work(self):
        if self._began:
            return False
        self._began = super().work()
        return self._began


cannot_publish = {"publisher": CannotPublish}
knows_its_subscribers = {"publisher": KnowsItsSubscribers}
wants_listeners = {"publisher": WantsListeners}
says_numbers_as_texts = {"publisher": SaysNumbersAsTexts}
chooses_for_the_subscribers = {"publisher": ChoosesForTheSubscribers}
tells_less = {"publisher": TellsLess}
drops_what_is_refused = {"publisher": DropsWhatIsRefused}
ignores_failed_entries = {"publisher": IgnoresFailedEntries}
makes_new_ids = {"publisher": MakesNewIds}
publishes_each_twice = {"publisher": PublishesEachTwiceUnderTwoIds}
stops_after_ten = {"publisher": StopsAfterTen}

CAUGHT = {
    "cannot_publish": ["PS-01", "CE-02", "SNS-FLT-13", "SNS-FLT-14", "BUF-01"],
    "knows_its_subscribers": ["PS-01", "SNS-FLT-13"],
    "wants_listeners": ["CE-02"],
    "says_numbers_as_texts": ["SNS-FLT-13", "SNS-FLT-14"],
    "chooses_for_the_subscribers": ["SNS-FLT-13"],
    "tells_less": ["SNS-FLT-14"],
    "drops_what_is_refused": ["SQS-DEL-14"],
    "ignores_failed_entries": ["SNS-PUB-16"],
    "makes_new_ids": ["TQC-05"],
    "publishes_each_twice": ["TQC-05", "PS-01"],
    "stops_after_ten": ["BUF-01"],
}
