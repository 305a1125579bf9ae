"""EB-DEL-11: An SQS FIFO (or fair) target uses a fixed MessageGroupId and needs content-based
deduplication.
Source: API-EB Target.SqsParameters
Scenario: A FIFO queue that does not compare contents, features/contract/buses.feature
Fails at: And the FIFO queue has no event
Expected: 0
Seen on ministack 1.5.33: 1
Known: An event gets a deduplication id of its own, so that a FIFO queue that wants ids takes
it. (https://github.com/ministackorg/ministack/blob/main/ministack/services/eventbridge.py)
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
a7 = events.put_rule(
    Name='repro-rule-2-4',
    EventBusName='repro-the-bus-1',
    EventPattern='{"detail-type": ["ride"]}',
)
a8 = sqs.create_queue(
    QueueName='repro-grouped-5.fifo',
    Attributes={'FifoQueue': 'true', 'VisibilityTimeout': '2'},
)
a9 = sqs.get_queue_attributes(
    QueueUrl=a8['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a10 = sqs.set_queue_attributes(
    QueueUrl=a8['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-grouped-5.fifo", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a7['RuleArn'] + '"]}}}]}'},
)
a11 = events.put_targets(
    Rule='repro-rule-2-4',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a9['Attributes']['QueueArn'],
      'Id': 'grouped',
      'SqsParameters': {'MessageGroupId': 'rides'}}],
)
time.sleep(0.983723)
a13 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-7d0e96gw2-78"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-the-bus-1',
      'Source': 'tck'}],
)
a14 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a15 = sqs.delete_message(
    QueueUrl=a3['QueueUrl'],
    ReceiptHandle=a14['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a15)
time.sleep(0.968761)
a17 = sqs.receive_message(
    QueueUrl=a3['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a17)
time.sleep(0.97133)
a19 = sqs.get_queue_attributes(
    QueueUrl=a8['QueueUrl'],
    AttributeNames=['All'],
)
# seen: {'Attributes': {'ApproximateNumberOfMessages': '1',
#                 'ApproximateNumberOfMessagesDelayed': '0',
#                 'ApproximateNumberOfMessagesNotVisible': '0',
#                 'ContentBasedDeduplication': 'false',
#                 'CreatedTimestamp': '1795325017',
#                 'DelaySeconds': '0',
#                 'FifoQueue': 'true',
#                 'LastModifiedTimestamp': '1795325017',
#                 'MaximumMessageSize': '1048576',
#                 'MessageRetentionPeriod': '345600',
#                 'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
#      ...
print(a19)
