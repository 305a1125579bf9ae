"""SNS-FLT-09: Nested policies are legal only with body scope, which needs a JSON object as body.
Source: SNS-DG subscription-filter-policy-constraints, sns-message-filtering
Scenario: A nested policy is for bodies only (scope = attributes, taken = refused),
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
a5 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a3['Attributes']['QueueArn'],
    Attributes={'RawMessageDelivery': 'true'},
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1:470ff267-39ed-4add-9fb5-b4f33aa8cc4a'}
print(a5)
a6 = sns.set_subscription_attributes(
    SubscriptionArn=a5['SubscriptionArn'],
    AttributeName='FilterPolicyScope',
    AttributeValue='MessageAttributes',
)
# seen: {}
print(a6)
a7 = sns.set_subscription_attributes(
    SubscriptionArn=a5['SubscriptionArn'],
    AttributeName='FilterPolicy',
    AttributeValue='{"ride": {"store": ["Bonn"]}}',
)
# seen: {}
print(a7)
