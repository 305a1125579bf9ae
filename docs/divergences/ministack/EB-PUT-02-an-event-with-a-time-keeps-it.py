"""EB-PUT-02: An entry without Source, DetailType or Detail (JSON object) fails; time defaults to
call time.
Source: API-EB PutEventsRequestEntry
Scenario: An event with a time keeps it, features/contract/buses.feature
Fails at: Then the event of "one" has the time 2024-02-29T12:30:15Z
Expected: '2024-02-29T12:30:15Z'
Seen on ministack 1.5.33: '2026-11-22T05:23:41Z'
Known: Time is not read: every event is of now.
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
a6 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'], 'Id': 'one'}],
)
time.sleep(0.974572)
a8 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-7d0e96gw2-82"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck',
      'Time': "2024-02-29T12:30:15+00:00"}],
)
a9 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795325021597',
#                               'ApproximateReceiveCount': '1',
#                               'SenderId': 'AROAEXAMPLE',
#                               'SentTimestamp': '1795325021584'},
#                'Body': '{"version": "0", "id": "7a731fbe-38bf-41b0-8e48-cec241bf2555", '
#                        '"source": "tck", "account": "000000000000", "time": '
#                        '"2026-11-22T05:23:41Z", "region": "us-east-1", "resources": '
#                        '[], "detail-type": "ride", "detail": {"id": '
#            ...
print(a9)
a10 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a9['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a10)
a11 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a11)
