"""SNS-FLT-09: Nested policies are legal only with body scope, which needs a JSON object as body.
Source: SNS-DG subscription-filter-policy-constraints, sns-message-filtering
Scenario: A body (policy = {"$or": [{"store": ["Bonn"]}, {"fare": [1]}]}, body = {"fare": 2},
delivered = not delivered), features/contract/filters.feature
Fails at: When a message with the body {"fare": 2} is offered to the filter
Seen on moto 5.2.5: TypeError: 'int' object is not subscriptable
Known: $or in a policy on the body ends in a TypeError, which Publish raises.
(https://github.com/getmoto/moto/blob/5.2.5/moto/sns/utils.py)
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
    QueueName='repro-filtered-2',
    Attributes={'VisibilityTimeout': '30'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-filtered-2", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
a5 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a3['Attributes']['QueueArn'],
    Attributes={'FilterPolicy': '{"$or": [{"store": ["Bonn"]}, {"fare": [1]}]}',
     'FilterPolicyScope': 'MessageBody',
     'RawMessageDelivery': 'true'},
    ReturnSubscriptionArn=True,
)
a6 = sqs.create_queue(
    QueueName='repro-everything-3',
    Attributes={'VisibilityTimeout': '30'},
)
a7 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a8 = sqs.set_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "' + a7['Attributes']['QueueArn'] + '", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
# seen: {}
print(a8)
a9 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a7['Attributes']['QueueArn'],
    Attributes={'RawMessageDelivery': 'true'},
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:123456789012:repro-the-topic-1:ee2c7320-0990-4e86-a9ca-c0d1c417b95e'}
print(a9)
try:
    sns.publish(
        TopicArn=a1['TopicArn'],
        Message='{"fare": 2}',
        MessageAttributes={},
    )
except sns.exceptions.ClientError as error:
    print(error)
# seen: 'int' object is not subscriptable
