"""DLQ-12: Cancelling a move only works while RUNNING and does not bring back what was moved;
counts are approximate.
Source: API-SQS CancelMessageMoveTask, ListMessageMoveTasks
Scenario: A redrive that has ended cannot be cancelled, features/contract/dead_letters.feature
Fails at: Then cancelling the redrive is refused
Expected: 'refused'
Seen on localstack 4.9.2: 'accepted'
Known: CancelMessageMoveTask is accepted for a task that is COMPLETED.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/sqs/provider.py)
"""

import os
import time

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
    QueueName='repro-dead-letters-1',
    Attributes={'VisibilityTimeout': '2'},
)
a2 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['All'],
)
a3 = sqs.create_queue(
    QueueName='repro-the-queue-2',
    Attributes={'RedrivePolicy': '{"deadLetterTargetArn": "' + a2['Attributes']['QueueArn'] + '", "maxReceiveCount": 1}',
     'VisibilityTimeout': '2'},
)
a4 = sqs.send_message(
    QueueUrl=a3['QueueUrl'],
    MessageBody='t-1',
    MessageAttributes={},
)
a5 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a6 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['All'],
)
time.sleep(3.87626)
a8 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a9 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['All'],
)
a10 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a11 = sqs.start_message_move_task(
    SourceArn=a2['Attributes']['QueueArn'],
)
# seen: {'TaskHandle': 'eyJ0YXNrSWQiOiI2ZTNlYWNlZS0yMWNmLTRkN2MtODYwMy03OTRiZDcxNzE4MGMiLCJzb3VyY2VBcm4iOiJhcm46YXdzOnNxczp1cy1lYXN0LTE6MDAwMDAwMDAwMDAwOnRjay01MWFmMmNndzAtMzEtZGVhZC1sZXR0ZXJzLTEifQ=='}
print(a11)
a12 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['QueueArn'],
)
# seen: {'Attributes': {'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-dead-letters-1'}}
print(a12)
a13 = sqs.cancel_message_move_task(
    TaskHandle=a11['TaskHandle'],
)
# seen: {'ApproximateNumberOfMessagesMoved': 1}
print(a13)
