"""SNS-PUB-06: HTTP/S, e-mail and foreign-account endpoints receive nothing until
ConfirmSubscription with a token valid 2 days; a queue owner subscribing his own queue is
confirmed automatically.
Source: API-SNS Subscribe; SNS-DG SendMessageToHttp.confirm,
sns-send-message-to-sqs-cross-account
Scenario: A token that nobody was sent, features/contract/subscriptions.feature
Fails at: And the subscription waits for its confirmation
Expected: 'PendingConfirmation'
Seen on localstack 4.9.2:
'arn:aws:sns:us-east-1:000000000000:tck-db5dc2gw1-25-the-topic-1:8e112f03-28f3-40e5-ac62-3fc120942eab'
Known: The token is refused, but ListSubscriptionsByTopic gives the ARN of a subscription that
waits, where it should say PendingConfirmation.
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
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1:8e112f03-28f3-40e5-ac62-3fc120942eab'}
print(a2)
try:
    sns.confirm_subscription(
        TopicArn=a1['TopicArn'],
        Token='0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    )
except sns.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidParameter) when calling the ConfirmSubscription operation: Invalid parameter: Token
a4 = sns.list_subscriptions_by_topic(
    TopicArn=a1['TopicArn'],
)
# seen: {'Subscriptions': [{'Endpoint': 'https://example.com/tck',
#                     'Owner': '000000000000',
#                     'Protocol': 'https',
#                     'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1:8e112f03-28f3-40e5-ac62-3fc120942eab',
#                     'TopicArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1'}]}
print(a4)
