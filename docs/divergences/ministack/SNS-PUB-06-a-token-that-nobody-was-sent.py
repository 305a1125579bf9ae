"""SNS-PUB-06: HTTP/S, e-mail and foreign-account endpoints receive nothing until
ConfirmSubscription with a token valid 2 days; a queue owner subscribing his own queue is
confirmed automatically.
Source: API-SNS Subscribe; SNS-DG SendMessageToHttp.confirm,
sns-send-message-to-sqs-cross-account
Scenario: A token that nobody was sent, features/contract/subscriptions.feature
Fails at: Then confirming with an invented token is refused
Expected: 'InvalidParameter'
Seen on ministack 1.5.33: 'InvalidParameterException'
Known: The refusal is InvalidParameterException, not InvalidParameter.
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
    Protocol='https',
    Endpoint='https://example.com/tck',
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'pending confirmation'}
print(a2)
try:
    sns.confirm_subscription(
        TopicArn=a1['TopicArn'],
        Token='0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    )
except sns.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidParameterException) when calling the ConfirmSubscription operation: Invalid token
