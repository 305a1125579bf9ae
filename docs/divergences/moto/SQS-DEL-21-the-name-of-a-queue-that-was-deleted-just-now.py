"""SQS-DEL-21: After DeleteQueue, calls may still succeed for up to 60 s and the name cannot be
reused before 60 s; messages are lost regardless of content.
Source: API-SQS DeleteQueue, CreateQueue
Scenario: The name of a queue that was deleted just now, features/contract/queues.feature
Fails at: Then making it again with a delay of 5 seconds is refused as QueueDeletedRecently
Expected: 'QueueDeletedRecently'
Seen on moto 5.2.5: ''
Known: A deleted queue is gone at once, and its name is free at once.
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
    QueueName='repro-the-queue-1',
    Attributes={'DelaySeconds': '5', 'VisibilityTimeout': '30'},
)
# seen: {'QueueUrl': 'https://sqs.us-east-1.amazonaws.com/123456789012/repro-the-queue-1'}
print(a1)
a2 = sqs.delete_queue(
    QueueUrl=a1['QueueUrl'],
)
# seen: {}
print(a2)
a3 = sqs.create_queue(
    QueueName='repro-the-queue-1',
    Attributes={'DelaySeconds': '5', 'VisibilityTimeout': '30'},
)
# seen: {'QueueUrl': 'https://sqs.us-east-1.amazonaws.com/123456789012/repro-the-queue-1'}
print(a3)
