"""SNS-PUB-07: Unconfirmed subscriptions vanish by themselves after three days and cannot be
deleted before.
Source: SNS-DG sns-delete-subscription-topic
Scenario: What is not confirmed cannot be ended, features/contract/subscriptions.feature
Fails at: Then the subscription waits for its confirmation
Expected: 'PendingConfirmation'
Seen on ministack 1.5.33:
'arn:aws:sns:us-east-1:000000000000:tck-be2b54gw3-174-the-topic-1:0e495071-cd89-4208-8e6f-b04bc2fc128d'
Known: ListSubscriptionsByTopic gives the ARN of a subscription that waits, where it should say
PendingConfirmation.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/sns.py)
"""

import os

import boto3


def client(service):
    return boto3.client(
        service,
        # Where ministack listens.
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
# seen: {'SubscriptionArn': 'pending confirmation'}
print(a2)
a3 = sns.unsubscribe(
    SubscriptionArn=a2['SubscriptionArn'],
)
# seen: {}
print(a3)
a4 = sns.list_subscriptions_by_topic(
    TopicArn=a1['TopicArn'],
)
# seen: {'Subscriptions': [{'Endpoint': 'https://example.com/tck',
#                     'Owner': '000000000000',
#                     'Protocol': 'https',
#                     'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1:0e495071-cd89-4208-8e6f-b04bc2fc128d',
#                     'TopicArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1'}]}
print(a4)
