"""A team's own service: it books completed rides from a queue into its ledger.

Written as a team would write it, knowing nothing of the kit but three names: ``deploy``,
``__init__(environment, client, now)`` and ``work``. Where the kit's reference books with one
conditional put, this one keeps an inbox entry and the booking in one transaction; where the
reference acknowledges in batches, this one deletes message by message.

    pytest --pyargs pattern_tck.features --implementation examples.booking_service:roles
"""

import json
import logging

log = logging.getLogger("booking_service")


class Unreadable(Exception):
    """This is not a ride, and trying again will not make it one."""


class BookingService:
    def __init__(self, environment, client, now):
        self.sqs = client("sqs")
        self.dynamodb = client("dynamodb")
        self.queue = environment["WORK_QUEUE_URL"]
        self.rejects = environment["INVALID_QUEUE_URL"]
        self.ledger = environment["EFFECTS_TABLE"]

    @staticmethod
    def deploy(environment, client):
        sqs, prefix = client("sqs"), environment["PREFIX"]
        days = 24 * 3600

        def make(name, **attributes):
            attributes = {key: str(value) for key, value in attributes.items()}
            return sqs.create_queue(QueueName=f"{prefix}-{name}", Attributes=attributes)["QueueUrl"]

        def arn(url):
            wanted = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
            return wanted["Attributes"]["QueueArn"]

        failed = make("bookings-failed", MessageRetentionPeriod=14 * days)
        rejects = make("bookings-rejected", MessageRetentionPeriod=14 * days)
        redrive = json.dumps({"deadLetterTargetArn": arn(failed), "maxReceiveCount": 5})
        queue = make(
            "bookings",
            VisibilityTimeout=environment["VISIBILITY_TIMEOUT"],
            MessageRetentionPeriod=4 * days,
            RedrivePolicy=redrive,
        )
        client("cloudwatch").put_metric_alarm(
            AlarmName=f"{prefix}-bookings-failed",
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[{"Name": "QueueName", "Value": f"{prefix}-bookings-failed"}],
            Statistic="Sum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
        )
        return {"WORK_QUEUE_URL": queue, "INVALID_QUEUE_URL": rejects}

    def work(self):
        messages = self.sqs.receive_message(
            QueueUrl=self.queue, MaxNumberOfMessages=5, WaitTimeSeconds=10
        ).get("Messages", ())
        for message in messages:
            try:
                self.on_message(message)
            except Exception:
                log.warning("booking failed, the queue will bring it again", exc_info=True)
        return bool(messages)

    def on_message(self, message):
        try:
            self.book(parse(message["Body"]))
        except Unreadable:
            self.sqs.send_message(QueueUrl=self.rejects, MessageBody=message["Body"])
        self.acknowledge(message)

    def book(self, ride):
        inbox = {"pk": {"S": f"inbox#{ride['id']}"}}
        booking = {
            "pk": {"S": f"booking#{ride['id']}"},
            "key": {"S": ride["id"]},
            "value": {"S": str(ride["fare"])},
        }
        new = "attribute_not_exists(pk)"
        try:
            self.dynamodb.transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": self.ledger, "Item": inbox, "ConditionExpression": new}},
                    {"Put": {"TableName": self.ledger, "Item": booking}},
                ]
            )
        except self.dynamodb.exceptions.TransactionCanceledException as refused:
            reasons = [reason["Code"] for reason in refused.response["CancellationReasons"]]
            if reasons[0] != "ConditionalCheckFailed":
                raise

    def acknowledge(self, message):
        self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])


def parse(body):
    try:
        ride = json.loads(body)
        return {"id": ride["id"], "fare": ride["fare"]}
    except (ValueError, KeyError, TypeError) as problem:
        raise Unreadable(body) from problem


roles = {"consumer": BookingService}
