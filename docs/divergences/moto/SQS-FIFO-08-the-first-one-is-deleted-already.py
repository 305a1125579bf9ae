"""SQS-FIFO-08: The deduplication id stays remembered after the message is received and deleted.
Source: API-SQS SendMessage
Scenario: The first one is deleted already, features/contract/fifo_queues.feature
Fails at: And the queue gives nothing
Expected: []
Seen on moto 5.2.5: ['g-2']
Known: A deduplication id is looked for among the messages on the queue only: it is forgotten
when its message is deleted. (https://github.com/getmoto/moto/blob/5.2.5/moto/sqs/models.py)
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
    MessageDeduplicationId='d-1',
)
a3 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=1,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a4 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a3['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a4)
a5 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='g-2',
    MessageGroupId='g',
    MessageDeduplicationId='d-1',
)
# seen: {'MD5OfMessageBody': '827aca8baad038b2249b7e31a6f9a4d4',
#  'MessageId': '9a34fed9-cbce-4e62-8944-5247d73ba473',
#  'SequenceNumber': '55791299033581316973'}
print(a5)
a6 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1799587009000',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 'd-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1799587009000',
#                               'SequenceNumber': '55791299033581316973'},
#                'Body': 'g-2',
#                'MD5OfBody': '827aca8baad038b2249b7e31a6f9a4d4',
#                'MessageId': '9a34fed9-cbc ...
print(a6)
