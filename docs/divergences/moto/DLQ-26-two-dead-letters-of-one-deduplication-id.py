"""DLQ-26: When a FIFO message is dead-lettered its deduplication id is replaced by its message id,
so two messages sharing an id both survive in the DLQ.
Source: SQS-DG sqs-dead-letter-queues (note)
Scenario: Two dead letters of one deduplication id, features/contract/fifo_queues.feature
Fails at: Then the dead-letter queue gives "g-1, h-1"
Expected: {'g': ['g-1'], 'h': ['h-1']}
Seen on moto 5.2.5: {'g': ['g-1']}
Known: DeduplicationScope is stored and has no effect, so the second message is dropped when it
is sent; and a dead letter keeps its deduplication id.
(https://github.com/getmoto/moto/blob/5.2.5/moto/sqs/models.py)
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
    QueueName='repro-dead-letters-1.fifo',
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '30'},
)
a2 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['All'],
)
a3 = sqs.create_queue(
    QueueName='repro-the-queue-2.fifo',
    Attributes={'DeduplicationScope': 'messageGroup',
     'FifoQueue': 'true',
     'FifoThroughputLimit': 'perMessageGroupId',
     'RedrivePolicy': '{"deadLetterTargetArn": "' + a2['Attributes']['QueueArn'] + '", "maxReceiveCount": 1}',
     'VisibilityTimeout': '30'},
)
a4 = sqs.send_message(
    QueueUrl=a3['QueueUrl'],
    MessageBody='g-1',
    MessageGroupId='g',
    MessageDeduplicationId='d-1',
)
a5 = sqs.send_message(
    QueueUrl=a3['QueueUrl'],
    MessageBody='h-1',
    MessageGroupId='h',
    MessageDeduplicationId='d-1',
)
a6 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(31)
a8 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a8)
a9 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799585229000',
#                               'ApproximateReceiveCount': '2',
#                               'MessageDeduplicationId': 'd-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799585229000',
#                               'SequenceNumber': '56037540553338836999'},
#                'Body': 'g-1',
#                'MD5OfBody': '76d2f15ce0154b98818dfb764a51c6da',
#                'MessageId': '72f41560-021 ...
print(a9)
a10 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a10)
