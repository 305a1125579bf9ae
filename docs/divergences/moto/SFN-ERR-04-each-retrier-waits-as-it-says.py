"""SFN-ERR-04: Retriers are scanned in order, first match acts, and each retrier keeps its own
count over the whole visit of the state (not per error name, not reset by other errors).
Source: SFN-DG concepts-error-handling#complex
Scenario: Each retrier waits as it says, features/contract/workflows.feature
Fails at: Then the workflow fails with error "ErrorB"
Expected: 'ErrorB'
Seen on moto 5.2.5: 'ErrorA'
Known: A retried task is not waited for: each later try ends at once with the error of the first
one, so that a task never fails with different errors.
(https://github.com/getmoto/moto/blob/5.2.5/moto/stepfunctions/parser/asl/component/state/exec/state_task/service/state_task_service_callback.py)
"""

import json
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


sqs = client("sqs")
iam = client("iam")
stepfunctions = client("stepfunctions")

a1 = sqs.create_queue(
    QueueName='repro-tasks-1',
    Attributes={'VisibilityTimeout': '30'},
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
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true, "Retry": [{"ErrorEquals": ["ErrorA", "ErrorB"], "MaxAttempts": 2, "IntervalSeconds": 1}, {"ErrorEquals": ["ErrorC"], "MaxAttempts": 3, "IntervalSeconds": 5}]}}}',
    roleArn=a2['Role']['Arn'],
)
a5 = stepfunctions.start_execution(
    stateMachineArn=a4['stateMachineArn'],
    name='execution-3ec30bgw0-1',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
a6 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a7 = stepfunctions.send_task_failure(
    taskToken=json.loads(a6['Messages'][0]['Body'])['taskToken'],
    error='ErrorA',
    cause='task was told to fail',
)
a8 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a6['Messages'][0]['ReceiptHandle'],
)
a9 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a10 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
time.sleep(16)
a12 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a13 = stepfunctions.send_task_failure(
    taskToken=json.loads(a6['Messages'][0]['Body'])['taskToken'],
    error='ErrorB',
    cause='task was told to fail',
)
a14 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a12['Messages'][0]['ReceiptHandle'],
)
a15 = stepfunctions.send_task_failure(
    taskToken=json.loads(a6['Messages'][0]['Body'])['taskToken'],
    error='ErrorC',
    cause='task was told to fail',
)
a16 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a12['Messages'][1]['ReceiptHandle'],
)
# seen: {}
print(a16)
a17 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a17)
a18 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
# seen: {'error': 'ErrorA',
#  'executionArn': 'arn:aws:states:us-east-1:123456789012:execution:repro-workflow-2:execution-3ec30bgw0-1',
#  'input': '{"items": ["a", "b", "c"], "until": 1}',
#  'name': 'execution-3ec30bgw0-1',
#  'startDate': datetime.datetime(2026, 12, 16, 18, 41, 57, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:123456789012:stateMachine:repro-workflow-2',
#  'status': 'FAILED',
#  'stopDate': datetime.datetime(2026, 12, 16, 18, 42, tzinfo=tzlocal())}
print(a18)
