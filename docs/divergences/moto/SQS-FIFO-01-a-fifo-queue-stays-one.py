"""SQS-FIFO-01: FIFO queue names end in .fifo and the type can never be changed.
Source: API-SQS CreateQueue
Scenario: A FIFO queue stays one, features/contract/fifo_queues.feature
Fails at: Then turning it into a standard queue is refused
Expected: 'refused'
Seen on moto 5.2.5: 'accepted'
Known: SetQueueAttributes takes FifoQueue as any other attribute.
(https://github.com/getmoto/moto/blob/5.2.5/moto/sqs/models.py)
"""

import os

import boto3


def client(service):
    return boto3.client(
        service,
        # Where moto listens.
        endpoint_url=os.environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


sqs = client("sqs")

a1 = sqs.create_queue(
    QueueName='repro-the-queue-1.fifo',
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '30'},
)
# seen: {'QueueUrl': 'https://sqs.us-east-1.amazonaws.com/123456789012/repro-the-queue-1.fifo'}
print(a1)
a2 = sqs.set_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    Attributes={'FifoQueue': 'false'},
)
# seen: {}
print(a2)
