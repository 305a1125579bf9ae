"""SQS-FIFO-14: A failing message blocks its whole group until deleted, expired or dead-lettered.
Source: SQS-DG sqs-dead-letter-queues#FIFO
Scenario: Once it outlives its retention its group goes on,
features/contract/fifo_queues.feature
Fails at: Then the next receive gives the text "g-2"
Expected: up to 1 messages
Seen on moto 5.2.5: nothing
Known: A message that outlived its retention stays where it is, counts as in flight, and holds
back its group for good. (https://github.com/getmoto/moto/blob/5.2.5/moto/sqs/models.py)
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
    Attributes={'FifoQueue': 'true', 'MessageRetentionPeriod': '60', 'VisibilityTimeout': '30'},
)
a2 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-1',
    MessageGroupId='g',
    MessageDeduplicationId='g-1',
)
# seen: {'MD5OfMessageBody': '76d2f15ce0154b98818dfb764a51c6da',
#  'MessageId': 'f3b2e4d3-d08d-4601-828f-ae78668daab8',
#  'SequenceNumber': '29029035314091981563'}
print(a2)
time.sleep(50)
a4 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-2',
    MessageGroupId='g',
    MessageDeduplicationId='g-2',
)
# seen: {'MD5OfMessageBody': '827aca8baad038b2249b7e31a6f9a4d4',
#  'MessageId': 'fff00e1b-160d-4a2a-98f4-9f08f5517b72',
#  'SequenceNumber': '65889761442814672943'}
print(a4)
time.sleep(15)
a6 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=1,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a6)
