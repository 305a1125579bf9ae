"""SNS-PUB-08: Without a queue policy that lets SNS send, delivery is a client-side error: no
retry, message discarded unless the subscription has a DLQ.
Source: SNS-DG sns-dead-letter-queues, fifo-topic-message-ordering
Scenario: A queue that does not admit the topic, features/contract/topics.feature
Fails at: And each of the subscriptions "two" has no message
Expected: {'two': 0}
Seen on localstack 4.9.2: {'two': 1}
Known: Queue policies are stored and never enforced.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/sns/publisher.py)
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


sns = client("sns")
sqs = client("sqs")

a1 = sns.create_topic(
    Name='repro-the-topic-1',
    Attributes={},
)
a2 = sqs.create_queue(
    QueueName='repro-one-2',
    Attributes={'VisibilityTimeout': '2'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-one-2", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a5 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a3['Attributes']['QueueArn'],
    Attributes={},
    ReturnSubscriptionArn=True,
)
a6 = sqs.create_queue(
    QueueName='repro-two-3',
    Attributes={'VisibilityTimeout': '2'},
)
a7 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a8 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a7['Attributes']['QueueArn'],
    Attributes={},
    ReturnSubscriptionArn=True,
)
a9 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-1-a2d3a8gw7-53',
    MessageAttributes={},
)
a10 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a12 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a13 = sqs.delete_message(
    QueueUrl=a2['QueueUrl'],
    ReceiptHandle=a12['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a13)
time.sleep(1.96663)
a15 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a15)
time.sleep(1.95046)
a17 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['All'],
)
# seen: {'Attributes': {'ApproximateNumberOfMessages': '1',
#                 'ApproximateNumberOfMessagesDelayed': '0',
#                 'ApproximateNumberOfMessagesNotVisible': '0',
#                 'CreatedTimestamp': '1795325685',
#                 'DelaySeconds': '0',
#                 'LastModifiedTimestamp': '1795325685',
#                 'MaximumMessageSize': '1048576',
#                 'MessageRetentionPeriod': '345600',
#                 'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-two-3',
#                 'ReceiveMessageWaitTimeSeconds': '0',
#                 'SqsManagedSseEnabled': 'true',
#      ...
print(a17)
