"""EB-DEL-07: One rule has up to 5 targets, run in parallel and independently; all matching rules
act.
Source: EB-UG eb-rules; API-EB PutTargets
Scenario: A sixth target, features/contract/buses.feature
Fails at: Then a sixth target of the rule is refused
Expected: 'LimitExceededException'
Seen on ministack 1.5.33: ''
Known: A rule takes any number of targets.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/eventbridge.py)
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
a6 = sqs.create_queue(
    QueueName='repro-two-4',
    Attributes={'VisibilityTimeout': '2'},
)
a7 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a8 = sqs.set_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-two-4", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a9 = sqs.create_queue(
    QueueName='repro-three-5',
    Attributes={'VisibilityTimeout': '2'},
)
a10 = sqs.get_queue_attributes(
    QueueUrl=a9['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a11 = sqs.set_queue_attributes(
    QueueUrl=a9['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-three-5", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a12 = sqs.create_queue(
    QueueName='repro-four-6',
    Attributes={'VisibilityTimeout': '2'},
)
a13 = sqs.get_queue_attributes(
    QueueUrl=a12['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a14 = sqs.set_queue_attributes(
    QueueUrl=a12['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-four-6", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a15 = sqs.create_queue(
    QueueName='repro-five-7',
    Attributes={'VisibilityTimeout': '2'},
)
a16 = sqs.get_queue_attributes(
    QueueUrl=a15['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a17 = sqs.set_queue_attributes(
    QueueUrl=a15['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-five-7", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a18 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'], 'Id': 'one'},
     {'Arn': a7['Attributes']['QueueArn'], 'Id': 'two'},
     {'Arn': a10['Attributes']['QueueArn'], 'Id': 'three'},
     {'Arn': a13['Attributes']['QueueArn'], 'Id': 'four'},
     {'Arn': a16['Attributes']['QueueArn'], 'Id': 'five'}],
)
a19 = sqs.create_queue(
    QueueName='repro-six-8',
    Attributes={'VisibilityTimeout': '2'},
)
a20 = sqs.get_queue_attributes(
    QueueUrl=a19['QueueUrl'],
    AttributeNames=['QueueArn'],
)
# seen: {'Attributes': {'QueueArn': 'arn:aws:sqs:us-east-1:000000000000:repro-six-8'}}
print(a20)
a21 = sqs.set_queue_attributes(
    QueueUrl=a19['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-six-8", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
# seen: {}
print(a21)
a22 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a20['Attributes']['QueueArn'], 'Id': 'six'}],
)
# seen: {'FailedEntries': [], 'FailedEntryCount': 0}
print(a22)
