"""SNS-FLT-12: Only String, String.Array and Number attributes take part; Binary is ignored;
sending numbers as type String does not satisfy numeric conditions.
Source: SNS-DG subscription-filter-policy-constraints (types); last half own knowledge
Scenario: Types (policy = {"fare": [{"numeric": [">=", 100]}]}, attributes = {"fare": "100"},
delivered = not delivered), features/contract/filters.feature
Fails at: Then the filter has not delivered the message
Expected: 0
Seen on localstack 4.9.2: 1
Known: numeric matches a String that looks like a number.
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
    Attributes={'FilterPolicy': '{"fare": [{"numeric": [">=", 100]}]}', 'RawMessageDelivery': 'true'},
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
    MessageAttributes={'fare': {'DataType': 'String', 'StringValue': '100'}},
)
a11 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a12 = sqs.delete_message(
    QueueUrl=a6['QueueUrl'],
    ReceiptHandle=a11['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a12)
a13 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a13)
time.sleep(1.87474)
a15 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['All'],
)
# seen: {'Attributes': {'ApproximateNumberOfMessages': '1',
#                 'ApproximateNumberOfMessagesDelayed': '0',
#                 'ApproximateNumberOfMessagesNotVisible': '0',
#                 'CreatedTimestamp': '1795326036',
#                 'DelaySeconds': '0',
#                 'LastModifiedTimestamp': '1795326036',
#                 'MaximumMessageSize': '1048576',
#                 'MessageRetentionPeriod': '345600',
#                 'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
#                           '"Principal": {"Service": "sns.amazonaws.com"}, "Action": '
#           ...
print(a15)
