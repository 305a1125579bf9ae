"""SNS-FLT-07: Operators: exact, prefix, anything-but (with prefix), cidr, numeric = < <= > >= and
ranges, exists; numbers lie within ±10^9 with five decimals.
Source: SNS-DG string-value-matching, numeric-value-matching, constraints
Scenario: A number (rule = 10, fare = 10, delivered = delivered),
features/contract/filters.feature
Fails at: Then the filter has delivered the message
Expected: 1
Seen on localstack 4.9.2: 0
Known: A number in the policy, without an operator, never equals a Number attribute, whose value
is compared as a text.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/sns/filter.py)
"""

import os
import time

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
    Attributes={'FilterPolicy': '{"fare": [10]}', 'RawMessageDelivery': 'true'},
    ReturnSubscriptionArn=True,
)
a6 = sqs.create_queue(
    QueueName='repro-everything-3',
    Attributes={'VisibilityTimeout': '2'},
)
a7 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a8 = sqs.set_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "' + a7['Attributes']['QueueArn'] + '", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a9 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a7['Attributes']['QueueArn'],
    Attributes={'RawMessageDelivery': 'true'},
    ReturnSubscriptionArn=True,
)
a10 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='a message',
    MessageAttributes={'fare': {'DataType': 'Number', 'StringValue': '10'}},
)
a11 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a13 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a14 = sqs.delete_message(
    QueueUrl=a6['QueueUrl'],
    ReceiptHandle=a13['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a14)
a15 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a15)
time.sleep(12.9)
a17 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a17)
