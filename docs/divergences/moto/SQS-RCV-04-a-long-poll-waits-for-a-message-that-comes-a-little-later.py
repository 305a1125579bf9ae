"""SQS-RCV-04: With WaitTimeSeconds > 0 (max 20) the call waits for the first available message and
returns at once when one exists.
Source: SQS-DG sqs-short-and-long-polling; API-SQS ReceiveMessage
Scenario: A long poll waits for a message that comes a little later,
features/contract/queues.feature
Fails at: Then a receive that waits for up to 20 seconds gives it
Expected: 1
Seen on moto 5.2.5: 0
Known: The virtual clock stands still while moto answers, so its long poll looks once and never
sees a message that becomes visible later; on real time it would look again.
(https://github.com/getmoto/moto/blob/5.2.5/moto/sqs/responses.py)
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
    QueueName='repro-the-queue-1',
    Attributes={'VisibilityTimeout': '30'},
)
# seen: {'QueueUrl': 'https://sqs.us-east-1.amazonaws.com/123456789012/repro-the-queue-1'}
print(a1)
a2 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='t-1',
    MessageAttributes={},
    DelaySeconds=2,
)
# seen: {'MD5OfMessageBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#  'MessageId': '8f1de17d-082a-495d-b5c4-7306236b19f6'}
print(a2)
a3 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    WaitTimeSeconds=20,
)
# seen: {}
print(a3)
