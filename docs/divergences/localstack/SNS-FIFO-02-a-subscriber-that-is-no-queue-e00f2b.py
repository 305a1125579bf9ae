"""SNS-FIFO-02: FIFO topics deliver only to SQS (FIFO, and standard since 2023 without order/dedup
guarantees); HTTP, e-mail, SMS, Lambda subscriptions are refused.
Source: SNS fifo-message-delivery (current page); SNS-DG (2022) for the older rule; GH
getmoto/moto#8899
Scenario: A subscriber that is no queue (protocol = lambda),
features/contract/fifo_topics.feature
Fails at: Then a subscription of the FIFO topic over lambda is refused
Expected: 'refused'
Seen on localstack 4.9.2: 'accepted'
Known: A FIFO topic takes subscribers over any protocol.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/sns/provider.py)
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
# seen: {}
print(a4)
a5 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a3['Attributes']['QueueArn'],
    Attributes={},
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1.fifo:d305e9c9-481e-4748-b7dc-8dd867b7ebed'}
print(a5)
a6 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='lambda',
    Endpoint='arn:aws:lambda:us-east-1:000000000000:function:tck',
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1.fifo:d9dc061c-71a1-43f0-b704-62557ed3cde8'}
print(a6)
