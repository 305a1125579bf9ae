"""EB-DEL-11: An SQS FIFO (or fair) target uses a fixed MessageGroupId and needs content-based
deduplication.
Source: API-EB Target.SqsParameters
Scenario: A fair queue gets the group as well, features/contract/buses.feature
Fails at: Then the standard queue has the events "r-1" in the group "rides"
Expected: ['rides']
Seen on ministack 1.5.33: [None]
Known: The MessageGroupId of a target is read for FIFO queues only.
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
    QueueName='repro-grouped-3',
    Attributes={'VisibilityTimeout': '2'},
)
a4 = sqs.get_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a5 = sqs.set_queue_attributes(
    QueueUrl=a3['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-grouped-3", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a2['RuleArn'] + '"]}}}]}'},
)
a6 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'],
      'Id': 'grouped',
      'SqsParameters': {'MessageGroupId': 'rides'}}],
)
time.sleep(0.980367)
a8 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-baace1gw0-117"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
a9 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795325017353',
#                               'ApproximateReceiveCount': '1',
#                               'SenderId': 'AROAEXAMPLE',
#                               'SentTimestamp': '1795325017337'},
#                'Body': '{"version": "0", "id": "27075bf0-6ba1-46fe-9000-d39e2a817ae4", '
#                        '"source": "tck", "account": "000000000000", "time": '
#                        '"2026-11-22T05:23:37Z", "region": "us-east-1", "resources": '
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
