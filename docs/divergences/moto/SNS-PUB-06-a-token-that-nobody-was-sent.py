"""SNS-PUB-06: HTTP/S, e-mail and foreign-account endpoints receive nothing until
ConfirmSubscription with a token valid 2 days; a queue owner subscribing his own queue is
confirmed automatically.
Source: API-SNS Subscribe; SNS-DG SendMessageToHttp.confirm,
sns-send-message-to-sqs-cross-account
Scenario: A token that nobody was sent, features/contract/subscriptions.feature
Fails at: Then confirming with an invented token is refused
Expected: 'InvalidParameter'
Seen on moto 5.2.5: ''
Known: Every subscription is confirmed as soon as it is made, and any token is taken.
(https://github.com/getmoto/moto/blob/5.2.5/moto/sns/responses.py)
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
# seen: {'TopicArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1'}
print(a1)
a2 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='https',
    Endpoint='https://example.com/tck',
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1:1495f1ac-e344-4e3e-bcf2-a94f59ac9020'}
print(a2)
a3 = sns.confirm_subscription(
    TopicArn=a1['TopicArn'],
    Token='0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1:68762e72-e9b1-410a-8b3b-903da69ee1d5'}
print(a3)
