"""SNS-PUB-07: Unconfirmed subscriptions vanish by themselves after three days and cannot be
deleted before.
Source: SNS-DG sns-delete-subscription-topic
Scenario: What is not confirmed cannot be ended, features/contract/subscriptions.feature
Fails at: Then the subscription waits for its confirmation
Expected: 'PendingConfirmation'
Seen on moto 5.2.5: None
Known: Every subscription is confirmed as soon as it is made, so it never vanishes and can be
ended. (https://github.com/getmoto/moto/blob/5.2.5/moto/sns/models.py)
"""

import os

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
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1:641b6259-3928-43aa-9b2c-ce95117b0e82'}
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
