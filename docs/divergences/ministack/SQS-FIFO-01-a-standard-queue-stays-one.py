"""SQS-FIFO-01: FIFO queue names end in .fifo and the type can never be changed.
Source: API-SQS CreateQueue
Scenario: A standard queue stays one, features/contract/fifo_queues.feature
Fails at: Then turning it into a FIFO queue is refused
Expected: 'refused'
Seen on ministack 1.5.33: 'accepted'
Known: SetQueueAttributes takes FifoQueue as any other attribute.
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
    QueueName='repro-the-queue-1',
    Attributes={'VisibilityTimeout': '2'},
)
# seen: {'QueueUrl': 'http://127.0.0.1:33893/000000000000/repro-the-queue-1'}
print(a1)
a2 = sqs.set_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    Attributes={'FifoQueue': 'true'},
)
# seen: {}
print(a2)
