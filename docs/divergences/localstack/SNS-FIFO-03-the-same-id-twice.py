"""SNS-FIFO-03: Repeated deduplication ids within 5 minutes are accepted and not delivered, by
topic (default) or by group (FifoThroughputScope).
Source: API-SNS Publish; SNS-DG fifo-message-dedup
Scenario: The same id twice, features/contract/fifo_topics.feature
Fails at: And each of the subscriptions "one, two" has the messages "m-1, m-3"
Expected: ['m-1-db5dc2gw1-67', 'm-3-db5dc2gw1-67']
Seen on localstack 4.9.2: ['m-1-db5dc2gw1-67', 'm-2-db5dc2gw1-67', 'm-3-db5dc2gw1-67']
Known: A FIFO topic remembers no ids: only FIFO queues drop what comes twice.
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
    Name='repro-the-topic-1.fifo',
    Attributes={'FifoTopic': 'true'},
)
a2 = sqs.create_queue(
    QueueName='repro-one-2.fifo',
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '2'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-one-2.fifo", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
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
a8 = sqs.set_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-two-3", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
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
    Message='m-1-db5dc2gw1-67',
    MessageGroupId='g',
    MessageDeduplicationId='i-1',
)
a11 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-2-db5dc2gw1-67',
    MessageGroupId='g',
    MessageDeduplicationId='i-1',
)
a12 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-3-db5dc2gw1-67',
    MessageGroupId='g',
    MessageDeduplicationId='i-3',
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
a15 = sqs.delete_message(
    QueueUrl=a2['QueueUrl'],
    ReceiptHandle=a13['Messages'][1]['ReceiptHandle'],
)
a16 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a17 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a18 = sqs.delete_message(
    QueueUrl=a6['QueueUrl'],
    ReceiptHandle=a17['Messages'][0]['ReceiptHandle'],
)
a19 = sqs.delete_message(
    QueueUrl=a6['QueueUrl'],
    ReceiptHandle=a17['Messages'][1]['ReceiptHandle'],
)
# seen: {}
print(a19)
a20 = sqs.delete_message(
    QueueUrl=a6['QueueUrl'],
    ReceiptHandle=a17['Messages'][2]['ReceiptHandle'],
)
# seen: {}
print(a20)
time.sleep(8.7)
a22 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a22)
