"""EB-DEL-04: Non-retriable failures (no permission, resource gone) go to the DLQ at once without
retry, or are lost without one.
Source: EB-UG eb-rule-dlq
Scenario: A queue that admits the rule too late, features/contract/buses.feature
Fails at: And each of the targets "one" has the events "r-2"
Expected: ['r-2-ccafa6gw1-1']
Seen on moto 5.2.5: ['r-1-ccafa6gw1-1', 'r-2-ccafa6gw1-1']
It waits for 90,610 seconds in all: it was seen on a virtual clock.
Known: Queue policies are stored and never enforced.
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
    QueueName='repro-two-3',
    Attributes={'VisibilityTimeout': '30'},
)
a4 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a5 = sqs.set_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-two-3", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a6 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'], 'Id': 'two'}],
)
a7 = sqs.create_queue(
    QueueName='repro-one-4',
    Attributes={'VisibilityTimeout': '30'},
)
a8 = sqs.get_queue_attributes(
    QueueUrl=a7['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a9 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a8['Attributes']['QueueArn'], 'Id': 'one'}],
)
time.sleep(1)
a11 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
a12 = sqs.set_queue_attributes(
    QueueUrl=a7['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-one-4", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
time.sleep(90000)
a14 = events.put_events(
    Entries=[{'Detail': '{"id": "r-2-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
a15 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a16 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a15['Messages'][0]['ReceiptHandle'],
)
a17 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a15['Messages'][1]['ReceiptHandle'],
)
time.sleep(1)
a19 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a20 = sqs.receive_message(
    QueueUrl=a7['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a21 = sqs.delete_message(
    QueueUrl=a7['QueueUrl'],
    ReceiptHandle=a20['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a21)
a22 = sqs.delete_message(
    QueueUrl=a7['QueueUrl'],
    ReceiptHandle=a20['Messages'][1]['ReceiptHandle'],
)
# seen: {}
print(a22)
time.sleep(608)
a24 = sqs.receive_message(
    QueueUrl=a7['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a24)
