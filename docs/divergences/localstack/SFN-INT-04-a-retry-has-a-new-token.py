"""SFN-INT-04: A second answer, or one after timeout/stop, for a token is refused (TaskTimedOut /
TaskDoesNotExist); a retry has a new token.
Source: API-SFN SendTaskSuccess errors; SFN-DG connect-to-resource
Scenario: A retry has a new token, features/contract/workflows.feature
Fails at: And the worker was given 2 different tokens
Expected: 2
Seen on localstack 4.9.2: 1
Known: All tries of one visit of a state have one token.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/stepfunctions/asl/component/state/state_execution/state_task/service/state_task_service_callback.py)
"""

import json
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
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}]}}}',
    roleArn=a2['Role']['Arn'],
)
a5 = stepfunctions.start_execution(
    stateMachineArn=a4['stateMachineArn'],
    name='execution-072346gw6-130',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
a6 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a7 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
time.sleep(0.05)
a9 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a10 = stepfunctions.send_task_failure(
    taskToken=json.loads(a9['Messages'][0]['Body'])['taskToken'],
    error='Boom',
    cause='task was told to fail',
)
a11 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a9['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a11)
time.sleep(0.35)
a13 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a13)
a14 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
# seen: {'cause': 'task was told to fail',
#  'error': 'Boom',
#  'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-2:execution-072346gw6-130',
#  'input': '{"items":["a","b","c"],"until":1}',
#  'inputDetails': {'included': True},
#  'name': 'execution-072346gw6-130',
#  'startDate': datetime.datetime(2026, 11, 22, 5, 44, 58, 872332, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-2',
#  'status': 'FAILED',
#  'stopDate': datetime.datetime(2026, 11, 22, 5, 45, 0, 253479, tzinfo=tzlocal())}
print(a14)
