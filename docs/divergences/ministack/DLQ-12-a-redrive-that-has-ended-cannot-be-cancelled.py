"""DLQ-12: Cancelling a move only works while RUNNING and does not bring back what was moved;
counts are approximate.
Source: API-SQS CancelMessageMoveTask, ListMessageMoveTasks
Scenario: A redrive that has ended cannot be cancelled, features/contract/dead_letters.feature
Fails at: When the service is told to redrive
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
time.sleep(2.91834)
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
# seen: {'Attributes': {'ApproximateNumberOfMessages': '1',
#                 'ApproximateNumberOfMessagesDelayed': '0',
#                 'ApproximateNumberOfMessagesNotVisible': '0',
#                 'CreatedTimestamp': '1795324932',
#                 'DelaySeconds': '0',
#                 'LastModifiedTimestamp': '1795324932',
#                 'MaximumMessageSize': '1048576',
#                 'MessageRetentionPeriod': '345600',
#                 'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-dead-letters-1',
#                 'ReceiveMessageWaitTimeSeconds': '0',
#                 'VisibilityTimeout': '2'}}
print(a9)
a10 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['QueueArn'],
)
# seen: {'Attributes': {'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-dead-letters-1'}}
print(a10)
try:
    sqs.start_message_move_task(
        SourceArn=a2['Attributes']['QueueArn'],
    )
except sqs.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidAction) when calling the StartMessageMoveTask operation: The action StartMessageMoveTask is not valid for this endpoint.
