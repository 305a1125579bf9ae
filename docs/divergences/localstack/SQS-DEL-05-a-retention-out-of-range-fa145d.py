"""SQS-DEL-05: Retention defaults to 4 days and is settable from 60 s to 14 days; a message past it
is deleted silently.
Source: API-SQS SetQueueAttributes
Scenario: A retention out of range (seconds = 59, outcome = refused),
features/contract/queues.feature
Fails at: Then a retention of 59 seconds is refused
Expected: 'refused'
Seen on localstack 4.9.2: 'accepted'
Known: Any MessageRetentionPeriod is accepted: its range is not looked at.
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
    Attributes={'VisibilityTimeout': '2'},
)
# seen: {'QueueUrl': 'http://127.0.0.1:34671/queue/us-east-1/000000000000/repro-the-queue-1'}
print(a1)
a2 = sqs.set_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    Attributes={'MessageRetentionPeriod': '59'},
)
# seen: {}
print(a2)
