"""SQS-FIFO-12: ReceiveRequestAttemptId (valid 5 min) makes a repeated receive return the same
messages and handles and restarts their visibility, unless one was deleted or changed.
Source: API-SQS ReceiveMessage
Scenario: The answer to a receive was lost, features/contract/fifo_queues.feature
Fails at: Then the attempt "a-1" gives the same messages again, under the same handles
Expected: ['g-1', 'g-2', 'h-1']
Seen on localstack 4.9.2: []
Known: ReceiveRequestAttemptId has no effect.
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
    QueueName='repro-the-queue-1.fifo',
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '2'},
)
a2 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-1',
    MessageGroupId='g',
    MessageDeduplicationId='g-1',
)
a3 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-2',
    MessageGroupId='g',
    MessageDeduplicationId='g-2',
)
a4 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='h-1',
    MessageGroupId='h',
    MessageDeduplicationId='h-1',
)
# seen: {'MD5OfMessageBody': 'd1d41106630da1ee4622057722ce14b6',
#  'MessageId': '184bc2b6-174a-458c-8aa8-70f4a53e3fca',
#  'SequenceNumber': '15421729157515575306'}
print(a4)
a5 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
    ReceiveRequestAttemptId='a-1',
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795325564426',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 'g-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795325564320',
#                               'SequenceNumber': '15421729157515575304'},
#                'Body': 'g-1',
#                'MD5OfBody': '76d2f15ce0154b98818dfb764a51c6da',
#                'MessageId': '35806f47-dd41-420f-be ...
print(a5)
a6 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
    ReceiveRequestAttemptId='a-1',
)
# seen: {}
print(a6)
