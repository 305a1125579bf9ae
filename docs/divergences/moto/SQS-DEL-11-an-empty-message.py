"""SQS-DEL-11: Bodies must be non-empty and use only the documented XML-safe Unicode ranges, else
InvalidMessageContents.
Source: API-SQS SendMessage
Scenario: An empty message, features/contract/queues.feature
Fails at: Then it is refused
Expected: 'refused'
Seen on moto 5.2.5: 'accepted'
Known: An empty body is accepted.
(https://github.com/getmoto/moto/blob/5.2.5/moto/sqs/models.py)
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
    MessageBody='',
    MessageAttributes={},
)
# seen: {'MD5OfMessageBody': 'd41d8cd98f00b204e9800998ecf8427e',
#  'MessageId': '8d786fb0-f57d-43d4-9617-6c0db5cc1b9b'}
print(a2)
