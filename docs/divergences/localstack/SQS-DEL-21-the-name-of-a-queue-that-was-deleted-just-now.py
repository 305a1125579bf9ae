"""SQS-DEL-21: After DeleteQueue, calls may still succeed for up to 60 s and the name cannot be
reused before 60 s; messages are lost regardless of content.
Source: API-SQS DeleteQueue, CreateQueue
Scenario: The name of a queue that was deleted just now, features/contract/queues.feature
Fails at: Then making it again with a delay of 5 seconds is refused as QueueDeletedRecently
Expected: 'QueueDeletedRecently'
Seen on localstack 4.9.2: ''
Known: The name of a deleted queue is free at once, unless SQS_DELAY_RECENTLY_DELETED is set.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/sqs/provider.py)
"""

import os

import boto3


def client(service):
    return boto3.client(
        service,
        # Where localstack listens.
        endpoint_url=os.environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


sqs = client("sqs")

a1 = sqs.create_queue(
    QueueName='repro-the-queue-1',
    Attributes={'DelaySeconds': '5', 'VisibilityTimeout': '2'},
)
# seen: {'QueueUrl': 'http://127.0.0.1:34671/queue/us-east-1/000000000000/repro-the-queue-1'}
print(a1)
a2 = sqs.delete_queue(
    QueueUrl=a1['QueueUrl'],
)
# seen: {}
print(a2)
a3 = sqs.create_queue(
    QueueName='repro-the-queue-1',
    Attributes={'DelaySeconds': '5', 'VisibilityTimeout': '2'},
)
# seen: {'QueueUrl': 'http://127.0.0.1:34671/queue/us-east-1/000000000000/repro-the-queue-1'}
print(a3)
