"""SQS-FIFO-01: FIFO queue names end in .fifo and the type can never be changed.
Source: API-SQS CreateQueue
Scenario: The name tells the type (name = orders.fifo, type = standard, outcome = refused),
features/contract/fifo_queues.feature
Fails at: Then making a queue "orders.fifo" as a standard queue is refused
Expected: 'refused'
Seen on ministack 1.5.33: 'accepted'
Known: A name that ends in .fifo makes a FIFO queue, whether FifoQueue is said or not.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/sqs.py)
"""

import os

import boto3


def client(service):
    return boto3.client(
        service,
        # Where ministack listens.
        endpoint_url=os.environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


sqs = client("sqs")

a1 = sqs.create_queue(
    QueueName='repro-orders.fifo',
    Attributes={},
)
# seen: {'QueueUrl': 'http://127.0.0.1:33893/000000000000/repro-orders.fifo'}
print(a1)
