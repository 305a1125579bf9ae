"""SNS-PUB-06: HTTP/S, e-mail and foreign-account endpoints receive nothing until
ConfirmSubscription with a token valid 2 days; a queue owner subscribing his own queue is
confirmed automatically.
Source: API-SNS Subscribe; SNS-DG SendMessageToHttp.confirm,
sns-send-message-to-sqs-cross-account
Scenario: An endpoint whose owner must be asked (protocol = email, place = tck@example.com),
features/contract/subscriptions.feature
Fails at: Then the subscription waits for its confirmation
Expected: 'PendingConfirmation'
Seen on ministack 1.5.33:
'arn:aws:sns:us-east-1:000000000000:tck-f7c9d6gw1-149-the-topic-1:b82a1f18-cd48-4334-8d80-22ab9b77bba0'
Known: An e-mail address is confirmed at once; and ListSubscriptionsByTopic gives the ARN of a
subscription that waits, where it should say PendingConfirmation.
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
# seen: {'TopicArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1'}
print(a1)
a2 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='email',
    Endpoint='tck@example.com',
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1:b82a1f18-cd48-4334-8d80-22ab9b77bba0'}
print(a2)
a3 = sns.list_subscriptions_by_topic(
    TopicArn=a1['TopicArn'],
)
# seen: {'Subscriptions': [{'Endpoint': 'tck@example.com',
#                     'Owner': '000000000000',
#                     'Protocol': 'email',
#                     'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1:b82a1f18-cd48-4334-8d80-22ab9b77bba0',
#                     'TopicArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1'}]}
print(a3)
