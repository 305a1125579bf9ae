"""EB-DEL-05: The target DLQ is a standard SQS queue in the same Region (no FIFO), set per target;
entries carry RULE_ARN, TARGET_ARN, ERROR_CODE, ERROR_MESSAGE, EXHAUSTED_RETRY_CONDITION,
RETRY_ATTEMPTS.
Source: EB-UG eb-rule-dlq
Scenario: Two targets are gone, and one has a dead-letter queue, features/contract/buses.feature
Fails at: Then the dead-letter queue of the target "one" has the events "r-1"
Expected: ['r-1-a2d3a8gw7-97']
Seen on localstack 4.9.2: []
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
    QueueName='repro-two-3',
    Attributes={'VisibilityTimeout': '2'},
)
a4 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a5 = sqs.set_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-two-3", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a6 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'], 'Id': 'two'}],
)
a7 = sqs.create_queue(
    QueueName='repro-dead-letters-of-one-4',
    Attributes={'VisibilityTimeout': '2'},
)
a8 = sqs.get_queue_attributes(
    QueueUrl=a7['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a9 = sqs.set_queue_attributes(
    QueueUrl=a7['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-dead-letters-of-one-4", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a10 = sqs.create_queue(
    QueueName='repro-one-5',
    Attributes={'VisibilityTimeout': '2'},
)
a11 = sqs.get_queue_attributes(
    QueueUrl=a10['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a12 = sqs.set_queue_attributes(
    QueueUrl=a10['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-one-5", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a13 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a11['Attributes']['QueueArn'],
      'DeadLetterConfig': {'Arn': a8['Attributes']['QueueArn']},
      'Id': 'one'}],
)
a14 = sqs.delete_queue(
    QueueUrl=a10['QueueUrl'],
)
a15 = sqs.delete_queue(
    QueueUrl=a3['QueueUrl'],
)
# seen: {}
print(a15)
time.sleep(1.84485)
a17 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-a2d3a8gw7-97"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
# seen: {'Entries': [{'EventId': '83add40b-dded-454b-9830-64b92128e631'}],
#  'FailedEntryCount': 0}
print(a17)
time.sleep(10.6)
a19 = sqs.receive_message(
    QueueUrl=a7['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a19)
