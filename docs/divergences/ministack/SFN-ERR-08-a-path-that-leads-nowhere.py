"""SFN-ERR-08: States.Runtime and States.DataLimitExceeded are not caught by States.ALL.
Source: SFN-DG concepts-error-handling
Scenario: A path that leads nowhere, features/contract/workflows.feature
Fails at: Then the workflow fails with error "States.Runtime"
Expected: 'FAILED'
Seen on ministack 1.5.33: 'SUCCEEDED'
Known: An InputPath that leads nowhere gives a States.Runtime error that States.ALL catches.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/stepfunctions.py)
"""

import json
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


sqs = client("sqs")
iam = client("iam")
stepfunctions = client("stepfunctions")

a1 = sqs.create_queue(
    QueueName='repro-tasks-1',
    Attributes={'VisibilityTimeout': '2'},
)
a2 = iam.create_role(
    RoleName='repro-role-for-workflows-3',
    AssumeRolePolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": '
     '["states.amazonaws.com", "events.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}'),
)
a3 = iam.put_role_policy(
    RoleName=a2['Role']['RoleName'],
    PolicyName='send-and-run',
    PolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": '
     '["sqs:SendMessage", "sns:Publish", "events:PutEvents", "states:StartExecution", '
     '"states:DescribeExecution", "states:StopExecution", "events:PutTargets", '
     '"events:PutRule", "events:DescribeRule"], "Resource": "*"}]}'),
)
a4 = stepfunctions.create_state_machine(
    name='repro-workflow-2',
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true, "InputPath": "$.nowhere", "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Caught 1"}]}, "Caught 1": {"Type": "Pass", "Parameters": {"catcher": 1, "data.$": "$"}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
)
a5 = stepfunctions.start_execution(
    stateMachineArn=a4['stateMachineArn'],
    name='execution-217453gw4-24',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
time.sleep(0.05)
a7 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a8 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
time.sleep(0.05)
a10 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a11 = stepfunctions.send_task_success(
    taskToken=json.loads(a10['Messages'][0]['Body'])['taskToken'],
    output='{}',
)
a12 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a10['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a12)
time.sleep(10.25)
a14 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a14)
a15 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
# seen: {'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-2:execution-217453gw4-24',
#  'input': '{"items": ["a", "b", "c"], "until": 1}',
#  'inputDetails': {'included': True},
#  'name': 'execution-217453gw4-24',
#  'output': '{}',
#  'outputDetails': {'included': True},
#  'startDate': datetime.datetime(2026, 11, 22, 5, 19, 28, 536000, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-2',
#  'status': 'SUCCEEDED',
#  'stopDate': datetime.datetime(2026, 11, 22, 5, 19, 28, 792000, tzinfo=tzlocal())}
print(a15)
