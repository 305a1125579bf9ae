"""EB-DEL-05: The target DLQ is a standard SQS queue in the same Region (no FIFO), set per target;
entries carry RULE_ARN, TARGET_ARN, ERROR_CODE, ERROR_MESSAGE, EXHAUSTED_RETRY_CONDITION,
RETRY_ATTEMPTS.
Source: EB-UG eb-rule-dlq
Scenario: What a dead letter tells, features/contract/buses.feature
Fails at: Then the dead letter of "one" names the rule, the target and the error
Expected: 1
Seen on localstack 4.9.2: 0
Known: The dead-letter queue of a target is never used: what cannot be delivered is gone.
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
    QueueName='repro-dead-letters-of-one-3',
    Attributes={'VisibilityTimeout': '2'},
)
a4 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a5 = sqs.set_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-dead-letters-of-one-3", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a6 = sqs.create_queue(
    QueueName='repro-one-4',
    Attributes={'VisibilityTimeout': '2'},
)
a7 = sqs.get_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a8 = sqs.set_queue_attributes(
    QueueUrl=a6['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-one-4", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a9 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a7['Attributes']['QueueArn'],
      'DeadLetterConfig': {'Arn': a4['Attributes']['QueueArn']},
      'Id': 'one'}],
)
a10 = sqs.delete_queue(
    QueueUrl=a6['QueueUrl'],
)
# seen: {}
print(a10)
time.sleep(1.84579)
a12 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-a2d3a8gw7-100"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
# seen: {'Entries': [{'EventId': 'd1be3308-163e-4f5c-a2ea-d1c400abdac9'}],
#  'FailedEntryCount': 0}
print(a12)
time.sleep(9.85)
a14 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a14)
