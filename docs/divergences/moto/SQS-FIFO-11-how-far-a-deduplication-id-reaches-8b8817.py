"""SQS-FIFO-11: Deduplication scope is the queue by default and the message group when
DeduplicationScope=messageGroup (needed for high throughput).
Source: API-SQS SetQueueAttributes
Scenario: How far a deduplication id reaches (a queue = a FIFO queue that deduplicates within
each group, texts = g-1, h-1), features/contract/fifo_queues.feature
Fails at: Then all that the queue gives now is "g-1, h-1"
Expected: {'g': ['g-1'], 'h': ['h-1']}
Seen on moto 5.2.5: {'g': ['g-1']}
Known: DeduplicationScope is stored and has no effect.
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
    QueueName='repro-the-queue-1.fifo',
    Attributes={'DeduplicationScope': 'messageGroup',
     'FifoQueue': 'true',
     'FifoThroughputLimit': 'perMessageGroupId',
     'VisibilityTimeout': '30'},
)
a2 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-1',
    MessageGroupId='g',
    MessageDeduplicationId='d-1',
)
a3 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-2',
    MessageGroupId='g',
    MessageDeduplicationId='d-1',
)
a4 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='h-1',
    MessageGroupId='h',
    MessageDeduplicationId='d-1',
)
# seen: {'MD5OfMessageBody': 'd1d41106630da1ee4622057722ce14b6',
#  'MessageId': '80f397b9-3af2-468e-b69f-c91e7b3cb57d',
#  'SequenceNumber': '92997242649029902336'}
print(a4)
a5 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799587395000',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 'd-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799587395000',
#                               'SequenceNumber': '09356990697062846632'},
#                'Body': 'g-1',
#                'MD5OfBody': '76d2f15ce0154b98818dfb764a51c6da',
#                'MessageId': 'e90072eb-f65 ...
print(a5)
a6 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a6)
