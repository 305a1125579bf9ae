"""SNS-PUB-07: Unconfirmed subscriptions vanish by themselves after three days and cannot be
deleted before.
Source: SNS-DG sns-delete-subscription-topic
Scenario: What is not confirmed cannot be ended, features/contract/subscriptions.feature
Fails at: Then the subscription waits for its confirmation
Expected: 'PendingConfirmation'
Seen on localstack 4.9.2: None
Known: A subscription that waits for its confirmation can be ended.
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

a1 = sns.create_topic(
    Name='repro-the-topic-1',
    Attributes={},
)
a2 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='https',
    Endpoint='https://example.com/tck',
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1:c34dcdc1-f2e6-4c2d-a3a1-6bc8ea6b5371'}
print(a2)
a3 = sns.unsubscribe(
    SubscriptionArn=a2['SubscriptionArn'],
)
# seen: {}
print(a3)
a4 = sns.list_subscriptions_by_topic(
    TopicArn=a1['TopicArn'],
)
# seen: {'Subscriptions': []}
print(a4)
