"""DLQ-26: When a FIFO message is dead-lettered its deduplication id is replaced by its message id,
so two messages sharing an id both survive in the DLQ.
Source: SQS-DG sqs-dead-letter-queues (note)
Scenario: Two dead letters of one deduplication id, features/contract/fifo_queues.feature
Fails at: Then the dead-letter queue gives "g-1, h-1"
Expected: {'g': ['g-1'], 'h': ['h-1']}
Seen on localstack 4.9.2: {'g': ['g-1']}
Known: A dead letter keeps its deduplication id, by which the dead-letter queue drops the second
one that comes.
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
    QueueName='repro-dead-letters-1.fifo',
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '2'},
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
     'VisibilityTimeout': '2'},
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
time.sleep(3.97267)
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
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795325569318',
#                               'ApproximateReceiveCount': '2',
#                               'DeadLetterQueueSourceArn': 'arn:aws:sqs:us-east-1:000000000000:repro-the-queue-2.fifo',
#                               'MessageDeduplicationId': 'd-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795325564854',
#                               'SequenceNumber': '15421729157515575309'},
#                'Body': 'g ...
print(a9)
a10 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a10)
