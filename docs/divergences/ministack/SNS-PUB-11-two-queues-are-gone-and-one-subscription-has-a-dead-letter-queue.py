"""SNS-PUB-11: A subscription DLQ hangs on the subscription, in the same account and Region; FIFO
topics need a FIFO DLQ.
Source: SNS-DG sns-dead-letter-queues
Scenario: Two queues are gone, and one subscription has a dead-letter queue,
features/contract/topics.feature
Fails at: Then the dead-letter queue of the subscription "two" has the messages "m-1"
Expected: ['m-1-2c3bb9gw7-81']
Seen on ministack 1.5.33: []
Known: The dead-letter queue of a subscription is never used: what cannot be delivered is gone.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/sns.py)
"""

import os
import time

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
a6 = sqs.create_queue(
    QueueName='repro-dead-letters-of-two-3',
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
a9 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['All'],
)
a10 = sqs.create_queue(
    QueueName='repro-two-4',
    Attributes={'VisibilityTimeout': '2'},
)
a11 = sqs.get_queue_attributes(
    QueueUrl=a10['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a12 = sqs.set_queue_attributes(
    QueueUrl=a10['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-two-4", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a13 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a11['Attributes']['QueueArn'],
    Attributes={'RedrivePolicy': '{"deadLetterTargetArn": "' + a7['Attributes']['QueueArn'] + '"}'},
    ReturnSubscriptionArn=True,
)
a14 = sqs.delete_queue(
    QueueUrl=a2['QueueUrl'],
)
a15 = sqs.delete_queue(
    QueueUrl=a10['QueueUrl'],
)
# seen: {}
print(a15)
a16 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-1-2c3bb9gw7-81',
    MessageAttributes={},
)
# seen: {'MessageId': '145f7ee3-5787-40da-b41a-8b828db80772'}
print(a16)
time.sleep(10.2)
a18 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a18)
