"""EB-ARC-01: Archive by pattern with retention (0 = forever); replay goes to the same bus, to all
or named rules, and replayed events are not archived again.
Source: API-EB CreateArchive; EB-UG eb-replay-archived-event
Scenario: A replay for one rule, features/contract/buses.feature
Fails at: And each of the targets "one" has the events "r-1"
Expected: ['r-1-ccafa6gw1-1']
Seen on moto 5.2.5: ['r-1-ccafa6gw1-1', 'r-1-ccafa6gw1-1']
It waits for 4,211 seconds in all: it was seen on a virtual clock.
Known: FilterArns are not looked at: a replay reaches all rules.
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
a7 = events.put_rule(
    Name='repro-rule-2-4',
    EventBusName='repro-the-bus-1',
    EventPattern='{"detail-type": ["ride"]}',
)
a8 = sqs.create_queue(
    QueueName='repro-two-5',
    Attributes={'VisibilityTimeout': '30'},
)
a9 = sqs.get_queue_attributes(
    QueueUrl=a8['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a10 = sqs.set_queue_attributes(
    QueueUrl=a8['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-two-5", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a7['RuleArn'] + '"]}}}]}'},
)
a11 = events.put_targets(
    Rule='repro-rule-2-4',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a9['Attributes']['QueueArn'], 'Id': 'two'}],
)
a12 = events.describe_event_bus(
    Name='repro-the-bus-1',
)
a13 = events.create_archive(
    ArchiveName='repro-archive-6',
    EventSourceArn=a1['EventBusArn'],
    RetentionDays=0,
    EventPattern='{"detail-type": ["ride"]}',
)
time.sleep(1)
a15 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': a12['Name'],
      'Source': 'tck'}],
)
time.sleep(3601)
a17 = events.start_replay(
    ReplayName='repro-replay-7',
    EventSourceArn=a13['ArchiveArn'],
    EventStartTime="2026-11-12T09:52:18+00:00",
    EventEndTime="2026-12-12T09:52:18+00:00",
    Destination={'Arn': a1['EventBusArn'], 'FilterArns': [a7['RuleArn']]},
)
a18 = sqs.receive_message(
    QueueUrl=a8['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a19 = sqs.delete_message(
    QueueUrl=a8['QueueUrl'],
    ReceiptHandle=a18['Messages'][0]['ReceiptHandle'],
)
a20 = sqs.delete_message(
    QueueUrl=a8['QueueUrl'],
    ReceiptHandle=a18['Messages'][1]['ReceiptHandle'],
)
time.sleep(1)
a22 = sqs.receive_message(
    QueueUrl=a8['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
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
# seen: {}
print(a24)
a25 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a23['Messages'][1]['ReceiptHandle'],
)
# seen: {}
print(a25)
time.sleep(608)
a27 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a27)
