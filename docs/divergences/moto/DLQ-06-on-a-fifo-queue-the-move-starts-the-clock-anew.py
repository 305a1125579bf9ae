"""DLQ-06: FIFO queues: the enqueue timestamp is reset by the move.
Source: SQS-DG setting-up-dead-letter-queue-retention (current page)
Scenario: On a FIFO queue the move starts the clock anew, features/contract/dead_letters.feature
Fails at: Then the dead-letter queue still has the text "t-1"
Expected: 't-1'
Seen on moto 5.2.5: []
It waits for 431,431 seconds in all: it was seen on a virtual clock.
Known: The move to a dead-letter queue keeps the time of sending also on a FIFO queue.
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
    Attributes={'FifoQueue': 'true',
     'RedrivePolicy': '{"deadLetterTargetArn": "' + a2['Attributes']['QueueArn'] + '", "maxReceiveCount": 1}',
     'VisibilityTimeout': '30'},
)
a4 = sqs.send_message(
    QueueUrl=a3['QueueUrl'],
    MessageBody='t-1',
    MessageAttributes={},
    MessageGroupId='g-1',
    MessageDeduplicationId='t-1',
)
time.sleep(86400)
a6 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1798891634000',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 't-1',
#                               'MessageGroupId': 'g-1',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1798805234000',
#                               'SequenceNumber': '55805799957814495100'},
#                'Body': 't-1',
#                'MD5OfBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#                'MessageId': '8aacd7ac-f ...
print(a6)
time.sleep(31)
a8 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a8)
time.sleep(345000)
a10 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
    VisibilityTimeout=1,
)
# seen: {}
print(a10)
