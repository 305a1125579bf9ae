"""A consumer that takes nothing, and asks how deep its queue is for as long as it lives."""

from __future__ import annotations

import os

import boto3

sqs = boto3.client("sqs")
while True:
    sqs.get_queue_attributes(QueueUrl=os.environ["WORK_QUEUE_URL"], AttributeNames=["All"])
