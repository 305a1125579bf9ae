"""SQS-RCV-01: ReceiveMessage returns at most MaxNumberOfMessages (1 to 10, default 1) and never
more.
Source: API-SQS ReceiveMessage
Scenario: A number of messages that nobody may ask for (asked = up to 0 messages),
features/contract/queues.feature
Fails at: Then a receive of up to 0 messages is refused
Expected: 'refused'
Seen on localstack 4.9.2: 'accepted'
Known: A receive of up to 0 messages is accepted.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/sqs/provider.py)
"""

import os

import boto3


def client(service):
    return boto3.client(
        service,
        # Where localstack listens.
        endpoint_url=os.environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


sqs = client("sqs")

a1 = sqs.create_queue(
    QueueName='repro-the-queue-1',
    Attributes={'VisibilityTimeout': '2'},
)
a2 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-0',
    MessageAttributes={},
)
a3 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-1',
    MessageAttributes={},
)
a4 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-2',
    MessageAttributes={},
)
a5 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-3',
    MessageAttributes={},
)
a6 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-4',
    MessageAttributes={},
)
a7 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-5',
    MessageAttributes={},
)
a8 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-6',
    MessageAttributes={},
)
a9 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-7',
    MessageAttributes={},
)
a10 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-8',
    MessageAttributes={},
)
a11 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-9',
    MessageAttributes={},
)
a12 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-10',
    MessageAttributes={},
)
# seen: {'MD5OfMessageAttributes': 'd41d8cd98f00b204e9800998ecf8427e',
#  'MD5OfMessageBody': '84c49949108bb23021b9594698b44a89',
#  'MessageId': '1f2e4660-67ab-4ec5-8898-f6616824023e'}
print(a12)
a13 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-11',
    MessageAttributes={},
)
# seen: {'MD5OfMessageAttributes': 'd41d8cd98f00b204e9800998ecf8427e',
#  'MD5OfMessageBody': 'c3f8c890fa428c815894d88d8bce627e',
#  'MessageId': '7c31c087-6325-469e-ab2f-72f22fe41d0d'}
print(a13)
a14 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=0,
)
# seen: {'Messages': [{'Body': 'm-0',
#                'MD5OfBody': '556b1afe9da31bf55607cbef48a761a4',
#                'MessageAttributes': {},
#                'MessageId': '71524474-ca05-4eda-bb7c-bdf3548ffd9a',
#                'ReceiptHandle': 'ZjkwZDA4YjItZjg2NC00YmIwLTg0ZDUtNjVmZGQ3MDZiYTdkIGFybjphd3M6c3FzOnVzLWVhc3QtMTowMDAwMDAwMDAwMDA6dGNrLThlMWJmZGd3Mi0zNS10aGUtcXVldWUtMSA3MTUyNDQ3NC1jYTA1LTRlZGEtYmI3Yy1iZGYzNTQ4ZmZkOWEgMTc5NTMyNTU4OS40OTQ1OA=='}]}
print(a14)
