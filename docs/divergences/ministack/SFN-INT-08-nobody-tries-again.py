"""SFN-INT-08: Retry on a PutEvents task sends all entries again, successful ones included.
Source: SFN-DG connect-eventbridge
Scenario: Nobody tries again, features/contract/workflow_tasks.feature
Fails at: Then the workflow fails with error "EventBridge.FailedEntry"
Expected: 'FAILED'
Seen on ministack 1.5.33: 'SUCCEEDED'
Known: An entry is accepted whatever it lacks, so that a task that puts it does not fail.
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
iam = client("iam")
stepfunctions = client("stepfunctions")

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
a6 = events.put_targets(
    Rule='repro-rule-1-2',
    EventBusName='repro-the-bus-1',
    Targets=[{'Arn': a4['Attributes']['QueueArn'], 'Id': 'one'}],
)
time.sleep(0.992941)
a8 = iam.create_role(
    RoleName='repro-role-for-workflows-5',
    AssumeRolePolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": '
     '["states.amazonaws.com", "events.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}'),
)
a9 = iam.put_role_policy(
    RoleName=a8['Role']['RoleName'],
    PolicyName='send-and-run',
    PolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": '
     '["sqs:SendMessage", "sns:Publish", "events:PutEvents", "states:StartExecution", '
     '"states:DescribeExecution", "states:StopExecution", "events:PutTargets", '
     '"events:PutRule", "events:DescribeRule"], "Resource": "*"}]}'),
)
a10 = stepfunctions.create_state_machine(
    name='repro-workflow-4',
    definition=('{"StartAt": "Put", "States": {"Put": {"Type": "Task", "Resource": '
     '"arn:aws:states:::events:putEvents", "Parameters": {"Entries": [{"EventBusName": '
     '"repro-the-bus-1", "Source": "tck", "DetailType": "ride", "Detail": {"id": '
     '"r-1-4f57fe-7"}}, {"EventBusName": "repro-the-bus-1", "Source": "tck", "Detail": '
     '{"id": "r-2-4f57fe-7"}}, {"EventBusName": "repro-the-bus-1", "Source": "tck", '
     '"DetailType": "ride", "Detail": {"id": "r-3-4f57fe-7"}}]}, "End": true}}}'),
    roleArn=a8['Role']['Arn'],
    type='STANDARD',
)
# seen: {'creationDate': datetime.datetime(2026, 11, 22, 18, 1, 24, 671000, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-4'}
print(a10)
a11 = stepfunctions.start_execution(
    stateMachineArn=a10['stateMachineArn'],
    name='execution-4f57fe-7',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
# seen: {'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-4:execution-4f57fe-7',
#  'startDate': datetime.datetime(2026, 11, 22, 18, 1, 24, 673000, tzinfo=tzlocal())}
print(a11)
time.sleep(18.25)
a13 = stepfunctions.describe_execution(
    executionArn=a11['executionArn'],
)
# seen: {'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-4:execution-4f57fe-7',
#  'input': '{"items": ["a", "b", "c"], "until": 1}',
#  'inputDetails': {'included': True},
#  'name': 'execution-4f57fe-7',
#  'output': '{"FailedEntryCount": 0, "Entries": [{"EventId": '
#            '"0a492d8f-b49c-437b-bec4-330b49cc3359"}, {"EventId": '
#            '"d357e43b-137e-467e-b86b-98bd73d95b29"}, {"EventId": '
#            '"e5a6839e-2ee0-4080-8795-fecab674e14e"}]}',
#  'outputDetails': {'included': True},
#  'startDate': datetime.datetime(2026, 11, 22, 18, 1, 24, 673000, tzinfo=tzlocal()),
#  ' ...
print(a13)
