"""FAIR-01: On standard queues MessageGroupId names the tenant and switches on fair queues;
consumers need no change.
Source: API-SQS SendMessage.MessageGroupId; SQS fair-queues page
Scenario: Several quiet tenants, features/contract/fair_queues.feature
Fails at: Then the texts "q-1, q-2, q-3" are given before half of the backlog
Expected: q-1, q-2, q-3 among them
Seen on localstack 4.9.2: ['m-40', 'm-41', 'm-42', 'm-43', 'm-44', 'm-45', 'm-46', 'm-47',
'm-48', 'm-49', 'm-50', 'm-51', 'm-52', 'm-53', 'm-54']
Known: Messages are given in the order of sending, whosever they are: MessageGroupId has no
effect on a standard queue.
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
    Attributes={'VisibilityTimeout': '600'},
)
a2 = sqs.send_message_batch(
    QueueUrl=a1['QueueUrl'],
    Entries=[{'Id': '0', 'MessageBody': 'm-0', 'MessageGroupId': 'A'},
     {'Id': '1', 'MessageBody': 'm-1', 'MessageGroupId': 'A'},
     {'Id': '2', 'MessageBody': 'm-2', 'MessageGroupId': 'A'},
     {'Id': '3', 'MessageBody': 'm-3', 'MessageGroupId': 'A'},
     {'Id': '4', 'MessageBody': 'm-4', 'MessageGroupId': 'A'},
     {'Id': '5', 'MessageBody': 'm-5', 'MessageGroupId': 'A'},
     {'Id': '6', 'MessageBody': 'm-6', 'MessageGroupId': 'A'},
     {'Id': '7', 'MessageBody': 'm-7', 'MessageGroupId': 'A'},
     {'Id': '8', 'MessageBody': 'm-8', 'MessageGroupId': 'A'},
     {'Id': '9', 'MessageBody': 'm-9', 'MessageGroupId': 'A'}],
)
a3 = sqs.send_message_batch(
    QueueUrl=a1['QueueUrl'],
    Entries=[{'Id': '10', 'MessageBody': 'm-10', 'MessageGroupId': 'A'},
     {'Id': '11', 'MessageBody': 'm-11', 'MessageGroupId': 'A'},
     {'Id': '12', 'MessageBody': 'm-12', 'MessageGroupId': 'A'},
     {'Id': '13', 'MessageBody': 'm-13', 'MessageGroupId': 'A'},
     {'Id': '14', 'MessageBody': 'm-14', 'MessageGroupId': 'A'},
     {'Id': '15', 'MessageBody': 'm-15', 'MessageGroupId': 'A'},
     {'Id': '16', 'MessageBody': 'm-16', 'MessageGroupId': 'A'},
     {'Id': '17', 'MessageBody': 'm-17', 'MessageGroupId': 'A'},
     {'Id': '18', 'MessageBody': 'm-18', 'MessageGroupId': 'A'},
     {'Id': '19', 'MessageBody': 'm-19', 'MessageGroupId': 'A'}],
)
a4 = sqs.send_message_batch(
    QueueUrl=a1['QueueUrl'],
    Entries=[{'Id': '20', 'MessageBody': 'm-20', 'MessageGroupId': 'A'},
     {'Id': '21', 'MessageBody': 'm-21', 'MessageGroupId': 'A'},
     {'Id': '22', 'MessageBody': 'm-22', 'MessageGroupId': 'A'},
     {'Id': '23', 'MessageBody': 'm-23', 'MessageGroupId': 'A'},
     {'Id': '24', 'MessageBody': 'm-24', 'MessageGroupId': 'A'},
     {'Id': '25', 'MessageBody': 'm-25', 'MessageGroupId': 'A'},
     {'Id': '26', 'MessageBody': 'm-26', 'MessageGroupId': 'A'},
     {'Id': '27', 'MessageBody': 'm-27', 'MessageGroupId': 'A'},
     {'Id': '28', 'MessageBody': 'm-28', 'MessageGroupId': 'A'},
     {'Id': '29', 'MessageBody': 'm-29', 'MessageGroupId': 'A'}],
)
a5 = sqs.send_message_batch(
    QueueUrl=a1['QueueUrl'],
    Entries=[{'Id': '30', 'MessageBody': 'm-30', 'MessageGroupId': 'A'},
     {'Id': '31', 'MessageBody': 'm-31', 'MessageGroupId': 'A'},
     {'Id': '32', 'MessageBody': 'm-32', 'MessageGroupId': 'A'},
     {'Id': '33', 'MessageBody': 'm-33', 'MessageGroupId': 'A'},
     {'Id': '34', 'MessageBody': 'm-34', 'MessageGroupId': 'A'},
     {'Id': '35', 'MessageBody': 'm-35', 'MessageGroupId': 'A'},
     {'Id': '36', 'MessageBody': 'm-36', 'MessageGroupId': 'A'},
     {'Id': '37', 'MessageBody': 'm-37', 'MessageGroupId': 'A'},
     {'Id': '38', 'MessageBody': 'm-38', 'MessageGroupId': 'A'},
     {'Id': '39', 'MessageBody': 'm-39', 'MessageGroupId': 'A'}],
)
a6 = sqs.send_message_batch(
    QueueUrl=a1['QueueUrl'],
    Entries=[{'Id': '40', 'MessageBody': 'm-40', 'MessageGroupId': 'A'},
     {'Id': '41', 'MessageBody': 'm-41', 'MessageGroupId': 'A'},
     {'Id': '42', 'MessageBody': 'm-42', 'MessageGroupId': 'A'},
     {'Id': '43', 'MessageBody': 'm-43', 'MessageGroupId': 'A'},
     {'Id': '44', 'MessageBody': 'm-44', 'MessageGroupId': 'A'},
     {'Id': '45', 'MessageBody': 'm-45', 'MessageGroupId': 'A'},
     {'Id': '46', 'MessageBody': 'm-46', 'MessageGroupId': 'A'},
     {'Id': '47', 'MessageBody': 'm-47', 'MessageGroupId': 'A'},
     {'Id': '48', 'MessageBody': 'm-48', 'MessageGroupId': 'A'},
     {'Id': '49', 'MessageBody': 'm-49', 'MessageGroupId': 'A'}],
)
a7 = sqs.send_message_batch(
    QueueUrl=a1['QueueUrl'],
    Entries=[{'Id': '50', 'MessageBody': 'm-50', 'MessageGroupId': 'A'},
     {'Id': '51', 'MessageBody': 'm-51', 'MessageGroupId': 'A'},
     {'Id': '52', 'MessageBody': 'm-52', 'MessageGroupId': 'A'},
     {'Id': '53', 'MessageBody': 'm-53', 'MessageGroupId': 'A'},
     {'Id': '54', 'MessageBody': 'm-54', 'MessageGroupId': 'A'},
     {'Id': '55', 'MessageBody': 'm-55', 'MessageGroupId': 'A'},
     {'Id': '56', 'MessageBody': 'm-56', 'MessageGroupId': 'A'},
     {'Id': '57', 'MessageBody': 'm-57', 'MessageGroupId': 'A'},
     {'Id': '58', 'MessageBody': 'm-58', 'MessageGroupId': 'A'},
     {'Id': '59', 'MessageBody': 'm-59', 'MessageGroupId': 'A'}],
)
a8 = sqs.send_message_batch(
    QueueUrl=a1['QueueUrl'],
    Entries=[{'Id': '60', 'MessageBody': 'm-60', 'MessageGroupId': 'A'},
     {'Id': '61', 'MessageBody': 'm-61', 'MessageGroupId': 'A'},
     {'Id': '62', 'MessageBody': 'm-62', 'MessageGroupId': 'A'},
     {'Id': '63', 'MessageBody': 'm-63', 'MessageGroupId': 'A'},
     {'Id': '64', 'MessageBody': 'm-64', 'MessageGroupId': 'A'},
     {'Id': '65', 'MessageBody': 'm-65', 'MessageGroupId': 'A'},
     {'Id': '66', 'MessageBody': 'm-66', 'MessageGroupId': 'A'},
     {'Id': '67', 'MessageBody': 'm-67', 'MessageGroupId': 'A'},
     {'Id': '68', 'MessageBody': 'm-68', 'MessageGroupId': 'A'},
     {'Id': '69', 'MessageBody': 'm-69', 'MessageGroupId': 'A'}],
)
a9 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
)
a10 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
)
a11 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
)
a12 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
)
time.sleep(1.91495)
a14 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='q-1',
    MessageAttributes={},
    MessageGroupId='B',
)
a15 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='q-2',
    MessageAttributes={},
    MessageGroupId='C',
)
a16 = sqs.send_message(
    QueueUrl=a1['QueueUrl'],
    MessageBody='q-3',
    MessageAttributes={},
    MessageGroupId='D',
)
# seen: {'MD5OfMessageAttributes': 'd41d8cd98f00b204e9800998ecf8427e',
#  'MD5OfMessageBody': '81f2b4eee9c7123efa5cc070b8ed21bc',
#  'MessageId': 'c73b9ff3-0f21-4c34-8185-728b296ce8ac'}
print(a16)
a17 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
)
# seen: {'Messages': [{'Body': 'm-40',
#                'MD5OfBody': '8111d78c28dcb7d115c717aff2bf3d3c',
#                'MessageId': '1ab2331f-f660-40f2-88fb-2593e40f8b6f',
#                'ReceiptHandle': 'NjBhZGY4YmQtYzMzMS00ZDdlLTg0Y2UtMDE4NWZmMWVlMWZlIGFybjphd3M6c3FzOnVzLWVhc3QtMTowMDAwMDAwMDAwMDA6dGNrLTI2OTljN2d3NC0zMC10aGUtcXVldWUtMSAxYWIyMzMxZi1mNjYwLTQwZjItODhmYi0yNTkzZTQwZjhiNmYgMTc5NTMyNTg3NC41NjgxNTE3'},
#               {'Body': 'm-41',
#                'MD5OfBody': '00110a7e06fb1eecd02f8ae0e5dbea09',
#                'MessageId': 'aed79c3b-51a6-4b41-be3d-b55c85e6849e',
#                'ReceiptHandle ...
print(a17)
a18 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=5,
)
# seen: {'Messages': [{'Body': 'm-50',
#                'MD5OfBody': '85b1faf9fcd9e3d149ee6adb282da3f9',
#                'MessageId': '2bb485a0-53cf-4b17-a229-9aebee27a564',
#                'ReceiptHandle': 'MTdiYmExMjktZTI3Mi00NTY0LThhZDQtMjg4ODkyNTQzMjViIGFybjphd3M6c3FzOnVzLWVhc3QtMTowMDAwMDAwMDAwMDA6dGNrLTI2OTljN2d3NC0zMC10aGUtcXVldWUtMSAyYmI0ODVhMC01M2NmLTRiMTctYTIyOS05YWViZWUyN2E1NjQgMTc5NTMyNTg3NC42MDA1MzI4'},
#               {'Body': 'm-51',
#                'MD5OfBody': 'da1c12c46588eaa8001cdb85ede4e197',
#                'MessageId': '4a729b82-86e0-4b01-b910-8fc0fdcfa7e2',
#                'ReceiptHandle ...
print(a18)
