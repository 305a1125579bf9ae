"""SNS-PUB-15: Message attributes are delivered only when the message structure is plain string,
not per-protocol JSON.
Source: SNS-DG sns-message-attributes
Scenario: A message with a text of its own for each protocol has no attributes,
features/contract/topics.feature
Fails at: And the envelope of "one" has no attributes
Expected: {}
Seen on localstack 4.9.2: {'store': {'Type': 'String', 'Value': 'Bonn'}}
Known: Attributes are delivered whatever the structure of the message is.
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
    QueueName='repro-one-2',
    Attributes={'VisibilityTimeout': '2'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-one-2", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a5 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a3['Attributes']['QueueArn'],
    Attributes={},
    ReturnSubscriptionArn=True,
)
a6 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='{"default": "a text for everybody else", "sqs": "m-1-a2d3a8gw7-72"}',
    MessageAttributes={'store': {'DataType': 'String', 'StringValue': 'Bonn'}},
    MessageStructure='json',
)
a7 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a9 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795325738009',
#                               'ApproximateReceiveCount': '1',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795325737920'},
#                'Body': '{"Type": "Notification", "MessageId": '
#                        '"daca85e7-1905-413d-a989-ce5d3ab5a76e", "TopicArn": '
#                        '"arn:aws:sns:us-east-1:000000000000:repro-the-topic-1", '
#                        '"Message": "m-1-a2d3a8gw7-72", "Timestamp": '
#                        '"2026-11-22T05 ...
print(a9)
a10 = sqs.delete_message(
    QueueUrl=a2['QueueUrl'],
    ReceiptHandle=a9['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a10)
time.sleep(1.96243)
a12 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a12)
