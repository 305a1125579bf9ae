"""SNS-PUB-12: Failed deliveries never change the status of the subscription and do not affect
other subscribers.
Source: SNS-DG sns-dead-letter-queues, fifo-topic-message-ordering
Scenario: One queue of three is gone, features/contract/topics.feature
Fails at: And "m-1" is put on the topic
Seen on moto 5.2.5: ClientError: An error occurred (AWS.SimpleQueueService.NonExistentQueue)
when calling the Publish operation (reached max retries: 0): The specified queue does not exist
for this wsdl version.
Known: Publish raises NonExistentQueue when the queue of a subscription is gone, and goes on to
no later subscription. (https://github.com/getmoto/moto/blob/5.2.5/moto/sns/models.py)
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
    Attributes={},
    ReturnSubscriptionArn=True,
)
a6 = sqs.create_queue(
    QueueName='repro-two-3',
    Attributes={'VisibilityTimeout': '30'},
)
a7 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a8 = sqs.set_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-two-3", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a9 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a7['Attributes']['QueueArn'],
    Attributes={},
    ReturnSubscriptionArn=True,
)
a10 = sqs.create_queue(
    QueueName='repro-three-4',
    Attributes={'VisibilityTimeout': '30'},
)
a11 = sqs.get_queue_attributes(
    QueueUrl=a10['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a12 = sqs.set_queue_attributes(
    QueueUrl=a10['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-three-4", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a13 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a11['Attributes']['QueueArn'],
    Attributes={},
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1:551851aa-0065-4dec-9b9b-087a310a3a28'}
print(a13)
a14 = sqs.delete_queue(
    QueueUrl=a2['QueueUrl'],
)
# seen: {}
print(a14)
try:
    sns.publish(
        TopicArn=a1['TopicArn'],
        Message='m-1-3ec30bgw0-1',
        MessageAttributes={},
    )
except sns.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (AWS.SimpleQueueService.NonExistentQueue) when calling the Publish operation (reached max retries: 0): The specified queue does not exist for this wsdl version.
