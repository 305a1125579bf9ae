"""SQS-FIFO-06: A receive first tries to fill the batch from one group, may add other groups, and
keeps group order inside the batch; a group cannot be requested.
Source: SQS-DG FIFO-queues-understanding-logic
Scenario: A batch is filled from one group first, features/contract/fifo_queues.feature
Fails at: Then a receive of up to 3 messages gives texts of one group only
Expected: one group
Seen on moto 5.2.5: ['g-1', 'h-1', 'g-2']
Known: A batch is filled in the order of sending, whatever the groups are.
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
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '30'},
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
#  'MessageId': '60a3b19d-e558-4b5f-87dc-a5cbde0fb085',
#  'SequenceNumber': '02171022621007622702'}
print(a6)
a7 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='h-3',
    MessageGroupId='h',
    MessageDeduplicationId='h-3',
)
# seen: {'MD5OfMessageBody': 'ffe66fc70dea67dae7a1067fc760a385',
#  'MessageId': '2ebd0818-8e6e-4d1d-a839-aaea2c780a24',
#  'SequenceNumber': '34967804641619919328'}
print(a7)
a8 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=3,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799585260000',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 'g-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799585260000',
#                               'SequenceNumber': '38426581805028304728'},
#                'Body': 'g-1',
#                'MD5OfBody': '76d2f15ce0154b98818dfb764a51c6da',
#                'MessageId': '3285fcd3-01a ...
print(a8)
