"""SNS-FIFO-03: Repeated deduplication ids within 5 minutes are accepted and not delivered, by
topic (default) or by group (FifoThroughputScope).
Source: API-SNS Publish; SNS-DG fifo-message-dedup
Scenario: Neither an id nor a comparison of contents, features/contract/fifo_topics.feature
Fails at: Then publishing in the group "g" without an id is refused
Expected: 'refused'
Seen on localstack 4.9.2: 'accepted'
Known: An id is asked for only on a topic whose ContentBasedDeduplication was said to be false,
and not where nothing was said.
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
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1.fifo:c7b68295-bd98-4d58-9f6a-82f5e0f3ea7a'}
print(a5)
a6 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-1-db5dc2gw1-74',
    MessageGroupId='g',
)
# seen: {'MessageId': 'dce357e3-eb04-46e0-822b-37ae2189beef',
#  'SequenceNumber': '15421732060913467448'}
print(a6)
