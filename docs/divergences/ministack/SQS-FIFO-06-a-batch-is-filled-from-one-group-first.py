"""SQS-FIFO-06: A receive first tries to fill the batch from one group, may add other groups, and
keeps group order inside the batch; a group cannot be requested.
Source: SQS-DG FIFO-queues-understanding-logic
Scenario: A batch is filled from one group first, features/contract/fifo_queues.feature
Fails at: Then a receive of up to 3 messages gives texts of one group only
Expected: one group
Seen on ministack 1.5.33: ['g-1', 'h-1', 'g-2']
Known: A batch is filled in the order of sending, whatever the groups are.
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
    MessageBody='h-1',
    MessageGroupId='h',
    MessageDeduplicationId='h-1',
)
a4 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-2',
    MessageGroupId='g',
    MessageDeduplicationId='g-2',
)
a5 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='h-2',
    MessageGroupId='h',
    MessageDeduplicationId='h-2',
)
a6 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-3',
    MessageGroupId='g',
    MessageDeduplicationId='g-3',
)
# seen: {'MD5OfMessageBody': '6fc5b96ccf20d04543662d805c790ec6',
#  'MessageId': 'bb1c86eb-af30-4cdb-9d17-3d67bec6f0ce',
#  'SequenceNumber': '00000000000000000005'}
print(a6)
a7 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='h-3',
    MessageGroupId='h',
    MessageDeduplicationId='h-3',
)
# seen: {'MD5OfMessageBody': 'ffe66fc70dea67dae7a1067fc760a385',
#  'MessageId': 'cd10eea9-dbcb-4578-a5ff-0b083da5d949',
#  'SequenceNumber': '00000000000000000006'}
print(a7)
a8 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=3,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795324753718',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 'g-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795324753667',
#                               'SequenceNumber': '00000000000000000001'},
#                'Body': 'g-1',
#                'MD5OfBody': '76d2f15ce0154b98818dfb764a51c6da',
#                'MessageId': 'd3637080-a4f4-4a91-88 ...
print(a8)
