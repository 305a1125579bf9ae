"""SQS-DEL-10: A body above MaximumMessageSize is rejected (default and ceiling 1 MiB today, 256
KiB in older documentation); attributes count towards size, system attributes do not.
Source: API-SQS SendMessage/SetQueueAttributes; older: SQS-DG sqs-batch-api-actions
Scenario: Body and attributes count towards the largest message, in bytes (letters = 925, letter
= x, bytes = 100, outcome = refused), features/contract/queues.feature
Fails at: Then it is refused
Expected: 'refused'
Seen on moto 5.2.5: 'accepted'
Known: Attributes do not count towards the size of a message.
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
    MessageBody='xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    MessageAttributes={'n': {'DataType': 'String',
           'StringValue': 'vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv'}},
)
# seen: {'MD5OfMessageAttributes': '4a5e63cf9dd2c833d737e92a157c00a0',
#  'MD5OfMessageBody': 'd0348aa640e551f31b1a01e48f4adc2b',
#  'MessageId': '2cf7064f-534f-4b87-83da-47ba00991888'}
print(a2)
