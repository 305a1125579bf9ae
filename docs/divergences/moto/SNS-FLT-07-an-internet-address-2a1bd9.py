"""SNS-FLT-07: Operators: exact, prefix, anything-but (with prefix), cidr, numeric = < <= > >= and
ranges, exists; numbers lie within ±10^9 with five decimals.
Source: SNS-DG string-value-matching, numeric-value-matching, constraints
Scenario: An internet address (address = "10.0.0.0", delivered = delivered),
features/contract/filters.feature
Fails at: Given a subscription with the filter policy {"source": [{"cidr": "10.0.0.0/24"}]}
Seen on moto 5.2.5: InvalidParameterException: An error occurred (InvalidParameter) when calling
the Subscribe operation (reached max retries: 0): Invalid parameter: FilterPolicy: Unrecognized
match type cidr
Known: A policy with cidr is refused as invalid.
(https://github.com/getmoto/moto/blob/5.2.5/moto/sns/models.py)
"""

import os

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
sqs = client("sqs")

a1 = sns.create_topic(
    Name='repro-the-topic-1',
    Attributes={},
)
a2 = sqs.create_queue(
    QueueName='repro-filtered-2',
    Attributes={'VisibilityTimeout': '30'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
# seen: {'Attributes': {'QueueArn': 'arn:aws:sqs:us-east-1:123456789012:repro-filtered-2'}}
print(a3)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-filtered-2", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
# seen: {}
print(a4)
try:
    sns.subscribe(
        TopicArn=a1['TopicArn'],
        Protocol='sqs',
        Endpoint=a3['Attributes']['QueueArn'],
        Attributes={'FilterPolicy': '{"source": [{"cidr": "10.0.0.0/24"}]}', 'RawMessageDelivery': 'true'},
        ReturnSubscriptionArn=True,
    )
except sns.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidParameter) when calling the Subscribe operation (reached max retries: 0): Invalid parameter: FilterPolicy: Unrecognized match type cidr
