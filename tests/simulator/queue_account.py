"""An account with queues, and their metrics and alarms, as a test talks to it."""

import datetime as dt
import json

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.freedoms import polite
from pattern_tck.simulator.world import World

#: A full minute, ten seconds after which a test begins.
MIDNIGHT = 1_700_000_040
DEPTH = "ApproximateNumberOfMessagesVisible"
AGE = "ApproximateAgeOfOldestMessage"


class Account:
    def __init__(self, choose=polite):
        self.world = World(clock=VirtualClock(MIDNIGHT + 10), choose=choose)
        self.clock = self.world.clock

    def sqs(self, operation, **parameters):
        return self.world.call("sqs", operation, parameters)

    def sns(self, operation, **parameters):
        return self.world.call("sns", operation, parameters)

    def cloudwatch(self, operation, **parameters):
        return self.world.call("cloudwatch", operation, parameters)

    def queue(self, name="work", **attributes):
        texts = {key: str(value) for key, value in attributes.items()}
        return self.sqs("CreateQueue", QueueName=name, Attributes=texts)["QueueUrl"]

    def dead_letter_pair(self, receives=1):
        dead = self.queue("dead")
        arn = "arn:aws:sqs:us-east-1:123456789012:dead"
        redrive = {"deadLetterTargetArn": arn, "maxReceiveCount": receives}
        return self.queue("work", RedrivePolicy=json.dumps(redrive)), dead

    def send(self, url, body="x", **more):
        self.sqs("SendMessage", QueueUrl=url, MessageBody=body, **more)

    def receive(self, url, **more):
        return self.sqs("ReceiveMessage", QueueUrl=url, **more).get("Messages", [])

    def delete(self, url, message):
        self.sqs("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def points(self, metric, *, minutes, queue="work", statistic="Maximum", period=60):
        """The values of so many last full minutes, oldest first; None where there is none."""
        end = self.clock.micros // 60_000_000 * 60
        begin = end - 60 * minutes
        answer = self.cloudwatch(
            "GetMetricStatistics",
            Namespace="AWS/SQS",
            MetricName=metric,
            Dimensions=[{"Name": "QueueName", "Value": queue}],
            StartTime=moment(begin),
            EndTime=moment(end),
            Period=period,
            Statistics=[statistic],
        )
        found = {point["Timestamp"]: point[statistic] for point in answer["Datapoints"]}
        return [found.pop(moment(at), None) for at in range(begin, end, period)]

    def alarm(self, name="alarm", *, metric=DEPTH, queue="work", **more):
        self.cloudwatch(
            "PutMetricAlarm",
            **{
                "AlarmName": name,
                "Namespace": "AWS/SQS",
                "MetricName": metric,
                "Dimensions": [{"Name": "QueueName", "Value": queue}],
                "Statistic": "Maximum",
                "Period": 60,
                "EvaluationPeriods": 1,
                "Threshold": 0.0,
                "ComparisonOperator": "GreaterThanThreshold",
                **more,
            },
        )

    def described(self, name="alarm"):
        (found,) = self.cloudwatch("DescribeAlarms", AlarmNames=[name])["MetricAlarms"]
        return found

    def state(self, name="alarm"):
        return self.described(name)["StateValue"]


def moment(seconds):
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def on_call(account, **permission):
    """A queue that hears the topic of the alarms."""
    topic = account.sns("CreateTopic", Name="pager", **permission)["TopicArn"]
    arn = "arn:aws:sqs:us-east-1:123456789012:oncall"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    url = account.queue("oncall", Policy=json.dumps({"Statement": [statement]}))
    account.sns("Subscribe", TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return topic, url


def heard(account, url):
    copies = []
    while found := account.receive(url, MaxNumberOfMessages=10):
        for message in found:
            account.delete(url, message)
        copies += [json.loads(message["Body"]) for message in found]
    return copies
