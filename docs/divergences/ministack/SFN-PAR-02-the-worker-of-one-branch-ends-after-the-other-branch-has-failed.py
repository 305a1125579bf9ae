"""SFN-PAR-02: One unhandled branch failure fails the Parallel state and stops the others; running
Lambdas and workers are not stopped.
Source: SFN-DG amazon-states-language-parallel-state
Scenario: The worker of one branch ends after the other branch has failed,
features/contract/workflows.feature
Fails at: Then the workflow fails with error "Boom"
Expected: 'FAILED'
Seen on ministack 1.5.33: 'RUNNING'
Known: A Parallel state of which one branch has failed waits for the other branches.
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
a2 = sqs.create_queue(
    QueueName='repro-second-tasks-2',
    Attributes={'VisibilityTimeout': '2'},
)
a3 = iam.create_role(
    RoleName='repro-role-for-workflows-4',
    AssumeRolePolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": '
     '["states.amazonaws.com", "events.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}'),
)
a4 = iam.put_role_policy(
    RoleName=a3['Role']['RoleName'],
    PolicyName='send-and-run',
    PolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": '
     '["sqs:SendMessage", "sns:Publish", "events:PutEvents", "states:StartExecution", '
     '"states:DescribeExecution", "states:StopExecution", "events:PutTargets", '
     '"events:PutRule", "events:DescribeRule"], "Resource": "*"}]}'),
)
a5 = stepfunctions.create_state_machine(
    name='repro-workflow-3',
    definition='{"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Branches": [{"StartAt": "First", "States": {"First": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "http://127.0.0.1:33893/000000000000/repro-tasks-1", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true}}}, {"StartAt": "Second", "States": {"Second": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a2['QueueUrl'] + '", "MessageBody": {"command": "second", "taskToken.$": "$$.Task.Token"}}, "End": true}}}], "End": true}}}',
    roleArn=a3['Role']['Arn'],
)
a6 = stepfunctions.start_execution(
    stateMachineArn=a5['stateMachineArn'],
    name='execution-217453gw4-13',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
time.sleep(0.1)
a8 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a9 = stepfunctions.describe_execution(
    executionArn=a6['executionArn'],
)
time.sleep(0.05)
a11 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a12 = stepfunctions.send_task_failure(
    taskToken=json.loads(a11['Messages'][0]['Body'])['taskToken'],
    error='Boom',
    cause='task was told to fail',
)
a13 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a11['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a13)
time.sleep(11.8)
a15 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a15)
a16 = stepfunctions.describe_execution(
    executionArn=a6['executionArn'],
)
# seen: {'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-3:execution-217453gw4-13',
#  'input': '{"items": ["a", "b", "c"], "until": 1}',
#  'inputDetails': {'included': True},
#  'name': 'execution-217453gw4-13',
#  'outputDetails': {'included': True},
#  'startDate': datetime.datetime(2026, 11, 22, 5, 18, 51, 870000, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-3',
#  'status': 'RUNNING'}
print(a16)
