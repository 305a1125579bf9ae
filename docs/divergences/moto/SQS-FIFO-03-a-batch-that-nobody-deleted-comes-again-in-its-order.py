"""SQS-FIFO-03: Within one group messages are delivered strictly in the order the queue accepted
them.
Source: API-SQS SendMessage.MessageGroupId; SQS-DG FIFO-queues-understanding-logic
Scenario: A batch that nobody deleted comes again in its order,
features/contract/fifo_queues.feature
Fails at: Then the queue gives "g-1, g-2, g-3, g-4" one after the other, and then nothing
Expected: 'g-1'
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
# seen: {'MD5OfMessageBody': 'e7ed785728cabbfaa47c74fd2d621c82',
#  'MessageId': '78ba6fef-1b89-43db-90c5-e3f7731be8d2',
#  'SequenceNumber': '74834528977573238183'}
print(a5)
a6 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=3,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799585028000',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 'g-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799585028000',
#                               'SequenceNumber': '65235206852693475117'},
#                'Body': 'g-1',
#                'MD5OfBody': '76d2f15ce0154b98818dfb764a51c6da',
#                'MessageId': '10625797-169 ...
print(a6)
time.sleep(31)
a8 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=1,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799585028000',
#                               'ApproximateReceiveCount': '2',
#                               'MessageDeduplicationId': 'g-3',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799585028000',
#                               'SequenceNumber': '76305391198362465447'},
#                'Body': 'g-3',
#                'MD5OfBody': '6fc5b96ccf20d04543662d805c790ec6',
#                'MessageId': '9e54c01e-222 ...
print(a8)
