"""SQS-DEL-10: A body above MaximumMessageSize is rejected (default and ceiling 1 MiB today, 256
KiB in older documentation); attributes count towards size, system attributes do not.
Source: API-SQS SendMessage/SetQueueAttributes; older: SQS-DG sqs-batch-api-actions
Scenario: Body and attributes count towards the largest message, in bytes (letters = 513, letter
= é, bytes = 0, outcome = refused), features/contract/queues.feature
Fails at: Then it is refused
Expected: 'refused'
Seen on moto 5.2.5: 'accepted'
Known: The size of a body is counted in characters, not in bytes.
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
    Attributes={'MaximumMessageSize': '1024', 'VisibilityTimeout': '30'},
)
# seen: {'QueueUrl': 'https://sqs.us-east-1.amazonaws.com/123456789012/repro-the-queue-1'}
print(a1)
a2 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé',
    MessageAttributes={},
)
# seen: {'MD5OfMessageBody': 'cc15c5ab28c6aa9c05517816e311d4b5',
#  'MessageId': '580a1a4b-f066-42e3-b0fc-c8579d7df259'}
print(a2)
