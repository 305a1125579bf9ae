"""EB-PUT-02: An entry without Source, DetailType or Detail (JSON object) fails; time defaults to
call time.
Source: API-EB PutEventsRequestEntry
Scenario: An entry that lacks something (flaw = a detail that is broken),
features/contract/buses.feature
Fails at: Then of the 3 results only the second is an error
Expected: ['EventId', 'ErrorCode', 'EventId']
Seen on ministack 1.5.33: ['EventId', 'EventId', 'EventId']
Known: An entry is accepted whatever it lacks: what is not said is empty, and a Detail may be
any text.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/eventbridge.py)
"""

import os
import time

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
    EventPattern='{"source": [{"prefix": ""}]}',
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
time.sleep(0.95)
a8 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-7d0e96gw2-76"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "r-2"',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "r-3-7d0e96gw2-76"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
# seen: {'Entries': [{'EventId': '24267161-cb23-4887-b9f8-3f4c8a5c840e'},
#              {'EventId': 'a76cdc40-0bb6-44cd-8287-894886e0ff73'},
#              {'EventId': 'fe8a5d4e-3e4d-46dc-8604-6c4f842ba785'}],
#  'FailedEntryCount': 0}
print(a8)
