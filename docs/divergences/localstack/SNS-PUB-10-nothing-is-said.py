"""SNS-PUB-10: HTTP/S default policy: 3 retries, 20 s apart, linear; phases no-delay, pre-backoff,
backoff, post-backoff; jitter is added.
Source: SNS-DG sns-message-delivery-retries
Scenario: Nothing is said, features/contract/subscriptions.feature
Fails at: Then HTTP endpoints are tried 3 more times, 20 seconds apart
Expected: {'numRetries': 3, 'minDelayTarget': 20, 'maxDelayTarget': 20, 'backoffFunction':
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
a2 = sns.get_topic_attributes(
    TopicArn=a1['TopicArn'],
)
# seen: {'Attributes': {'DeliveryPolicy': '',
#                 'DisplayName': '',
#                 'EffectiveDeliveryPolicy': '{"defaultHealthyRetryPolicy": '
#                                            '{"numNoDelayRetries": 0, '
#                                            '"numMinDelayRetries": 0, "minDelayTarget": '
#                                            '20, "maxDelayTarget": 20, '
#                                            '"numMaxDelayRetries": 0, "numRetries": 3, '
#                                            '"backoffFunction": "linear"}, '
#                                            '"sicklyRetr ...
print(a2)
