"""SQS-FIFO-12: ReceiveRequestAttemptId (valid 5 min) makes a repeated receive return the same
messages and handles and restarts their visibility, unless one was deleted or changed.
Source: API-SQS ReceiveMessage
Scenario: A second try starts the visibility timeout anew, features/contract/fifo_queues.feature
Fails at: Then the attempt "a-1" gives the same messages again, under the same handles
Expected: ['g-1']
Seen on moto 5.2.5: []
Known: ReceiveRequestAttemptId is not read.
(https://github.com/getmoto/moto/blob/5.2.5/moto/sqs/responses.py)
"""

import os
import time

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
a2 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-1',
    MessageGroupId='g',
    MessageDeduplicationId='g-1',
)
# seen: {'MD5OfMessageBody': '76d2f15ce0154b98818dfb764a51c6da',
#  'MessageId': 'd594b7ef-ce20-4ead-9e95-cefad4924ce9',
#  'SequenceNumber': '63959636391405785828'}
print(a2)
a3 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
    ReceiveRequestAttemptId='a-1',
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799585209000',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 'g-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799585209000',
#                               'SequenceNumber': '63959636391405785828'},
#                'Body': 'g-1',
#                'MD5OfBody': '76d2f15ce0154b98818dfb764a51c6da',
#                'MessageId': 'd594b7ef-ce2 ...
print(a3)
time.sleep(20)
a5 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
    ReceiveRequestAttemptId='a-1',
)
# seen: {}
print(a5)
