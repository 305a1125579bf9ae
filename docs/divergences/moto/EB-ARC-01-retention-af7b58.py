"""EB-ARC-01: Archive by pattern with retention (0 = forever); replay goes to the same bus, to all
or named rules, and replayed events are not archived again.
Source: API-EB CreateArchive; EB-UG eb-replay-archived-event
Scenario: Retention (days = 3, events = r-1), features/contract/buses.feature
Fails at: Then each of the targets "one" has the events "r-1"
Expected: ['r-1-ccafa6gw1-1']
Seen on moto 5.2.5: ['r-1-ccafa6gw1-1', 'r-1-ccafa6gw1-1']
It waits for 864,611 seconds in all: it was seen on a virtual clock.
Known: Archived events are kept for ever, whatever RetentionDays says.
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
a7 = events.describe_event_bus(
    Name='repro-the-bus-1',
)
a8 = events.create_archive(
    ArchiveName='repro-archive-4',
    EventSourceArn=a1['EventBusArn'],
    RetentionDays=3,
    EventPattern='{"detail-type": ["ride"]}',
)
time.sleep(1)
a10 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': a7['Name'],
      'Source': 'tck'}],
)
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
time.sleep(1)
a14 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(864001)
a16 = events.start_replay(
    ReplayName='repro-replay-5',
    EventSourceArn=a8['ArchiveArn'],
    EventStartTime="2026-11-23T11:22:59+00:00",
    EventEndTime="2026-12-23T11:22:59+00:00",
    Destination={'Arn': a1['EventBusArn']},
)
a17 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1798024979000',
#                               'ApproximateReceiveCount': '1',
#                               'SenderId': 'AIDAIT2UOQQY3AUEKVGXU',
#                               'SentTimestamp': '1798024979000'},
#                'Body': '{"version": "0", "id": "bf2b4873-ab47-49ec-9f1b-4f302b79f9c0", '
#                        '"detail-type": "ride", "source": "tck", "account": '
#                        '"123456789012", "time": "2026-12-13T11:22:57Z", "region": '
#                        '"us-east-1", "resources": [], "detail": {"id": '
#  ...
print(a17)
a18 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a17['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a18)
time.sleep(608)
a20 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a20)
