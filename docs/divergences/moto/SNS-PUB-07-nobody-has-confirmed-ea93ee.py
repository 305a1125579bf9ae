"""SNS-PUB-07: Unconfirmed subscriptions vanish by themselves after three days and cannot be
deleted before.
Source: SNS-DG sns-delete-subscription-topic
Scenario: Nobody has confirmed (seconds = 262000, is = is gone),
features/contract/subscriptions.feature
Fails at: Then the subscription is gone
Expected: {}
Seen on moto 5.2.5: {'https://example.com/tck':
'arn:aws:sns:us-east-1:123456789012:tck-ccafa6gw1-1-the-topic-1:03b8a0bc-96e6-45a2-aa10-b7bf259d8528'}
It waits for 262,000 seconds in all: it was seen on a virtual clock.
Known: Every subscription is confirmed as soon as it is made, so it never vanishes and can be
ended. (https://github.com/getmoto/moto/blob/5.2.5/moto/sns/models.py)
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
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1:03b8a0bc-96e6-45a2-aa10-b7bf259d8528'}
print(a2)
time.sleep(262000)
a4 = sns.list_subscriptions_by_topic(
    TopicArn=a1['TopicArn'],
)
# seen: {'Subscriptions': [{'Endpoint': 'https://example.com/tck',
#                     'Owner': '123456789012',
#                     'Protocol': 'https',
#                     'SubscriptionArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1:03b8a0bc-96e6-45a2-aa10-b7bf259d8528',
#                     'TopicArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1'}]}
print(a4)
