"""SQS-DEL-16: At most 10 message attributes travel with one SQS message; MD5 digests of body and
attributes are returned so a sender can check integrity.
Source: SQS quotas-messages; API-SQS SendMessage
Scenario: Attributes travel with a message (count = 11, outcome = refused),
features/contract/queues.feature
Fails at: Then it is refused
Expected: 'refused'
Seen on localstack 4.9.2: 'accepted'
Known: Any number of message attributes is accepted.
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
# seen: {'QueueUrl': 'http://127.0.0.1:34671/queue/us-east-1/000000000000/repro-the-queue-1'}
print(a1)
a2 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='m-1',
    MessageAttributes={'a-0': {'DataType': 'String', 'StringValue': 'v'},
     'a-1': {'DataType': 'String', 'StringValue': 'v'},
     'a-10': {'DataType': 'String', 'StringValue': 'v'},
     'a-2': {'DataType': 'String', 'StringValue': 'v'},
     'a-3': {'DataType': 'String', 'StringValue': 'v'},
     'a-4': {'DataType': 'String', 'StringValue': 'v'},
     'a-5': {'DataType': 'String', 'StringValue': 'v'},
     'a-6': {'DataType': 'String', 'StringValue': 'v'},
     'a-7': {'DataType': 'String', 'StringValue': 'v'},
     'a-8': {'DataType': 'String', 'StringValue': 'v'},
     'a-9': {'DataType': 'String', 'StringValue': 'v'}},
)
# seen: {'MD5OfMessageAttributes': 'c134555cf296af0a158c1088b7966123',
#  'MD5OfMessageBody': '4e3871ed52b5cdb1c75f85329fb472c5',
#  'MessageId': '86e4fbc2-654f-491b-9373-0c5960b613aa'}
print(a2)
