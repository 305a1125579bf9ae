"""SQS-VIS-08: CMV on a message that is not in flight fails with MessageNotInflight.
Source: API-SQS ChangeMessageVisibility errors
Scenario: Too late to extend, features/contract/queues.feature
Fails at: Then a change of its visibility timeout to 10 seconds is refused as MessageNotInflight
Expected: 'MessageNotInflight'
Seen on localstack 4.9.2: ''
Known: ChangeMessageVisibility is accepted for a message that is not in flight any more.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/sqs/models.py)
"""

import os
import time

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
    MessageBody='t-1',
    MessageAttributes={},
)
# seen: {'MD5OfMessageAttributes': 'd41d8cd98f00b204e9800998ecf8427e',
#  'MD5OfMessageBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#  'MessageId': 'dc78fb7d-2093-4b69-ac2d-865f958bd4a5'}
print(a2)
a3 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795325708587',
#                               'ApproximateReceiveCount': '1',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795325708558'},
#                'Body': 't-1',
#                'MD5OfBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#                'MessageAttributes': {},
#                'MessageId': 'dc78fb7d-2093-4b69-ac2d-865f958bd4a5',
#                'ReceiptHandle': 'NjI4MjBiOWItZGNhMS00YzAxLTljNjMtMWMyYmYzNzFlZTJiIGFybjphd3M6c3FzOnVzLWVhc3QtMTowMDAwMDAwMDAwMDA6d ...
print(a3)
time.sleep(3.71988)
a5 = sqs.change_message_visibility(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a3['Messages'][0]['ReceiptHandle'],
    VisibilityTimeout=10,
)
# seen: {}
print(a5)
