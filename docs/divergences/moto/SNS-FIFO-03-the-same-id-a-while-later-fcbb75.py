"""SNS-FIFO-03: Repeated deduplication ids within 5 minutes are accepted and not delivered, by
topic (default) or by group (FifoThroughputScope).
Source: API-SNS Publish; SNS-DG fifo-message-dedup
Scenario: The same id a while later (seconds = 290, messages = m-1),
features/contract/fifo_topics.feature
Fails at: Then each of the subscriptions "one, two" has the messages "m-1"
Expected: ['m-1-ccafa6gw1-1']
Seen on moto 5.2.5: ['m-1-ccafa6gw1-1', 'm-2-ccafa6gw1-1']
It waits for 898 seconds in all: it was seen on a virtual clock.
Known: A FIFO topic remembers no ids: only FIFO queues drop what comes twice.
(https://github.com/getmoto/moto/blob/5.2.5/moto/sns/models.py)
"""

import os
import time

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


sns = client("sns")
sqs = client("sqs")

a1 = sns.create_topic(
    Name='repro-the-topic-1.fifo',
    Attributes={'FifoTopic': 'true'},
)
a2 = sqs.create_queue(
    QueueName='repro-one-2.fifo',
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '30'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-one-2.fifo", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
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
    Attributes={'VisibilityTimeout': '30'},
)
a7 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a8 = sqs.set_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-two-3", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a9 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a7['Attributes']['QueueArn'],
    Attributes={},
    ReturnSubscriptionArn=True,
)
a10 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-1-ccafa6gw1-1',
    MessageGroupId='g',
    MessageDeduplicationId='i-1',
)
time.sleep(290)
a12 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-2-ccafa6gw1-1',
    MessageGroupId='g',
    MessageDeduplicationId='i-1',
)
a13 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a14 = sqs.delete_message(
    QueueUrl=a2['QueueUrl'],
    ReceiptHandle=a13['Messages'][0]['ReceiptHandle'],
)
a15 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a16 = sqs.delete_message(
    QueueUrl=a6['QueueUrl'],
    ReceiptHandle=a15['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a16)
a17 = sqs.delete_message(
    QueueUrl=a6['QueueUrl'],
    ReceiptHandle=a15['Messages'][1]['ReceiptHandle'],
)
# seen: {}
print(a17)
time.sleep(608)
a19 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a19)
