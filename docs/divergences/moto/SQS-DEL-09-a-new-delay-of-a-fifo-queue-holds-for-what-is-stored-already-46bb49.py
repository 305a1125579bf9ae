"""SQS-DEL-09: Changing the queue-level delay is not retroactive for standard queues but is
retroactive for FIFO queues.
Source: SQS-DG sqs-delay-queues
Scenario: A new delay of a FIFO queue holds for what is stored already (delay = 900, before =
899), features/contract/fifo_queues.feature
Fails at: Then the queue gives nothing
Expected: []
Seen on moto 5.2.5: ['g-1', 'h-1']
It waits for 899 seconds in all: it was seen on a virtual clock.
Known: The delay of a queue is looked at when a message is sent, on a FIFO queue too.
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
    Attributes={'DelaySeconds': '45', 'FifoQueue': 'true', 'VisibilityTimeout': '30'},
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
# seen: {'MD5OfMessageBody': 'd1d41106630da1ee4622057722ce14b6',
#  'MessageId': 'ec8e9a68-a658-488d-bf33-fc4b73ae53ac',
#  'SequenceNumber': '69695989071284904067'}
print(a3)
a4 = sqs.set_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    Attributes={'DelaySeconds': '900'},
)
# seen: {}
print(a4)
time.sleep(899)
a6 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799587009000',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 'g-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799586110000',
#                               'SequenceNumber': '99718553175789464899'},
#                'Body': 'g-1',
#                'MD5OfBody': '76d2f15ce0154b98818dfb764a51c6da',
#                'MessageId': 'b2d6d486-45b ...
print(a6)
