"""SQS-FIFO-16: SequenceNumber grows within a group but is not consecutive.
Source: API-SQS SendMessage output
Scenario: Sequence numbers grow within a group, features/contract/fifo_queues.feature
Fails at: Then the sequence numbers that the sender is told grow within each group
Expected: growing
Seen on moto 5.2.5: [6043399108290301394, 67383189903378016456, 81876028177340147944,
21983612320590874999, 18665677651058940753, 23844410866261357792, 40660985637895232288,
81976920965798592952]
Known: Sequence numbers are random.
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
a5 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-3',
    MessageGroupId='g',
    MessageDeduplicationId='g-3',
)
a6 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-4',
    MessageGroupId='g',
    MessageDeduplicationId='g-4',
)
a7 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-5',
    MessageGroupId='g',
    MessageDeduplicationId='g-5',
)
a8 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='h-2',
    MessageGroupId='h',
    MessageDeduplicationId='h-2',
)
a9 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-6',
    MessageGroupId='g',
    MessageDeduplicationId='g-6',
)
# seen: {'MD5OfMessageBody': '4df49ab7611cbedab104dc51322aa5de',
#  'MessageId': '80950957-e18f-415b-9095-f27ea1b31b66',
#  'SequenceNumber': '23844410866261357792'}
print(a9)
a10 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-7',
    MessageGroupId='g',
    MessageDeduplicationId='g-7',
)
# seen: {'MD5OfMessageBody': 'ae70b4299d4130e28bde44cedd1fc4e1',
#  'MessageId': '3efb7c25-410d-4c05-83ae-496d4500cf30',
#  'SequenceNumber': '40660985637895232288'}
print(a10)
a11 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-8',
    MessageGroupId='g',
    MessageDeduplicationId='g-8',
)
# seen: {'MD5OfMessageBody': 'e0bb578c8b32eb94b86bc6452a01dbb2',
#  'MessageId': '4d701f75-f3e0-4263-b0db-95e78cf8efe8',
#  'SequenceNumber': '81976920965798592952'}
print(a11)
