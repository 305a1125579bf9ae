"""DLQ-26: When a FIFO message is dead-lettered its deduplication id is replaced by its message id,
so two messages sharing an id both survive in the DLQ.
Source: SQS-DG sqs-dead-letter-queues (note)
Scenario: Two dead letters of one deduplication id, sent 5 minutes apart,
features/contract/fifo_queues.feature
Fails at: Then the dead-letter queue gives "g-1, g-2"
Expected: {'g': ['g-1', 'g-2']}
Seen on moto 5.2.5: {'g': ['g-2']}
It waits for 363 seconds in all: it was seen on a virtual clock.
Known: A dead letter keeps its deduplication id, by which the dead-letter queue drops the second
one that comes. (https://github.com/getmoto/moto/blob/5.2.5/moto/sqs/models.py)
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
    MessageBody='g-1',
    MessageGroupId='g',
    MessageDeduplicationId='d-1',
)
time.sleep(301)
a6 = sqs.send_message(
    QueueUrl=a3['QueueUrl'],
    MessageBody='g-2',
    MessageGroupId='g',
    MessageDeduplicationId='d-1',
)
a7 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(62)
a9 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a9)
a10 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799585893000',
#                               'ApproximateReceiveCount': '2',
#                               'MessageDeduplicationId': 'd-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799585893000',
#                               'SequenceNumber': '05098851085303698985'},
#                'Body': 'g-2',
#                'MD5OfBody': '827aca8baad038b2249b7e31a6f9a4d4',
#                'MessageId': '16a7a088-f7e ...
print(a10)
a11 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a11)
