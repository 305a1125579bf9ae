"""SQS-RH-03: On FIFO queues a delete after the visibility window fails with an error.
Source: SQS-DG sqs-visibility-timeout (important); API-SQS
ReceiveMessage.ReceiveRequestAttemptId
Scenario: A delete after the visibility timeout, features/contract/fifo_queues.feature
Fails at: Then deleting with the first handle is refused
Expected: 'refused'
Seen on ministack 1.5.33: 'accepted'
Known: An expired receipt handle is as good as any other until the message is received again,
also on a FIFO queue.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/sqs.py)
"""

import os
import time

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
    MessageBody='t-1',
    MessageAttributes={},
    MessageGroupId='g-1',
    MessageDeduplicationId='t-1',
)
# seen: {'MD5OfMessageBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#  'MessageId': 'f22546a4-3122-43fd-8cc7-2d4cf10e9990',
#  'SequenceNumber': '00000000000000000001'}
print(a2)
a3 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795324750464',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 't-1',
#                               'MessageGroupId': 'g-1',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795324750461',
#                               'SequenceNumber': '00000000000000000001'},
#                'Body': 't-1',
#                'MD5OfBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#                'MessageId': 'f22546a4-3122-43fd- ...
print(a3)
time.sleep(2.94962)
a5 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a3['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a5)
