"""EB-DEL-10: Events forwarded bus-to-bus are not routed on to a third bus.
Source: EB-UG eb-bus-to-bus
Scenario: Three buses in a row, features/contract/buses.feature
Fails at: And each of the targets "three" has no event
Expected: []
Seen on localstack 4.9.2: ['r-1-a2d3a8gw7-110']
Known: A bus hands on what was handed to it, through any number of buses.
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
iam = client("iam")
sqs = client("sqs")

a1 = events.create_event_bus(
    Name='repro-first-1',
)
a2 = events.create_event_bus(
    Name='repro-second-2',
)
a3 = events.create_event_bus(
    Name='repro-third-3',
)
a4 = events.put_rule(
    Name='repro-rule-1-4',
    EventBusName='repro-first-1',
    EventPattern='{"detail-type": ["ride"]}',
)
a5 = iam.create_role(
    RoleName='repro-role-for-workflows-5',
    AssumeRolePolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": '
     '["states.amazonaws.com", "events.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}'),
)
a6 = iam.put_role_policy(
    RoleName=a5['Role']['RoleName'],
    PolicyName='send-and-run',
    PolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": '
     '["sqs:SendMessage", "sns:Publish", "events:PutEvents", "states:StartExecution", '
     '"states:DescribeExecution", "states:StopExecution", "events:PutTargets", '
     '"events:PutRule", "events:DescribeRule"], "Resource": "*"}]}'),
)
a7 = events.describe_event_bus(
    Name='repro-second-2',
)
a8 = events.put_targets(
    Rule='repro-rule-1-4',
    EventBusName='repro-first-1',
    Targets=[{'Arn': a2['EventBusArn'], 'Id': 'bus', 'RoleArn': a5['Role']['Arn']}],
)
a9 = events.put_rule(
    Name='repro-rule-2-6',
    EventBusName=a7['Name'],
    EventPattern='{"detail-type": ["ride"]}',
)
a10 = events.describe_event_bus(
    Name='repro-third-3',
)
a11 = events.put_targets(
    Rule='repro-rule-2-6',
    EventBusName=a7['Name'],
    Targets=[{'Arn': a3['EventBusArn'], 'Id': 'bus', 'RoleArn': a5['Role']['Arn']}],
)
a12 = events.put_rule(
    Name='repro-rule-3-7',
    EventBusName=a7['Name'],
    EventPattern='{"detail-type": ["ride"]}',
)
a13 = sqs.create_queue(
    QueueName='repro-two-8',
    Attributes={'VisibilityTimeout': '2'},
)
a14 = sqs.get_queue_attributes(
    QueueUrl=a13['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a15 = sqs.set_queue_attributes(
    QueueUrl=a13['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-two-8", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a12['RuleArn'] + '"]}}}]}'},
)
a16 = events.put_targets(
    Rule='repro-rule-3-7',
    EventBusName=a7['Name'],
    Targets=[{'Arn': a14['Attributes']['QueueArn'], 'Id': 'two'}],
)
a17 = events.put_rule(
    Name='repro-rule-4-9',
    EventBusName=a10['Name'],
    EventPattern='{"detail-type": ["ride"]}',
)
a18 = sqs.create_queue(
    QueueName='repro-three-10',
    Attributes={'VisibilityTimeout': '2'},
)
a19 = sqs.get_queue_attributes(
    QueueUrl=a18['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a20 = sqs.set_queue_attributes(
    QueueUrl=a18['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-three-10", "Condition": {"ArnEquals": {"aws:SourceArn": ["' + a17['RuleArn'] + '"]}}}]}'},
)
a21 = events.put_targets(
    Rule='repro-rule-4-9',
    EventBusName=a10['Name'],
    Targets=[{'Arn': a19['Attributes']['QueueArn'], 'Id': 'three'}],
)
time.sleep(1.89864)
a23 = events.put_events(
    Entries=[{'Detail': '{"id": "r-1-a2d3a8gw7-110"}',
      'DetailType': 'ride',
      'EventBusName': 'repro-first-1',
      'Source': 'tck'}],
)
a24 = sqs.receive_message(
    QueueUrl=a13['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a25 = sqs.delete_message(
    QueueUrl=a13['QueueUrl'],
    ReceiptHandle=a24['Messages'][0]['ReceiptHandle'],
)
time.sleep(1.88146)
a27 = sqs.receive_message(
    QueueUrl=a13['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
time.sleep(1.9202)
a29 = sqs.receive_message(
    QueueUrl=a18['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {'Messages': [{'Attributes': {'ApproximateFirstReceiveTimestamp': '1795325956641',
#                               'ApproximateReceiveCount': '1',
#                               'SenderId': '000000000000',
#                               'SentTimestamp': '1795325952155'},
#                'Body': '{"version":"0","id":"7dc03fab-5f20-499e-b33a-29464ee60f69","detail-type":"ride","source":"tck","account":"000000000000","time":"2026-11-22T05:39:12Z","region":"us-east-1","resources":[],"detail":{"id":"r-1-a2d3a8gw7-110"}}',
#                'MD5OfBody': '5cec287fe3d7b43e9f031954f727d697',
#                'Mes ...
print(a29)
a30 = sqs.delete_message(
    QueueUrl=a18['QueueUrl'],
    ReceiptHandle=a29['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a30)
a31 = sqs.receive_message(
    QueueUrl=a18['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a31)
