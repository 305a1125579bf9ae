"""SNS-PUB-14: Raw delivery to SQS maps SNS attributes to SQS attributes, at most 10; more than 10
makes the message a discarded client-side error.
Source: SNS-DG sns-message-attributes (current page)
Scenario: Raw, with a Binary attribute, features/contract/topics.feature
Fails at: Then the copy of "one" has the Binary attribute
Seen on moto 5.2.5: TypeError: Strings must be encoded before hashing
Known: A Binary attribute under raw delivery makes ReceiveMessage end in a TypeError.
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
    QueueName='repro-one-2',
    Attributes={'VisibilityTimeout': '30'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-one-2", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a5 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a3['Attributes']['QueueArn'],
    Attributes={'RawMessageDelivery': 'true'},
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1:55ccae97-b3c2-474d-99fe-7dae35bd10f7'}
print(a5)
a6 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-1-3ec30bgw0-1',
    MessageAttributes={'photo': {'BinaryValue': b'\x00\xff', 'DataType': 'Binary'}},
)
# seen: {'MessageId': '56818f52-7f1c-4f2d-ae4c-4078229c78db'}
print(a6)
try:
    sqs.receive_message(
        QueueUrl=a2['QueueUrl'],
        MaxNumberOfMessages=10,
        AttributeNames=['All'],
        MessageAttributeNames=['All'],
    )
except sqs.exceptions.ClientError as error:
    print(error)
# seen: Strings must be encoded before hashing
