"""DLQ-04: The DLQ has the same type (standard/FIFO) as its source, same account and Region, and
must exist beforehand.
Source: API-SQS SetQueueAttributes; SQS-DG sqs-dead-letter-queues
Scenario: A dead-letter queue that cannot be (a queue = a FIFO queue, another = a standard
queue), features/contract/dead_letters.feature
Fails at: Then a FIFO queue whose dead letters go to a standard queue is refused
Expected: 'refused'
Seen on localstack 4.9.2: 'accepted'
Known: The ARN of a dead-letter queue is not looked at: neither whether the queue is there, nor
its type, nor its region.
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
    QueueName='repro-standard-1',
    Attributes={'VisibilityTimeout': '2'},
)
a2 = sqs.create_queue(
    QueueName='repro-fifo-2.fifo',
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '2'},
)
# seen: {'QueueUrl': 'http://127.0.0.1:34671/queue/us-east-1/000000000000/repro-fifo-2.fifo'}
print(a2)
a3 = sqs.get_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    AttributeNames=['All'],
)
# seen: {'Attributes': {'ApproximateNumberOfMessages': '0',
#                 'ApproximateNumberOfMessagesDelayed': '0',
#                 'ApproximateNumberOfMessagesNotVisible': '0',
#                 'CreatedTimestamp': '1795325761',
#                 'DelaySeconds': '0',
#                 'LastModifiedTimestamp': '1795325761',
#                 'MaximumMessageSize': '1048576',
#                 'MessageRetentionPeriod': '345600',
#                 'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-standard-1',
#                 'ReceiveMessageWaitTimeSeconds': '0',
#                 'SqsManagedSseEnabled': 'true', ...
print(a3)
a4 = sqs.create_queue(
    QueueName='repro-the-queue-3.fifo',
    Attributes={'FifoQueue': 'true',
     'RedrivePolicy': '{"deadLetterTargetArn": "' + a3['Attributes']['QueueArn'] + '", "maxReceiveCount": 3}',
     'VisibilityTimeout': '2'},
)
# seen: {'QueueUrl': 'http://127.0.0.1:34671/queue/us-east-1/000000000000/repro-the-queue-3.fifo'}
print(a4)
