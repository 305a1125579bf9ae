"""DLQ-11: StartMessageMoveTask accepts only queues that are DLQs of other SQS queues, one running
task per queue, max 500 messages/s, destination optional (default: each original source).
Source: API-SQS StartMessageMoveTask
Scenario: A queue that is nobody's dead-letter queue, features/contract/dead_letters.feature
Fails at: Then telling the service to redrive the queue is refused
Seen on ministack 1.5.33: ClientError: An error occurred (InvalidAction) when calling the
StartMessageMoveTask operation: The action StartMessageMoveTask is not valid for this endpoint.
Known: StartMessageMoveTask, and with it every redrive by the service, is not a known action.
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
a2 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['QueueArn'],
)
# seen: {'Attributes': {'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-the-queue-1'}}
print(a2)
try:
    sqs.start_message_move_task(
        SourceArn=a2['Attributes']['QueueArn'],
    )
except sqs.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidAction) when calling the StartMessageMoveTask operation: The action StartMessageMoveTask is not valid for this endpoint.
