"""An account with topics and queues, as the tests of topics talk to it."""

import json

import pytest

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import World
from tests.simulator.orders import Orders

START = 1_800_000_000


class Account:
    def __init__(self, **values):
        self.orders = Orders(**values)
        self.world = World(clock=VirtualClock(START), choose=self.orders)

    def sns(self, operation, **parameters):
        return self.world.call("sns", operation, parameters)

    def sqs(self, operation, region="us-east-1", **parameters):
        return self.world.call("sqs", operation, parameters, region)

    def topic(self, name="rides", **attributes):
        if name.endswith(".fifo"):
            attributes |= {"FifoTopic": "true"}
        return self.sns("CreateTopic", Name=name, Attributes=attributes)["TopicArn"]

    def queue(self, name, *, admits=(), region="us-east-1"):
        """Make a queue that admits some topics and give its ARN."""
        attributes = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
        url = self.sqs("CreateQueue", region, QueueName=name, Attributes=attributes)["QueueUrl"]
        arn = f"arn:aws:sqs:{region}:123456789012:{name}"
        if admits:
            self.admit(url, arn, admits, region)
        return arn

    def admit(self, url, arn, topics, region="us-east-1"):
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": list(topics)}},
        }
        policy = json.dumps({"Statement": [statement]})
        self.sqs("SetQueueAttributes", region, QueueUrl=url, Attributes={"Policy": policy})

    def url(self, arn):
        *_, region, _, name = arn.split(":")
        return self.sqs("GetQueueUrl", region, QueueName=name)["QueueUrl"]

    def subscribe(self, topic, endpoint, protocol="sqs", **attributes):
        return self.sns(
            "Subscribe",
            TopicArn=topic,
            Protocol=protocol,
            Endpoint=endpoint,
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]

    def listener(self, topic, name="one", **attributes):
        """Make a queue that admits a topic, subscribe it, and give its ARN."""
        arn = self.queue(name, admits=[topic])
        self.subscribe(topic, arn, **attributes)
        return arn

    def change(self, subscription, **attributes):
        for name, value in attributes.items():
            self.sns(
                "SetSubscriptionAttributes",
                SubscriptionArn=subscription,
                AttributeName=name,
                AttributeValue=value,
            )

    def publish(self, topic, message="m-1", **more):
        return self.sns("Publish", TopicArn=topic, Message=message, **more)

    def received(self, queue):
        """Receive and delete all that is visible on a queue."""
        found, url, region = [], self.url(queue), queue.split(":")[3]
        while batch := self.sqs(
            "ReceiveMessage",
            region,
            QueueUrl=url,
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
            AttributeNames=["All"],
        ).get("Messages"):
            for message in batch:
                handle = message["ReceiptHandle"]
                self.sqs("DeleteMessage", region, QueueUrl=url, ReceiptHandle=handle)
            found += batch
        return found

    def messages(self, queue):
        """Give what was published, of all that is visible on a queue with envelopes."""
        return [json.loads(found["Body"])["Message"] for found in self.received(queue)]

    def bodies(self, queue):
        return [found["Body"] for found in self.received(queue)]

    @property
    def told(self):
        return [(told.clause, told.words) for told in self.world.told]


def text(value):
    return {"DataType": "String", "StringValue": value}


def number(value):
    return {"DataType": "Number", "StringValue": str(value)}


def refused(code, call, *arguments, match=".", **parameters):
    """See a call refused with a code and give the refusal."""
    with pytest.raises(Refusal, match=match) as refusal:
        call(*arguments, **parameters)
    assert refusal.value.code == code
    return refusal.value
