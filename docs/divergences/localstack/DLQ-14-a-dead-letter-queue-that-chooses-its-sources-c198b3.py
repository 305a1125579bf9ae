"""DLQ-14: RedriveAllowPolicy is allowAll by default; denyAll forbids use as DLQ; byQueue lists up
to 10 source ARNs.
Source: API-SQS SetQueueAttributes
Scenario: A dead-letter queue that chooses its sources (sources = another queue, outcome =
refused), features/contract/dead_letters.feature
Fails at: Then a queue with its dead letters there is refused
Expected: 'refused'
Seen on localstack 4.9.2: 'accepted'
Known: RedriveAllowPolicy is stored and not enforced.
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
a2 = sqs.create_queue(
    QueueName='repro-another-queue-2',
    Attributes={'VisibilityTimeout': '2'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['All'],
)
a4 = sqs.create_queue(
    QueueName='repro-dead-letters-3',
    Attributes={'RedriveAllowPolicy': '{"redrivePermission": "byQueue", "sourceQueueArns": ["' + a3['Attributes']['QueueArn'] + '"]}',
     'VisibilityTimeout': '2'},
)
# seen: {'QueueUrl': 'http://127.0.0.1:34671/queue/us-east-1/000000000000/repro-dead-letters-3'}
print(a4)
a5 = sqs.get_queue_attributes(
    QueueUrl=a4['QueueUrl'],
    AttributeNames=['All'],
)
# seen: {'Attributes': {'ApproximateNumberOfMessages': '0',
#                 'ApproximateNumberOfMessagesDelayed': '0',
#                 'ApproximateNumberOfMessagesNotVisible': '0',
#                 'CreatedTimestamp': '1795325724',
#                 'DelaySeconds': '0',
#                 'LastModifiedTimestamp': '1795325724',
#                 'MaximumMessageSize': '1048576',
#                 'MessageRetentionPeriod': '345600',
#                 'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-dead-letters-3',
#                 'ReceiveMessageWaitTimeSeconds': '0',
#                 'RedriveAllowPolicy': '{"re ...
print(a5)
a6 = sqs.set_queue_attributes(
    QueueUrl=a1['QueueUrl'],
    Attributes={'RedrivePolicy': '{"deadLetterTargetArn": "' + a5['Attributes']['QueueArn'] + '", "maxReceiveCount": 3}'},
)
# seen: {}
print(a6)
