"""SNS-PUB-10: HTTP/S default policy: 3 retries, 20 s apart, linear; phases no-delay, pre-backoff,
backoff, post-backoff; jitter is added.
Source: SNS-DG sns-message-delivery-retries
Scenario: Nothing is said, features/contract/subscriptions.feature
Fails at: Then HTTP endpoints are tried 3 more times, 20 seconds apart
Expected: {'numRetries': 3, 'minDelayTarget': 20, 'maxDelayTarget': 20, 'backoffFunction':
'linear'}
Seen on ministack 1.5.33: {'numRetries': 3, 'minDelayTarget': 20, 'maxDelayTarget': 20,
'backoffFunction': None}
Known: EffectiveDeliveryPolicy lacks its backoffFunction, and does not follow DeliveryPolicy.
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
a2 = sns.get_topic_attributes(
    TopicArn=a1['TopicArn'],
)
# seen: {'Attributes': {'DisplayName': '',
#                 'EffectiveDeliveryPolicy': '{"http": {"defaultHealthyRetryPolicy": '
#                                            '{"minDelayTarget": 20, "maxDelayTarget": '
#                                            '20, "numRetries": 3}}}',
#                 'Owner': '000000000000',
#                 'Policy': '{"Version": "2008-10-17", "Id": "__default_policy_ID", '
#                           '"Statement": [{"Sid": "__default_statement_ID", "Effect": '
#                           '"Allow", "Principal": {"AWS": "*"}, "Action": '
#                           '["SNS:Publ ...
print(a2)
