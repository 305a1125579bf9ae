"""SQS-FIFO-16: SequenceNumber grows within a group but is not consecutive.
Source: API-SQS SendMessage output
Scenario: Sequence numbers grow where the content deduplicates,
features/contract/fifo_queues.feature
Fails at: Then the sequence numbers that the sender is told grow within each group
Expected: growing
Seen on moto 5.2.5: [0, 0, 0, 0, 0, 0, 0, 0]
Known: A message without a deduplication id of its own has no sequence number.
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
    Attributes={'ContentBasedDeduplication': 'true', 'FifoQueue': 'true', 'VisibilityTimeout': '30'},
)
a2 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-1',
    MessageGroupId='g',
)
a3 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-2',
    MessageGroupId='g',
)
a4 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-3',
    MessageGroupId='g',
)
a5 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-4',
    MessageGroupId='g',
)
a6 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-5',
    MessageGroupId='g',
)
a7 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-6',
    MessageGroupId='g',
)
# seen: {'MD5OfMessageBody': '4df49ab7611cbedab104dc51322aa5de',
#  'MessageId': '5821ffc6-56e3-4472-b240-04147d8ceb00'}
print(a7)
a8 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-7',
    MessageGroupId='g',
)
# seen: {'MD5OfMessageBody': 'ae70b4299d4130e28bde44cedd1fc4e1',
#  'MessageId': '257ed68d-6bbb-4bbd-bbc0-013f671ac160'}
print(a8)
a9 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-8',
    MessageGroupId='g',
)
# seen: {'MD5OfMessageBody': 'e0bb578c8b32eb94b86bc6452a01dbb2',
#  'MessageId': 'c63886a4-950b-4497-aa83-e38556784094'}
print(a9)
