"""SFN-CON-02: RedriveExecution (standard, ≤14 days, not succeeded) continues at the failed state
with the same input and definition and does not re-run successes.
Source: API-SFN RedriveExecution
Scenario: The second of two tasks has failed, features/contract/workflow_states.feature
Fails at: And the workflow is redriven
Seen on ministack 1.5.33: ClientError: An error occurred (InvalidAction) when calling the
RedriveExecution operation: Unknown action: RedriveExecution
Known: RedriveExecution is not a known action.
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
    definition='{"StartAt": "First", "States": {"First": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "first", "taskToken.$": "$$.Task.Token"}}, "Next": "Second"}, "Second": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "second", "taskToken.$": "$$.Task.Token"}}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
)
a5 = stepfunctions.start_execution(
    stateMachineArn=a4['stateMachineArn'],
    name='execution-7d0e96gw2-114',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
time.sleep(0.1)
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
a13 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a14 = stepfunctions.send_task_failure(
    taskToken=json.loads(a13['Messages'][0]['Body'])['taskToken'],
    error='Boom',
    cause='second was told to fail',
)
a15 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a13['Messages'][0]['ReceiptHandle'],
)
a16 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a16)
a17 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
# seen: {'cause': 'second was told to fail',
#  'error': 'Boom',
#  'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-2:execution-7d0e96gw2-114',
#  'input': '{"items": ["a", "b", "c"], "until": 1}',
#  'inputDetails': {'included': True},
#  'name': 'execution-7d0e96gw2-114',
#  'output': '{"Error": "Boom", "Cause": "second was told to fail"}',
#  'outputDetails': {'included': True},
#  'startDate': datetime.datetime(2026, 11, 22, 5, 26, 44, 474000, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-2',
#  'status': 'FAILED',
#  'stopDat ...
print(a17)
try:
    stepfunctions.redrive_execution(
        executionArn=a5['executionArn'],
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidAction) when calling the RedriveExecution operation: Unknown action: RedriveExecution
