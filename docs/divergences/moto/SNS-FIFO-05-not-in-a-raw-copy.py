"""SNS-FIFO-05: The sequence number is in the envelope and lost under raw delivery.
Source: SNS-DG fifo-topic-message-ordering
Scenario: Not in a raw copy, features/contract/fifo_topics.feature
Fails at: Then the raw copy of "two" is the message alone, without a sequence number
Expected: one
Seen on moto 5.2.5: None
Known: A FIFO topic gives no sequence numbers, neither in the answer nor in the envelope.
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
    Name='repro-the-topic-1.fifo',
    Attributes={'FifoTopic': 'true'},
)
a2 = sqs.create_queue(
    QueueName='repro-one-2.fifo',
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '30'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-one-2.fifo", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
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
    Attributes={'RawMessageDelivery': 'true'},
    ReturnSubscriptionArn=True,
)
a10 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-1-3ec30bgw0-1',
    MessageGroupId='g',
    MessageDeduplicationId='i-1',
)
# seen: {'MessageId': '37f8c8dd-0aa7-4931-ac80-dd4e47775205'}
print(a10)
a11 = sqs.receive_message(
    QueueUrl=a6['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1823513971000',
#                               'ApproximateReceiveCount': '1',
#                               'MessageDeduplicationId': 'i-1',
#                               'MessageGroupId': 'g',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1823513971000',
#                               'SequenceNumber': '83027045972114152512'},
#                'Body': 'm-1-3ec30bgw0-1',
#                'MD5OfBody': 'd28aa1f81f2b61e44345259c7eb105cd',
#                'MessageId': ' ...
print(a11)
a12 = sqs.delete_message(
    QueueUrl=a6['QueueUrl'],
    ReceiptHandle=a11['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a12)
