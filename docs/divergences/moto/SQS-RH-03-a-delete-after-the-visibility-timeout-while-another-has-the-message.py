"""SQS-RH-03: On FIFO queues a delete after the visibility window fails with an error.
Source: SQS-DG sqs-visibility-timeout (important); API-SQS
ReceiveMessage.ReceiveRequestAttemptId
Scenario: A delete after the visibility timeout, while another has the message,
features/contract/fifo_queues.feature
Fails at: Then deleting with the first handle is refused
Expected: 'refused'
Seen on moto 5.2.5: 'accepted'
Known: An expired receipt handle is as good as any other, also on a FIFO queue.
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
    MessageBody='t-1',
    MessageAttributes={},
    MessageGroupId='g-1',
    MessageDeduplicationId='t-1',
)
a3 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799585178000',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 't-1',
#                               'MessageGroupId': 'g-1',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799585178000',
#                               'SequenceNumber': '44350113525361024477'},
#                'Body': 't-1',
#                'MD5OfBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#                'MessageId': 'dad1e901-a ...
print(a3)
time.sleep(31)
a5 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799585178000',
#                               'ApproximateReceiveCount': '2',
#                               'MessageDeduplicationId': 't-1',
#                               'MessageGroupId': 'g-1',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799585178000',
#                               'SequenceNumber': '44350113525361024477'},
#                'Body': 't-1',
#                'MD5OfBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#                'MessageId': 'dad1e901-a ...
print(a5)
a6 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a3['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a6)
