"""SNS-PUB-01: A publish that returns a MessageId is stored; delivery to subscribers goes on
asynchronously and its outcome is not visible to the publisher.
Source: API-SNS Publish
Scenario: The only queue is gone, features/contract/topics.feature
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
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1:42be667a-d61c-4ebe-bc83-4dbcb1692b69'}
print(a5)
a6 = sqs.delete_queue(
    QueueUrl=a2['QueueUrl'],
)
# seen: {}
print(a6)
try:
    sns.publish(
        TopicArn=a1['TopicArn'],
        Message='m-1-3ec30bgw0-1',
        MessageAttributes={},
    )
except sns.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (AWS.SimpleQueueService.NonExistentQueue) when calling the Publish operation (reached max retries: 0): The specified queue does not exist for this wsdl version.
