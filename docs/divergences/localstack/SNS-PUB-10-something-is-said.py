"""SNS-PUB-10: HTTP/S default policy: 3 retries, 20 s apart, linear; phases no-delay, pre-backoff,
backoff, post-backoff; jitter is added.
Source: SNS-DG sns-message-delivery-retries
Scenario: Something is said, features/contract/subscriptions.feature
Fails at: Then HTTP endpoints are tried 5 more times, 30 seconds apart
Expected: {'numRetries': 5, 'minDelayTarget': 30, 'maxDelayTarget': 30, 'backoffFunction':
'linear'}
Seen on localstack 4.9.2: {'numRetries': None, 'minDelayTarget': None, 'maxDelayTarget': None,
'backoffFunction': None}
Known: EffectiveDeliveryPolicy lacks its level http, and does not follow DeliveryPolicy.
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
    AttributeValue=('{"http": {"defaultHealthyRetryPolicy": {"numRetries": 5, "minDelayTarget": 30, '
     '"maxDelayTarget": 30, "backoffFunction": "linear"}}}'),
)
# seen: {}
print(a2)
a3 = sns.get_topic_attributes(
    TopicArn=a1['TopicArn'],
)
# seen: {'Attributes': {'DeliveryPolicy': '{"http": {"defaultHealthyRetryPolicy": '
#                                   '{"numRetries": 5, "minDelayTarget": 30, '
#                                   '"maxDelayTarget": 30, "backoffFunction": '
#                                   '"linear"}}}',
#                 'DisplayName': '',
#                 'EffectiveDeliveryPolicy': '{"defaultHealthyRetryPolicy": '
#                                            '{"numNoDelayRetries": 0, '
#                                            '"numMinDelayRetries": 0, "minDelayTarget": '
#                                            '20, " ...
print(a3)
