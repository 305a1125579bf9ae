"""SFN-INT-04: A second answer, or one after timeout/stop, for a token is refused (TaskTimedOut /
TaskDoesNotExist); a retry has a new token.
Source: API-SFN SendTaskSuccess errors; SFN-DG connect-to-resource
Scenario: A retry has a new token, features/contract/workflows.feature
Fails at: And the worker was given 2 different tokens
Expected: 2
Seen on moto 5.2.5: 1
Known: All tries of one visit of a state have one token.
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
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}]}}}',
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
    error='Boom',
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
    error='Boom',
    cause='task was told to fail',
)
a14 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a12['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a14)
a15 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a15)
a16 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
# seen: {'error': 'Boom',
#  'executionArn': 'arn:aws:states:us-east-1:123456789012:execution:repro-workflow-2:execution-3ec30bgw0-1',
#  'input': '{"items": ["a", "b", "c"], "until": 1}',
#  'name': 'execution-3ec30bgw0-1',
#  'startDate': datetime.datetime(2026, 12, 17, 4, 49, 25, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:123456789012:stateMachine:repro-workflow-2',
#  'status': 'FAILED',
#  'stopDate': datetime.datetime(2026, 12, 17, 4, 49, 26, tzinfo=tzlocal())}
print(a16)
