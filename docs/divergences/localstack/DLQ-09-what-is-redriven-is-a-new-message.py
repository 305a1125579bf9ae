"""DLQ-09: Redriven messages are new: new MessageId, new enqueue time and retention, fresh receive
count.
Source: SQS-DG sqs-dead-letter-queues#redrive; GH floci-io/floci#900 for the counter
Scenario: What is redriven is a new message, features/contract/dead_letters.feature
Fails at: Then the queue gives the text "t-1" under a new MessageId, received once by now
Expected: False
Seen on localstack 4.9.2: True
Known: StartMessageMoveTask moves a message with the MessageId that it had.
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
    QueueName='repro-dead-letters-1',
    Attributes={'VisibilityTimeout': '2'},
)
a2 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['All'],
)
a3 = sqs.create_queue(
    QueueName='repro-the-queue-2',
    Attributes={'RedrivePolicy': '{"deadLetterTargetArn": "' + a2['Attributes']['QueueArn'] + '", "maxReceiveCount": 1}',
     'VisibilityTimeout': '2'},
)
a4 = sqs.send_message(
    QueueUrl=a3['QueueUrl'],
    MessageBody='t-1',
    MessageAttributes={},
)
a5 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a6 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['All'],
)
time.sleep(3.82081)
a8 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a9 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['All'],
)
a10 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['QueueArn'],
)
# seen: {'Attributes': {'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-dead-letters-1'}}
print(a10)
a11 = sqs.start_message_move_task(
    SourceArn=a2['Attributes']['QueueArn'],
)
# seen: {'TaskHandle': 'eyJ0YXNrSWQiOiI2ZjY0MWVmNS0yYjFjLTRmMTMtYmJmZi1mZjI5ZGNkZDU0NmEiLCJzb3VyY2VBcm4iOiJhcm46YXdzOnNxczp1cy1lYXN0LTE6MDAwMDAwMDAwMDAwOnRjay01MWFmMmNndzAtNDMtZGVhZC1sZXR0ZXJzLTEifQ=='}
print(a11)
a12 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795325785439',
#                               'ApproximateReceiveCount': '3',
#                               'DeadLetterQueueSourceArn': 'arn:aws:sqs:us-east-1:000000000000:repro-the-queue-2',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795325781167'},
#                'Body': 't-1',
#                'MD5OfBody': 'f3e90ce87a25538f5a4be79a0a7c0fa5',
#                'MessageAttributes': {},
#                'MessageId': '248d8534-1618-497e-a0c9-dbbbe7e46578',
#                ' ...
print(a12)
