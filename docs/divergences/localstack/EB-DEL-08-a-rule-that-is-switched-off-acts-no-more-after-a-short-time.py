"""EB-DEL-08: New or changed rules and targets need "a short time" to act; deleted ones may still
match meanwhile.
Source: API-EB PutRule, PutTargets, DeleteRule
Scenario: A rule that is switched off acts no more after a short time,
features/contract/buses.feature
Fails at: Then before long the target "one" gets no rides
Expected: []
Seen on localstack 4.9.2: ['ride']
Known: The state of a rule is not looked at when events are put.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/events/provider.py)
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


events = client("events")
sqs = client("sqs")

a1 = events.create_event_bus(
    Name='repro-the-bus-1',
)
a2 = events.put_rule(
    Name='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    EventPattern='{"detail-type": ["ride"]}',
)
a3 = sqs.create_queue(
    QueueName='repro-one-3',
    Attributes={'VisibilityTimeout': '2'},
)
a4 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a5 = sqs.set_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-one-3", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a6 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'], 'Id': 'one'}],
)
a7 = events.disable_rule(
    Name='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
)
time.sleep(1.91658)
a9 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-a2d3a8gw7-105"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-1-a2d3a8gw7-105"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1.9)
a11 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a12 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a11['Messages'][0]['ReceiptHandle'],
)
a13 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a15 = events.put_events(
    Entries=[{'Detail': '{"id": "r-2-a2d3a8gw7-105"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-2-a2d3a8gw7-105"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1.86111)
a17 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a18 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a17['Messages'][0]['ReceiptHandle'],
)
a19 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a21 = events.put_events(
    Entries=[{'Detail': '{"id": "r-3-a2d3a8gw7-105"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-3-a2d3a8gw7-105"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1.8864)
a23 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a24 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a23['Messages'][0]['ReceiptHandle'],
)
a25 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a27 = events.put_events(
    Entries=[{'Detail': '{"id": "r-4-a2d3a8gw7-105"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-4-a2d3a8gw7-105"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1.79499)
a29 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a30 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a29['Messages'][0]['ReceiptHandle'],
)
a31 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a33 = events.put_events(
    Entries=[{'Detail': '{"id": "r-5-a2d3a8gw7-105"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-5-a2d3a8gw7-105"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1.8858)
a35 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a36 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a35['Messages'][0]['ReceiptHandle'],
)
a37 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a39 = events.put_events(
    Entries=[{'Detail': '{"id": "r-6-a2d3a8gw7-105"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-6-a2d3a8gw7-105"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1.91212)
a41 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a42 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a41['Messages'][0]['ReceiptHandle'],
)
a43 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a45 = events.put_events(
    Entries=[{'Detail': '{"id": "r-7-a2d3a8gw7-105"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-7-a2d3a8gw7-105"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1.88162)
a47 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a48 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a47['Messages'][0]['ReceiptHandle'],
)
a49 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(0.05)
a51 = events.put_events(
    Entries=[{'Detail': '{"id": "r-8-a2d3a8gw7-105"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-8-a2d3a8gw7-105"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1.85376)
a53 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795325936674',
#                               'ApproximateReceiveCount': '1',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795325934620'},
#                'Body': '{"version":"0","id":"2635b436-9905-4b5a-b4b3-405f7e30630d","detail-type":"ride","source":"tck","account":"000000000000","time":"2026-11-22T05:38:54Z","region":"us-east-1","resources":[],"detail":{"id":"r-8-a2d3a8gw7-105"}}',
#                'MD5OfBody': 'd1bef326597ae2a11cab3e248b790c08',
#                'Mes ...
print(a53)
a54 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a53['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a54)
a55 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a55)
