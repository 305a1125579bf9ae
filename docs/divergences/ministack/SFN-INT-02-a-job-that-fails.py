"""SFN-INT-02: .sync waits for the job; on abort the cancel is best effort, so the job may go on.
Source: SFN-DG connect-to-resource
Scenario: A job that fails, features/contract/workflow_states.feature
Fails at: Then the workflow fails with error "States.TaskFailed"
Expected: 'States.TaskFailed'
Seen on ministack 1.5.33: 'Boom'
Known: The error of a job that is waited for is the one of the job, not States.TaskFailed.
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
    name='repro-job-2',
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
)
a5 = stepfunctions.create_state_machine(
    name='repro-workflow-4',
    definition='{"StartAt": "Job", "States": {"Job": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": "' + a4['stateMachineArn'] + '", "Input": {}}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
)
a6 = stepfunctions.start_execution(
    stateMachineArn=a5['stateMachineArn'],
    name='execution-7d0e96gw2-120',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
time.sleep(0.2)
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
a14 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a14)
a15 = stepfunctions.describe_execution(
    executionArn=a6['executionArn'],
)
# seen: {'cause': 'task was told to fail',
#  'error': 'Boom',
#  'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-4:execution-7d0e96gw2-120',
#  'input': '{"items": ["a", "b", "c"], "until": 1}',
#  'inputDetails': {'included': True},
#  'name': 'execution-7d0e96gw2-120',
#  'output': '{"Error": "Boom", "Cause": "task was told to fail"}',
#  'outputDetails': {'included': True},
#  'startDate': datetime.datetime(2026, 11, 22, 5, 26, 47, 3000, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-4',
#  'status': 'FAILED',
#  'stopDate': da ...
print(a15)
