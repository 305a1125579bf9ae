"""DLQ-26: When a FIFO message is dead-lettered its deduplication id is replaced by its message id,
so two messages sharing an id both survive in the DLQ.
Source: SQS-DG sqs-dead-letter-queues (note)
Scenario: The MessageId of a dead letter is its deduplication id,
features/contract/fifo_queues.feature
Fails at: Then the deduplication id of the dead letter is the MessageId that the sender was told
Expected: '32834a51-0db7-4440-8456-e1e10c09ab55'
Seen on localstack 4.9.2: 'd-1'
Known: A dead letter keeps its deduplication id.
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
    Attributes={'FifoQueue': 'true',
     'RedrivePolicy': '{"deadLetterTargetArn": "' + a2['Attributes']['QueueArn'] + '", "maxReceiveCount": 1}',
     'VisibilityTimeout': '2'},
)
a4 = sqs.send_message(
    QueueUrl=a3['QueueUrl'],
    MessageBody='g-1',
    MessageGroupId='g',
    MessageDeduplicationId='d-1',
)
a5 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(3.95995)
a7 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a7)
a8 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795325578584',
#                               'ApproximateReceiveCount': '2',
#                               'DeadLetterQueueSourceArn': 'arn:aws:sqs:us-east-1:000000000000:repro-the-queue-2.fifo',
#                               'MessageDeduplicationId': 'd-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795325574405',
#                               'SequenceNumber': '15421729157515575362'},
#                'Body': 'g ...
print(a8)
a9 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a9)
