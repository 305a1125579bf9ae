"""SNS-PUB-09: Server-side errors towards SQS/Lambda are retried up to 100015 times over 23 days;
SMTP, SMS and mobile push 50 times over 6 h; HTTP/S has its own policy of at most 3600 s total.
Source: SNS-DG sns-dead-letter-queues, sns-message-delivery-retries
Scenario: How long it is tried in all (count = 50, seconds = 120, taken = refused),
features/contract/subscriptions.feature
Fails at: Then trying HTTP endpoints 50 more times, 120 seconds apart, is refused
Expected: 'InvalidParameter'
Seen on localstack 4.9.2: ''
Known: Any DeliveryPolicy is accepted: how long it takes is not looked at.
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
# seen: {'TopicArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1'}
print(a1)
a2 = sns.set_topic_attributes(
    TopicArn=a1['TopicArn'],
    AttributeName='DeliveryPolicy',
    AttributeValue=('{"http": {"defaultHealthyRetryPolicy": {"numRetries": 50, "minDelayTarget": 120, '
     '"maxDelayTarget": 120, "backoffFunction": "linear"}}}'),
)
# seen: {}
print(a2)
