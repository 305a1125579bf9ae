"""SNS-PUB-08: Without a queue policy that lets SNS send, delivery is a client-side error: no
retry, message discarded unless the subscription has a DLQ.
Source: SNS-DG sns-dead-letter-queues, fifo-topic-message-ordering
Scenario: A queue that does not admit the topic, and a dead-letter queue,
features/contract/topics.feature
Fails at: Then the dead-letter queue of the subscription "two" has the messages "m-1"
Expected: ['m-1-a2d3a8gw7-64']
Seen on localstack 4.9.2: []
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
    QueueName='repro-dead-letters-of-two-3',
    Attributes={'VisibilityTimeout': '2'},
)
a7 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a8 = sqs.set_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "' + a7['Attributes']['QueueArn'] + '", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a9 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['All'],
)
a10 = sqs.create_queue(
    QueueName='repro-two-4',
    Attributes={'VisibilityTimeout': '2'},
)
a11 = sqs.get_queue_attributes(
    QueueUrl=a10['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a12 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a11['Attributes']['QueueArn'],
    Attributes={'RedrivePolicy': '{"deadLetterTargetArn": "' + a7['Attributes']['QueueArn'] + '"}'},
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1:fe61102d-8865-4cc5-b1ff-b142417247b3'}
print(a12)
a13 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-1-a2d3a8gw7-64',
    MessageAttributes={},
)
# seen: {'MessageId': 'a01130a4-1ebd-447a-b52e-33186d2f6f9b'}
print(a13)
time.sleep(12.95)
a15 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a15)
