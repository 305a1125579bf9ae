"""DLQ-11: StartMessageMoveTask accepts only queues that are DLQs of other SQS queues, one running
task per queue, max 500 messages/s, destination optional (default: each original source).
Source: API-SQS StartMessageMoveTask
Scenario: A redrive to another place, features/contract/dead_letters.feature
Fails at: When the service is told to redrive to the other queue
Seen on ministack 1.5.33: ClientError: An error occurred (InvalidAction) when calling the
StartMessageMoveTask operation: The action StartMessageMoveTask is not valid for this endpoint.
Known: StartMessageMoveTask, and with it every redrive by the service, is not a known action.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/sqs.py)
"""

import os
import time

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
time.sleep(2.79137)
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
a10 = sqs.create_queue(
    QueueName='repro-the-other-queue-3',
    Attributes={'RedrivePolicy': a6['Attributes']['RedrivePolicy'], 'VisibilityTimeout': '2'},
)
a11 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['QueueArn'],
)
# seen: {'Attributes': {'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-dead-letters-1'}}
print(a11)
a12 = sqs.get_queue_attributes(
    QueueUrl=a10['QueueUrl'],
    AttributeNames=['QueueArn'],
)
# seen: {'Attributes': {'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-the-other-queue-3'}}
print(a12)
try:
    sqs.start_message_move_task(
        SourceArn=a2['Attributes']['QueueArn'],
        DestinationArn=a12['Attributes']['QueueArn'],
    )
except sqs.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidAction) when calling the StartMessageMoveTask operation: The action StartMessageMoveTask is not valid for this endpoint.
