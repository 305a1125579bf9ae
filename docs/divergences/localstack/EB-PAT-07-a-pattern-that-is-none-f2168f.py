"""EB-PAT-07: Operators: prefix, suffix, anything-but (with prefix), numeric (±5e9), cidr, exists,
equals-ignore-case, $or with at most 1000 combinations.
Source: EB-UG eb-event-patterns-content-based-filtering
Scenario: A pattern that is none (pattern = {"source": []}, taken = refused),
features/contract/event_patterns.feature
Fails at: Then the pattern {"source": []} is refused
Expected: 'InvalidEventPatternException'
Seen on localstack 4.9.2: ''
Known: The pattern of a rule is not checked when it is set.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/events/provider.py)
"""

import os

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
    EventPattern='{"source": ["rides"]}',
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
# seen: {}
print(a10)
a11 = events.put_targets(
    Rule='repro-rule-2-4',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a9['Attributes']['QueueArn'], 'Id': 'everything'}],
)
# seen: {'FailedEntries': [], 'FailedEntryCount': 0}
print(a11)
a12 = events.put_rule(
    Name='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    EventPattern='{"source": []}',
)
# seen: {'RuleArn': 'arn:aws:events:us-east-1:000000000000:rule/repro-the-bus-1/repro-rule-1-2'}
print(a12)
