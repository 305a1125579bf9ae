"""SQS-FIFO-03: Within one group messages are delivered strictly in the order the queue accepted
them.
Source: API-SQS SendMessage.MessageGroupId; SQS-DG FIFO-queues-understanding-logic
Scenario: A batch of which only the first message was deleted,
features/contract/fifo_queues.feature
Fails at: Then the queue gives "g-2, g-3, g-4" one after the other, and then nothing
Expected: 'g-2'
Seen on moto 5.2.5: 'g-3'
Known: After a batch of one group timed out its last message is given first: the others count as
in flight until that one has been looked at.
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
    MessageBody='g-3',
    MessageGroupId='g',
    MessageDeduplicationId='g-3',
)
a5 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-4',
    MessageGroupId='g',
    MessageDeduplicationId='g-4',
)
a6 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=3,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799587546000',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 'g-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799587546000',
#                               'SequenceNumber': '92165931005872658959'},
#                'Body': 'g-1',
#                'MD5OfBody': '76d2f15ce0154b98818dfb764a51c6da',
#                'MessageId': 'e1d72d79-eda ...
print(a6)
a7 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a6['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a7)
time.sleep(31)
a9 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=1,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799587546000',
#                               'ApproximateReceiveCount': '2',
#                               'MessageDeduplicationId': 'g-3',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799587546000',
#                               'SequenceNumber': '00017852875630191103'},
#                'Body': 'g-3',
#                'MD5OfBody': '6fc5b96ccf20d04543662d805c790ec6',
#                'MessageId': '058ff0bb-97e ...
print(a9)
