"""SQS-VIS-01: Receiving does not remove: the message stays stored and hidden for the visibility
timeout (default 30 s, 0 to 43200 s) counted from its return.
Source: SQS-DG sqs-visibility-timeout
Scenario: A visibility timeout out of range (seconds = 43201, outcome = refused),
features/contract/queues.feature
Fails at: Then a visibility timeout of 43201 seconds is refused
Expected: 'refused'
Seen on localstack 4.9.2: 'accepted'
Known: The range of VisibilityTimeout is not looked at by SetQueueAttributes.
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
    Attributes={'VisibilityTimeout': '43201'},
)
# seen: {}
print(a2)
