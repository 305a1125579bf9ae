"""EB-DEL-11: An SQS FIFO (or fair) target uses a fixed MessageGroupId and needs content-based
deduplication.
Source: API-EB Target.SqsParameters
Scenario: A fair queue gets the group as well, features/contract/buses.feature
Fails at: When the ride "r-1" is put on the bus
Seen on moto 5.2.5: KeyError: 'ContentBasedDeduplication'
Known: A MessageGroupId for a standard queue ends in a KeyError, which PutEvents raises.
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
    QueueName='repro-grouped-3',
    Attributes={'VisibilityTimeout': '30'},
)
a4 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a5 = sqs.set_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:repro-grouped-3", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
# seen: {}
print(a5)
a6 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'],
      'Id': 'grouped',
      'SqsParameters': {'MessageGroupId': 'rides'}}],
)
# seen: {'FailedEntries': [], 'FailedEntryCount': 0}
print(a6)
time.sleep(1)
try:
    events.put_events(
        Entries=[{'Detail': '{"id": "r-1-ccafa6gw1-1"}',
          'DetailType': 'ride',
          'EventBusName': 'repro-the-bus-1',
          'Source': 'tck'}],
    )
except events.exceptions.ClientError as error:
    print(error)
# seen: 'ContentBasedDeduplication'
