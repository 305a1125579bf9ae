"""SQS-VIS-08: CMV on a message that is not in flight fails with MessageNotInflight.
Source: API-SQS ChangeMessageVisibility errors
Scenario: Too late to extend, features/contract/queues.feature
Fails at: Then a change of its visibility timeout to 10 seconds is refused as MessageNotInflight
Expected: 'MessageNotInflight'
Seen on ministack 1.5.33: ''
Known: ChangeMessageVisibility is accepted for a message that is not in flight any more.
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
    QueueName='repro-the-queue-1',
    Attributes={'VisibilityTimeout': '2'},
)
a2 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='t-1',
    MessageAttributes={},
)
# seen: {'MD5OfMessageBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#  'MessageId': '5a8f1270-dd65-45bb-81ad-9f170aff967f'}
print(a2)
a3 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795324713262',
#                               'ApproximateReceiveCount': '1',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795324713258'},
#                'Body': 't-1',
#                'MD5OfBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#                'MessageId': '5a8f1270-dd65-45bb-81ad-9f170aff967f',
#                'ReceiptHandle': '10869dde-b592-401d-b9e6-6288fce65b94'}]}
print(a3)
time.sleep(2.90457)
a5 = sqs.change_message_visibility(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a3['Messages'][0]['ReceiptHandle'],
    VisibilityTimeout=10,
)
# seen: {}
print(a5)
