"""A batch consumer with an inbox: ten messages, one transaction, one batch of acknowledgements.

The inbox is an item for each ride, put under the condition that it is new; the booking has a random
key and stands in the same transaction. If a transaction of many is refused, each message gets one
of its own, so that nobody pays for a neighbour.
"""

from __future__ import annotations

import json
import uuid
from abc import ABC, abstractmethod
from types import MappingProxyType

from botocore.exceptions import ClientError

TWO_WEEKS = 14 * 24 * 3600
SENT = ("DataType", "StringValue", "BinaryValue")


class NoRide(Exception):
    """The message will make no more sense the next time."""


class Unwanted(Exception):
    """The message can be read, and is none of our business."""


class Desk(ABC):
    """Reads, books and acknowledges in batches; others say what its messages look like."""

    queue = ""

    def __init__(self, environment, client, now):
        self._sqs = client("sqs")
        self._dynamodb = client("dynamodb")
        self._inbox = environment[self.queue]
        self._invalid = environment["INVALID_QUEUE_URL"]
        self._table = environment["EFFECTS_TABLE"]

    @staticmethod
    @abstractmethod
    def read(message):
        """Give the ride and the value to book, or raise Unwanted or NoRide."""

    def work(self):
        messages = self._sqs.receive_message(
            QueueUrl=self._inbox,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=20,
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        done, bookings = [], {}
        for message in messages:
            try:
                ride, value = self.read(message)
            except Unwanted:
                done.append(message)
            except NoRide:
                if self._set_aside(message):
                    done.append(message)
            else:
                bookings.setdefault(ride, (value, []))[1].append(message)
        for booked in self._book(bookings):
            done += bookings[booked][1]
        self._acknowledge(done)
        return bool(messages)

    def _book(self, bookings):
        """Give the rides that are booked, now or before."""
        if len(bookings) > 1 and self._written({r: v for r, (v, _) in bookings.items()}):
            return list(bookings)
        return [ride for ride, (value, _) in bookings.items() if self._booked(ride, value)]

    def _booked(self, ride, value):
        return self._written({ride: value}) or self._known(ride)

    def _written(self, values):
        actions = []
        for ride, value in values.items():
            known = {"pk": {"S": f"inbox {ride}"}}
            booking = {"pk": {"S": str(uuid.uuid4())}, "key": {"S": ride}, "value": {"S": value}}
            new = {"Item": known, "ConditionExpression": "attribute_not_exists(pk)"}
            actions += [
                {"Put": {"TableName": self._table, **new}},
                {"Put": {"TableName": self._table, "Item": booking}},
            ]
        try:
            self._dynamodb.transact_write_items(TransactItems=actions)
        except ClientError:
            return False
        return True

    def _known(self, ride):
        key = {"pk": {"S": f"inbox {ride}"}}
        try:
            found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        except ClientError:
            return False
        return "Item" in found

    def _set_aside(self, message):
        attributes = {
            name: {part: value[part] for part in SENT if part in value}
            for name, value in message.get("MessageAttributes", {}).items()
        }
        try:
            self._sqs.send_message(
                QueueUrl=self._invalid, MessageBody=message["Body"], MessageAttributes=attributes
            )
        except ClientError:
            return False
        return True

    def _acknowledge(self, messages):
        """Delete them; what cannot be deleted comes again, and is known by then."""
        if not messages:
            return
        entries = [
            {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
            for number, message in enumerate(messages)
        ]
        try:
            self._sqs.delete_message_batch(QueueUrl=self._inbox, Entries=entries)
        except ClientError:
            return


def ride_in(body):
    """Give id and fare of a ride, the fare as it was written."""
    try:
        ride = json.loads(body, parse_float=str, parse_int=str)
    except ValueError as problem:
        raise NoRide(body) from problem
    if not isinstance(ride, dict) or not isinstance(ride.get("id"), str) or "fare" not in ride:
        raise NoRide(body)
    return ride["id"], str(ride["fare"])


class Consumer(Desk):
    """Books the rides of a queue."""

    queue = "WORK_QUEUE_URL"

    @staticmethod
    def deploy(environment, client):
        made = Queues(environment, client)
        failed = made.queue("work-failed", MessageRetentionPeriod=TWO_WEEKS)
        made.alarm("work-failed")
        return {
            "WORK_QUEUE_URL": made.queue("work", failed),
            "INVALID_QUEUE_URL": made.queue("work-invalid", MessageRetentionPeriod=TWO_WEEKS),
        }

    @staticmethod
    def read(message):
        return ride_in(message["Body"])


class Subscriber(Desk):
    """Books the rides of a topic, which wraps them up."""

    queue = "INBOX_QUEUE_URL"
    wants = None

    @classmethod
    def deploy(cls, environment, client):
        made, topic = Queues(environment, client), environment["TOPIC_ARN"]
        failed = made.queue("inbox-failed", MessageRetentionPeriod=TWO_WEEKS)
        made.alarm("inbox-failed")
        lost = made.queue("inbox-lost", policy=topic, MessageRetentionPeriod=TWO_WEEKS)
        inbox = made.queue("inbox", failed, policy=topic)
        attributes = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": made.arn(lost)})}
        if cls.wants is not None:
            attributes |= cls.wants
        client("sns").subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=made.arn(inbox), Attributes=attributes
        )
        invalid = made.queue("inbox-invalid", MessageRetentionPeriod=TWO_WEEKS)
        return {"INBOX_QUEUE_URL": inbox, "INVALID_QUEUE_URL": invalid}

    @staticmethod
    def read(message):
        try:
            wrapped = json.loads(message["Body"])
            body = wrapped["Message"]
        except (ValueError, KeyError, TypeError) as problem:
            raise NoRide(message["Body"]) from problem
        ride, fare = ride_in(body)
        correlation_id = wrapped.get("MessageAttributes", {}).get("CorrelationId", {}).get("Value")
        return ride, f"{fare} {correlation_id}" if correlation_id else fare


EXTRAORDINARY = json.dumps(
    {"fare": [{"numeric": [">=", 50]}], "distance": [{"numeric": [">=", 20]}]}
)


def unwanted(fare, distance):
    """Say whether this is none of our rides: filters change slowly, and let some through."""
    return fare is None or distance is None or fare < 50 or distance < 20


class FilteringSubscriber(Subscriber):
    """Books the rides whose attributes say that they are far and dear."""

    wants = MappingProxyType({"FilterPolicy": EXTRAORDINARY})

    @staticmethod
    def read(message):
        booking = Subscriber.read(message)
        attributes = json.loads(message["Body"]).get("MessageAttributes", {})

        def number(name):
            told = attributes.get(name, {})
            return float(told["Value"]) if told.get("Type") == "Number" else None

        if unwanted(number("fare"), number("distance")):
            raise Unwanted
        return booking


class BodyFilteringSubscriber(Subscriber):
    """Books the rides whose bodies say so."""

    wants = MappingProxyType({"FilterPolicy": EXTRAORDINARY, "FilterPolicyScope": "MessageBody"})

    @staticmethod
    def read(message):
        booking = Subscriber.read(message)
        ride = json.loads(json.loads(message["Body"])["Message"])

        def number(name):
            told = ride.get(name)
            return told if isinstance(told, int | float) else None

        if unwanted(number("fare"), number("distance")):
            raise Unwanted
        return booking


class Queues:
    """Makes queues whose names begin alike."""

    def __init__(self, environment, client):
        self._prefix = environment["PREFIX"]
        self._visibility = environment["VISIBILITY_TIMEOUT"]
        self._sqs = client("sqs")
        self._cloudwatch = client("cloudwatch")

    def queue(self, name, failed=None, policy=None, **attributes):
        wanted = {"VisibilityTimeout": self._visibility, **attributes}
        if failed:
            redrive = {"deadLetterTargetArn": self.arn(failed), "maxReceiveCount": 5}
            wanted["RedrivePolicy"] = json.dumps(redrive)
        texts = {key: str(value) for key, value in wanted.items()}
        url = self._sqs.create_queue(QueueName=f"{self._prefix}-{name}", Attributes=texts)[
            "QueueUrl"
        ]
        if policy:
            statement = {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": self.arn(url),
                "Condition": {"ArnEquals": {"aws:SourceArn": policy}},
            }
            document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
            self._sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})
        return url

    def arn(self, url):
        answer = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return answer["Attributes"]["QueueArn"]

    def alarm(self, name):
        self._cloudwatch.put_metric_alarm(
            AlarmName=f"{self._prefix}-{name}",
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[{"Name": "QueueName", "Value": f"{self._prefix}-{name}"}],
            Statistic="Maximum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
        )


roles = {
    "consumer": Consumer,
    "subscriber": Subscriber,
    "filtering-subscriber": FilteringSubscriber,
    "body-filtering-subscriber": BodyFilteringSubscriber,
}
