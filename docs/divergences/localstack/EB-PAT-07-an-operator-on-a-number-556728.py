"""EB-PAT-07: Operators: prefix, suffix, anything-but (with prefix), numeric (±5e9), cidr, exists,
equals-ignore-case, $or with at most 1000 combinations.
Source: EB-UG eb-event-patterns-content-based-filtering
Scenario: An operator on a number (wanted = {"anything-but": 300}, detail = {"tip": 1},
delivered = not delivered), features/contract/event_patterns.feature
Fails at: Then the rule has not delivered the event
Expected: 0
Seen on localstack 4.9.2: 1
Known: anything-but matches an event that lacks the field.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/events/event_rule_engine.py)
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
    EventPattern='{"detail": {"fare": [{"anything-but": 300}]}}',
)
a3 = sqs.create_queue(
    QueueName='repro-chosen-3',
    Attributes={'VisibilityTimeout': '2'},
)
a4 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a5 = sqs.set_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-chosen-3", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a6 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'], 'Id': 'chosen'}],
)
a7 = events.put_rule(
    Name='repro-rule-2-4',
    EventBusName='repro-the-bus-1',
    EventPattern='{"source": [{"prefix": ""}]}',
)
a8 = sqs.create_queue(
    QueueName='repro-everything-5',
    Attributes={'VisibilityTimeout': '2'},
)
a9 = sqs.get_queue_attributes(
    QueueUrl=a8['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a10 = sqs.set_queue_attributes(
    QueueUrl=a8['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-everything-5", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a7['RuleArn'] + '"]}}}]}'},
)
a11 = events.put_targets(
    Rule='repro-rule-2-4',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a9['Attributes']['QueueArn'], 'Id': 'everything'}],
)
time.sleep(1.94556)
a13 = events.put_events(
    Entries=[{'Detail': '{"tip": 1}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
a14 = sqs.receive_message(
    QueueUrl=a8['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a15 = sqs.delete_message(
    QueueUrl=a8['QueueUrl'],
    ReceiptHandle=a14['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a15)
a16 = sqs.receive_message(
    QueueUrl=a8['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a16)
time.sleep(1.96979)
a18 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['All'],
)
# seen: {'Attributes': {'ApproximateNumberOfMessages': '1',
#                 'ApproximateNumberOfMessagesDelayed': '0',
#                 'ApproximateNumberOfMessagesNotVisible': '0',
#                 'CreatedTimestamp': '1795326117',
#                 'DelaySeconds': '0',
#                 'LastModifiedTimestamp': '1795326117',
#                 'MaximumMessageSize': '1048576',
#                 'MessageRetentionPeriod': '345600',
#                 'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
#                           '"Principal": {"Service": "events.amazonaws.com"}, "Action": '
#        ...
print(a18)
