"""Subscribers that lose, misread or double what a topic delivers, or get in each other's way."""

from __future__ import annotations

import json
from typing import ClassVar

from botocore.exceptions import ClientError

from pattern_tck.reference_impl.channels import arn_of
from pattern_tck.reference_impl.topic_queue_chaining import Published, Subscriber, from_raw


class OneQueueForAll(Subscriber):
    """All applications share one queue, so each sees a part of the rides."""

    @classmethod
    def deploy(cls, environment, client):
        shared = "shared-" + environment["TOPIC_ARN"].rpartition(":")[2]
        return super().deploy({**environment, "PREFIX": shared}, client)


class NobodyReceives(Subscriber):
    """Lab 2 taken literally: the queue is there, and no consumer is."""

    def work(self):
        return False


class AcknowledgesBatchFirst(Subscriber):
    """Takes the whole batch off the queue and works on it later: a crash loses it."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._hand = []

    def work(self):
        for message in self._hand:
            self._handled(message)
        answer = self._sqs.receive_message(
            QueueUrl=self._inbox, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        self._hand = answer.get("Messages", [])
        for message in self._hand:
            self._mail.acknowledge(message)
        return False


class StartsClean(Subscriber):
    """Empties its queue when it starts, to be rid of old messages."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        while True:
            answer = self._sqs.receive_message(QueueUrl=self._inbox, MaxNumberOfMessages=10)
            if not answer.get("Messages"):
                return
            for message in answer["Messages"]:
                self._mail.acknowledge(message)


class AsksTheOthers(Subscriber):
    """Books a ride only when accounting has, since "accounting runs first"."""

    tables: ClassVar[dict[str, str]] = {}

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        first = environment["PREFIX"].endswith("-accounting")
        if first:
            self.tables["accounting"] = self._table
        self._first = first

    def _book(self, published, ride):
        if not self._first:
            found = self._bookings.get_item(
                TableName=self.tables["accounting"], Key={"pk": {"S": ride["id"]}}
            )
            if "Item" not in found:
                raise RuntimeError("accounting has not booked yet")
        super()._book(published, ride)


class NoDeadLettersOfDelivery(Subscriber):
    """Only the queue has a dead-letter queue: what the topic cannot deliver is gone."""

    @classmethod
    def deploy(cls, environment, client):
        sns = client("sns")
        made = super().deploy(environment, client)
        arn = arn_of(client("sqs"), made["INBOX_QUEUE_URL"])
        pages = sns.list_subscriptions_by_topic(TopicArn=environment["TOPIC_ARN"])
        for found in pages["Subscriptions"]:
            if found["Endpoint"] == arn:
                sns.unsubscribe(SubscriptionArn=found["SubscriptionArn"])
        sns.subscribe(
            TopicArn=environment["TOPIC_ARN"],
            Protocol="sqs",
            Endpoint=arn,
            Attributes={"RawMessageDelivery": "true"},
        )
        return made


class NoDeadLettersOfProcessing(Subscriber):
    """Only the subscription has a dead-letter queue: a poison message comes back for ever."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        client("sqs").set_queue_attributes(
            QueueUrl=made["INBOX_QUEUE_URL"], Attributes={"RedrivePolicy": ""}
        )
        return made


class ReadsWhatIsNotThere(Subscriber):
    """Reads fields of whatever comes with a default, so a wrong format gives empty bookings."""

    def _handled(self, message):
        try:
            ride = json.loads(message["Body"])
        except ValueError:
            return True
        published = Published(message["Body"], {})
        self._book(published, {"id": ride.get("id", "None"), "fare": ride.get("fare", "None")})
        return True


class DropsTheUnreadable(Subscriber):
    """Throws away what it cannot read."""

    def _set_aside(self, message):
        pass


class SetsAsideTheBodyOnly(Subscriber):
    """Passes on the body of what it cannot read, and forgets the attributes."""

    def _set_aside(self, message):
        self._sqs.send_message(QueueUrl=self._invalid, MessageBody=message["Body"])


class ForgetsTheCorrelation(Subscriber):
    """Does not ask the queue for attributes."""

    def _handled(self, message):
        return super()._handled({**message, "MessageAttributes": {}})


class KnowsByMessageId(Subscriber):
    """Takes the SQS MessageId for what tells one ride from another."""

    def _handled(self, message):
        published = from_raw(message)
        if published.ride is None:
            return super()._handled(message)
        value = f"{published.ride['fare']} {published.correlation}".strip()
        record = {"pk": message["MessageId"], "key": published.ride["id"], "value": value}
        try:
            self._bookings.put_item(
                TableName=self._table, Item={name: {"S": text} for name, text in record.items()}
            )
        except ClientError:
            return False
        return True


class TrustsTheOrder(Subscriber):
    """Skips a ride that is older than the last one that it booked."""

    def _book(self, published, ride):
        last = self._bookings.get_item(TableName=self._table, Key={"pk": {"S": "last"}})
        if ride["id"] < last.get("Item", {}).get("ride", {}).get("S", ""):
            return
        super()._book(published, ride)
        self._bookings.put_item(
            TableName=self._table, Item={"pk": {"S": "last"}, "ride": {"S": ride["id"]}}
        )


class AdmitsEverybody(Subscriber):
    """Lets everybody send to its inbox."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        sqs = client("sqs")
        policy = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "sqs:SendMessage",
                    "Resource": arn_of(sqs, made["INBOX_QUEUE_URL"]),
                }
            ],
        }
        sqs.set_queue_attributes(
            QueueUrl=made["INBOX_QUEUE_URL"], Attributes={"Policy": json.dumps(policy)}
        )
        return made


class AdmitsNobody(Subscriber):
    """Has forgotten the queue policy, so on AWS nothing would ever arrive."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        client("sqs").set_queue_attributes(
            QueueUrl=made["INBOX_QUEUE_URL"], Attributes={"Policy": ""}
        )
        return made


one_queue_for_all = {"subscriber": OneQueueForAll}
nobody_receives = {"subscriber": NobodyReceives}
acknowledges_batch_first = {"subscriber": AcknowledgesBatchFirst}
starts_clean = {"subscriber": StartsClean}
asks_the_others = {"subscriber": AsksTheOthers}
no_dead_letters_of_delivery = {"subscriber": NoDeadLettersOfDelivery}
no_dead_letters_of_processing = {"subscriber": NoDeadLettersOfProcessing}
reads_what_is_not_there = {"subscriber": ReadsWhatIsNotThere}
drops_the_unreadable = {"subscriber": DropsTheUnreadable}
sets_aside_the_body_only = {"subscriber": SetsAsideTheBodyOnly}
forgets_the_correlation = {"subscriber": ForgetsTheCorrelation}
knows_by_message_id = {"subscriber": KnowsByMessageId}
trusts_the_order = {"subscriber": TrustsTheOrder}
admits_everybody = {"subscriber": AdmitsEverybody}
admits_nobody = {"subscriber": AdmitsNobody}

CAUGHT = {
    "one_queue_for_all": ["TQC-01", "PS-02", "TQC-02"],
    "nobody_receives": ["TQC-01", "PS-02", "TQC-02", "DS-01", "BUF-01"],
    "acknowledges_batch_first": ["P2P-02"],
    "starts_clean": ["DS-01"],
    "asks_the_others": ["TQC-02", "SNS-PUB-21"],
    "no_dead_letters_of_delivery": ["TQC-03"],
    "no_dead_letters_of_processing": ["TQC-03"],
    "reads_what_is_not_there": ["TQC-04"],
    "drops_the_unreadable": ["TQC-04"],
    "sets_aside_the_body_only": ["RR-04"],
    "forgets_the_correlation": ["RR-04"],
    "knows_by_message_id": ["SNS-PUB-03", "TQC-05"],
    "trusts_the_order": ["SNS-PUB-04"],
    "admits_everybody": ["TQC-06"],
    "admits_nobody": ["TQC-06", "TQC-01"],
}
