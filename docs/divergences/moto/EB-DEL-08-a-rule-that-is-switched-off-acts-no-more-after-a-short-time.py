"""EB-DEL-08: New or changed rules and targets need "a short time" to act; deleted ones may still
match meanwhile.
Source: API-EB PutRule, PutTargets, DeleteRule
Scenario: A rule that is switched off acts no more after a short time,
features/contract/buses.feature
Fails at: Then before long the target "one" gets no rides
Expected: []
Seen on moto 5.2.5: ['ride']
It waits for 614 seconds in all: it was seen on a virtual clock.
Known: The state of a rule is not looked at when events are put.
(https://github.com/getmoto/moto/blob/5.2.5/moto/events/models.py)
"""

import os
import time

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
    Attributes={'VisibilityTimeout': '30'},
)
a4 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a5 = sqs.set_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-one-3", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
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
time.sleep(1)
a9 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-1-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
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
time.sleep(16)
a14 = events.put_events(
    Entries=[{'Detail': '{"id": "r-2-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-2-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a16 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a17 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a16['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a19 = events.put_events(
    Entries=[{'Detail': '{"id": "r-3-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-3-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a21 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a22 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a21['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a24 = events.put_events(
    Entries=[{'Detail': '{"id": "r-4-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-4-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a26 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a27 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a26['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a29 = events.put_events(
    Entries=[{'Detail': '{"id": "r-5-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-5-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a31 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a32 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a31['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a34 = events.put_events(
    Entries=[{'Detail': '{"id": "r-6-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-6-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a36 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a37 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a36['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a39 = events.put_events(
    Entries=[{'Detail': '{"id": "r-7-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-7-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
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
time.sleep(16)
a44 = events.put_events(
    Entries=[{'Detail': '{"id": "r-8-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-8-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a46 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a47 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a46['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a49 = events.put_events(
    Entries=[{'Detail': '{"id": "r-9-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-9-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a51 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a52 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a51['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a54 = events.put_events(
    Entries=[{'Detail': '{"id": "r-10-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-10-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a56 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a57 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a56['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a59 = events.put_events(
    Entries=[{'Detail': '{"id": "r-11-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-11-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a61 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a62 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a61['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a64 = events.put_events(
    Entries=[{'Detail': '{"id": "r-12-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-12-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a66 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a67 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a66['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a69 = events.put_events(
    Entries=[{'Detail': '{"id": "r-13-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-13-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a71 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a72 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a71['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a74 = events.put_events(
    Entries=[{'Detail': '{"id": "r-14-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-14-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a76 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a77 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a76['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a79 = events.put_events(
    Entries=[{'Detail': '{"id": "r-15-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-15-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a81 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a82 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a81['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a84 = events.put_events(
    Entries=[{'Detail': '{"id": "r-16-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-16-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a86 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a87 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a86['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a89 = events.put_events(
    Entries=[{'Detail': '{"id": "r-17-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-17-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a91 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a92 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a91['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a94 = events.put_events(
    Entries=[{'Detail': '{"id": "r-18-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-18-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a96 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a97 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a96['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a99 = events.put_events(
    Entries=[{'Detail': '{"id": "r-19-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-19-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a101 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a102 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a101['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a104 = events.put_events(
    Entries=[{'Detail': '{"id": "r-20-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-20-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a106 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a107 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a106['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a109 = events.put_events(
    Entries=[{'Detail': '{"id": "r-21-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-21-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a111 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a112 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a111['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a114 = events.put_events(
    Entries=[{'Detail': '{"id": "r-22-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-22-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a116 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a117 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a116['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a119 = events.put_events(
    Entries=[{'Detail': '{"id": "r-23-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-23-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a121 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a122 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a121['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a124 = events.put_events(
    Entries=[{'Detail': '{"id": "r-24-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-24-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a126 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a127 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a126['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a129 = events.put_events(
    Entries=[{'Detail': '{"id": "r-25-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-25-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a131 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a132 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a131['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a134 = events.put_events(
    Entries=[{'Detail': '{"id": "r-26-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-26-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a136 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a137 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a136['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a139 = events.put_events(
    Entries=[{'Detail': '{"id": "r-27-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-27-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a141 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a142 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a141['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a144 = events.put_events(
    Entries=[{'Detail': '{"id": "r-28-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-28-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a146 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a147 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a146['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a149 = events.put_events(
    Entries=[{'Detail': '{"id": "r-29-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-29-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a151 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a152 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a151['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a154 = events.put_events(
    Entries=[{'Detail': '{"id": "r-30-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-30-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a156 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a157 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a156['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a159 = events.put_events(
    Entries=[{'Detail': '{"id": "r-31-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-31-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a161 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a162 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a161['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a164 = events.put_events(
    Entries=[{'Detail': '{"id": "r-32-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-32-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a166 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a167 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a166['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a169 = events.put_events(
    Entries=[{'Detail': '{"id": "r-33-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-33-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a171 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a172 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a171['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a174 = events.put_events(
    Entries=[{'Detail': '{"id": "r-34-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-34-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a176 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a177 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a176['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a179 = events.put_events(
    Entries=[{'Detail': '{"id": "r-35-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-35-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a181 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a182 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a181['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a184 = events.put_events(
    Entries=[{'Detail': '{"id": "r-36-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-36-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
time.sleep(1)
a186 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a187 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a186['Messages'][0]['ReceiptHandle'],
)
time.sleep(16)
a189 = events.put_events(
    Entries=[{'Detail': '{"id": "r-37-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "t-37-ccafa6gw1-1"}',
      'DetailType': 'tip',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
# seen: {'Entries': [{'EventId': '13725fac-09af-4bc1-9949-7a90b6d6bcc6'},
#              {'EventId': '78f8b787-e483-4866-9393-f1981b24b09b'}],
#  'FailedEntryCount': 0}
print(a189)
time.sleep(1)
a191 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1797160974000',
#                               'ApproximateReceiveCount': '1',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1797160973000'},
#                'Body': '{"id": "13725fac-09af-4bc1-9949-7a90b6d6bcc6", "time": '
#                        '"2026-12-13T11:22:53Z", "version": "0", "detail-type": "ride", '
#                        '"source": "tck", "region": "us-east-1", "resources": [], '
#                        '"detail": {"id": "r-37-ccafa6gw1-1"}}',
#        ...
print(a191)
a192 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a191['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a192)
