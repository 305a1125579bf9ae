"""EB-PUT-02: An entry without Source, DetailType or Detail (JSON object) fails; time defaults to
call time.
Source: API-EB PutEventsRequestEntry
Scenario: An entry that lacks something (flaw = a detail that is a list),
features/contract/buses.feature
Fails at: Then of the 3 results only the second is an error
Expected: ['EventId', 'ErrorCode', 'EventId']
Seen on moto 5.2.5: ['EventId', 'EventId', 'EventId']
Known: A detail that is JSON and no object is accepted, with a warning.
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
    EventPattern='{"source": [{"prefix": ""}]}',
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
# seen: {}
print(a5)
a6 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'], 'Id': 'one'}],
)
# seen: {'FailedEntries': [], 'FailedEntryCount': 0}
print(a6)
time.sleep(1)
a8 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '[{"id": "r-2"}]',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'},
     {'Detail': '{"id": "r-3-ccafa6gw1-1"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
# seen: {'Entries': [{'EventId': 'c92bdfb6-c283-4164-83cf-0aa66324e770'},
#              {'EventId': '12c51eb2-507a-4e0a-882d-67dd349af234'},
#              {'EventId': '0c61bf2a-1841-4e2a-b53d-82881beb81cf'}],
#  'FailedEntryCount': 0}
print(a8)
