"""EB-DEL-03: Retriable target failures are retried up to 24 h and 185 times by default with
backoff and jitter; settable 0..185 and 60..86400 s; whichever ends first.
Source: EB eb-rule-retry-policy; API-EB RetryPolicy
Scenario: A retry policy (attempts = 186, seconds = 86400, taken = refused),
features/contract/buses.feature
Fails at: Then a target that is tried again 186 times, for 86400 seconds, is refused
Expected: 'ValidationException'
Seen on localstack 4.9.2: ''
Known: Any RetryPolicy is accepted: its range is not looked at.
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
# seen: {}
print(a5)
a6 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'], 'Id': 'one'}],
)
# seen: {'FailedEntries': [], 'FailedEntryCount': 0}
print(a6)
a7 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'],
      'Id': 'one',
      'RetryPolicy': {'MaximumEventAgeInSeconds': 86400, 'MaximumRetryAttempts': 186}}],
)
# seen: {'FailedEntries': [], 'FailedEntryCount': 0}
print(a7)
