"""Makes the channels of a consumer through the gateway, and prints where they are."""

from __future__ import annotations

import json
import os

import boto3

sqs = boto3.client("sqs")
prefix = os.environ["PREFIX"]


def queue(name: str, **attributes: str) -> str:
    made = sqs.create_queue(QueueName=f"{prefix}-{name}", Attributes=attributes)
    return str(made["QueueUrl"])


dead = queue("dead", MessageRetentionPeriod="1209600")
arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
work = queue(
    "work",
    VisibilityTimeout=os.environ["VISIBILITY_TIMEOUT"],
    RedrivePolicy=json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3}),
)
print("made what was needed")
print(json.dumps({"WORK_QUEUE_URL": work, "INVALID_QUEUE_URL": queue("invalid")}))
