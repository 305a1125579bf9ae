"""SNS-PUB-14: Raw delivery to SQS maps SNS attributes to SQS attributes, at most 10; more than 10
makes the message a discarded client-side error.
Source: SNS-DG sns-message-attributes (current page)
Scenario: Raw, with many attributes (count = 11, messages = no message),
features/contract/topics.feature
Fails at: And each of the subscriptions "one" has no message
Expected: {'one': 0}
Seen on localstack 4.9.2: {'one': 1}
Known: Raw delivery hands on any number of attributes.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/sns/publisher.py)
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
    QueueName='repro-two-2',
    Attributes={'VisibilityTimeout': '2'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-two-2", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a5 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a3['Attributes']['QueueArn'],
    Attributes={},
    ReturnSubscriptionArn=True,
)
a6 = sqs.create_queue(
    QueueName='repro-one-3',
    Attributes={'VisibilityTimeout': '2'},
)
a7 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a8 = sqs.set_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-one-3", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
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
    Message='m-1-a2d3a8gw7-66',
    MessageAttributes={'attribute-0': {'DataType': 'String', 'StringValue': 'x'},
     'attribute-1': {'DataType': 'String', 'StringValue': 'x'},
     'attribute-10': {'DataType': 'String', 'StringValue': 'x'},
     'attribute-2': {'DataType': 'String', 'StringValue': 'x'},
     'attribute-3': {'DataType': 'String', 'StringValue': 'x'},
     'attribute-4': {'DataType': 'String', 'StringValue': 'x'},
     'attribute-5': {'DataType': 'String', 'StringValue': 'x'},
     'attribute-6': {'DataType': 'String', 'StringValue': 'x'},
     'attribute-7': {'DataType': 'String', 'StringValue': 'x'},
     'attribute-8': {'DataType': 'String', 'StringValue': 'x'},
     'attribute-9': {'DataType': 'String', 'StringValue': 'x'}},
)
a11 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a13 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a14 = sqs.delete_message(
    QueueUrl=a2['QueueUrl'],
    ReceiptHandle=a13['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a14)
time.sleep(1.96251)
a16 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a16)
time.sleep(1.92291)
a18 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['All'],
)
# seen: {'Attributes': {'ApproximateNumberOfMessages': '1',
#                 'ApproximateNumberOfMessagesDelayed': '0',
#                 'ApproximateNumberOfMessagesNotVisible': '0',
#                 'CreatedTimestamp': '1795325729',
#                 'DelaySeconds': '0',
#                 'LastModifiedTimestamp': '1795325729',
#                 'MaximumMessageSize': '1048576',
#                 'MessageRetentionPeriod': '345600',
#                 'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
#                           '"Principal": {"Service": "sns.amazonaws.com"}, "Action": '
#           ...
print(a18)
