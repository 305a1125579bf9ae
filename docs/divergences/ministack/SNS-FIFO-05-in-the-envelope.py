"""SNS-FIFO-05: The sequence number is in the envelope and lost under raw delivery.
Source: SNS-DG fifo-topic-message-ordering
Scenario: In the envelope, features/contract/fifo_topics.feature
Fails at: Then the envelopes of "one" have the sequence numbers of the publishes, which rise
Expected: ['00000000000000000001', '00000000000000000002']
Seen on ministack 1.5.33: [None, None]
Known: The envelope has no sequence number.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/sns.py)
"""

import os

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
    Name='repro-the-topic-1.fifo',
    Attributes={'FifoTopic': 'true'},
)
a2 = sqs.create_queue(
    QueueName='repro-one-2.fifo',
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '2'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-one-2.fifo", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
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
    Message='m-1-f7c9d6gw1-12',
    MessageGroupId='g',
    MessageDeduplicationId='i-1',
)
a7 = sns.publish(
    TopicArn=a1['TopicArn'],
    Message='m-2-f7c9d6gw1-12',
    MessageGroupId='g',
    MessageDeduplicationId='i-2',
)
a8 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a9 = sqs.delete_message(
    QueueUrl=a2['QueueUrl'],
    ReceiptHandle=a8['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a9)
a10 = sqs.delete_message(
    QueueUrl=a2['QueueUrl'],
    ReceiptHandle=a8['Messages'][1]['ReceiptHandle'],
)
# seen: {}
print(a10)
a11 = sqs.receive_message(
    QueueUrl=a2['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a11)
