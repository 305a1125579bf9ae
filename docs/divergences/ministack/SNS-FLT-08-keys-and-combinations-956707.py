"""SNS-FLT-08: Limits: 5 keys, value combinations ≤150 (product), 256 KB, 200 policies per topic,
10000 per account.
Source: SNS-DG subscription-filter-policy-constraints
Scenario: Keys and combinations (values = 1, 1, 1, 1, 1, 1, taken = refused),
features/contract/filters.feature
Fails at: Then the policy is refused
Expected: 'InvalidParameter'
Seen on ministack 1.5.33: ''
Known: A filter policy is not checked when it is set.
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
sqs = client("sqs")

a1 = sns.create_topic(
    Name='repro-the-topic-1',
    Attributes={},
)
a2 = sqs.create_queue(
    QueueName='repro-filtered-2',
    Attributes={'VisibilityTimeout': '2'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-filtered-2", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
# seen: {}
print(a4)
a5 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a3['Attributes']['QueueArn'],
    Attributes={'RawMessageDelivery': 'true'},
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1:007eb464-4f84-498b-8b17-0f612ff9837d'}
print(a5)
a6 = sns.set_subscription_attributes(
    SubscriptionArn=a5['SubscriptionArn'],
    AttributeName='FilterPolicy',
    AttributeValue=('{"key0": ["0"], "key1": ["0"], "key2": ["0"], "key3": ["0"], "key4": ["0"], "key5": '
     '["0"]}'),
)
# seen: {}
print(a6)
