"""SQS-RH-05: Delete works even when another consumer currently holds the message invisible, and
repeated deletes are not errors on standard queues.
Source: API-SQS DeleteMessage; SQS-DG sqs-available-cloudwatch-metrics (NumberOfMessagesDeleted)
Scenario: A delete by who had it, while another has it, features/contract/queues.feature
Fails at: Then deleting with the first handle is accepted
Expected: 'accepted'
Seen on ministack 1.5.33: 'refused'
Known: A delete with a handle of an earlier receive is refused as ReceiptHandleIsInvalid.
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
a3 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795324697305',
#                               'ApproximateReceiveCount': '1',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795324697276'},
#                'Body': 't-1',
#                'MD5OfBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#                'MessageId': '6cbd6e30-a332-4e66-905a-7435c5ed5740',
#                'ReceiptHandle': '5f734bee-ae47-44e4-b3bc-dfda41a47770'}]}
print(a3)
time.sleep(2.93705)
a5 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795324697305',
#                               'ApproximateReceiveCount': '2',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795324697276'},
#                'Body': 't-1',
#                'MD5OfBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#                'MessageId': '6cbd6e30-a332-4e66-905a-7435c5ed5740',
#                'ReceiptHandle': '52ef779a-2217-4a76-a4b1-aa68a0d629d5'}]}
print(a5)
try:
    sqs.delete_message(
        QueueUrl=a1['QueueUrl'],
        ReceiptHandle=a3['Messages'][0]['ReceiptHandle'],
    )
except sqs.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (ReceiptHandleIsInvalid) when calling the DeleteMessage operation: The input receipt handle is invalid.
