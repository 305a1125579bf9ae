"""SFN-ERR-10: Retry Lambda service faults (Lambda.ServiceException, AWSLambdaException,
SdkClientException, TooManyRequestsException) explicitly.
Source: SFN-DG bp-lambda-serviceexception
Scenario: A retrier that names the faults of Lambda's service (fault =
Lambda.SdkClientException), features/contract/workflows.feature
Fails at: Then the workflow succeeds
Expected: 'SUCCEEDED'
Seen on moto 5.2.5: 'FAILED'
It waits for 608 seconds in all: it was seen on a virtual clock.
Known: A retried task is not waited for: all tries of one visit of a state have one token, and
each later try ends at once as the first one did, before its worker has answered.
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
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true, "Retry": [{"ErrorEquals": ["Lambda.ServiceException", "Lambda.AWSLambdaException"]}, {"ErrorEquals": ["Lambda.SdkClientException"]}, {"ErrorEquals": ["Lambda.TooManyRequestsException"]}]}}}',
    roleArn=a2['Role']['Arn'],
    type='STANDARD',
)
a5 = stepfunctions.start_execution(
    stateMachineArn=a4['stateMachineArn'],
    name='execution-f72072-1',
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
    error='Lambda.SdkClientException',
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
try:
    stepfunctions.send_task_success(
        taskToken=json.loads(a6['Messages'][0]['Body'])['taskToken'],
        output='{}',
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidToken) when calling the SendTaskSuccess operation (reached max retries: 0): Invalid Token: 'Invalid token'
a14 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a12['Messages'][0]['ReceiptHandle'],
)
try:
    stepfunctions.send_task_success(
        taskToken=json.loads(a6['Messages'][0]['Body'])['taskToken'],
        output='{}',
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidToken) when calling the SendTaskSuccess operation (reached max retries: 0): Invalid Token: 'Invalid token'
a16 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a12['Messages'][1]['ReceiptHandle'],
)
try:
    stepfunctions.send_task_success(
        taskToken=json.loads(a6['Messages'][0]['Body'])['taskToken'],
        output='{}',
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidToken) when calling the SendTaskSuccess operation (reached max retries: 0): Invalid Token: 'Invalid token'
a18 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a12['Messages'][2]['ReceiptHandle'],
)
# seen: {}
print(a18)
time.sleep(592)
a20 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a20)
a21 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
# seen: {'error': 'Lambda.SdkClientException',
#  'executionArn': 'arn:aws:states:us-east-1:123456789012:execution:repro-workflow-2:execution-f72072-1',
#  'input': '{"items": ["a", "b", "c"], "until": 1}',
#  'name': 'execution-f72072-1',
#  'startDate': datetime.datetime(2026, 11, 22, 9, 18, 7, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:123456789012:stateMachine:repro-workflow-2',
#  'status': 'FAILED',
#  'stopDate': datetime.datetime(2026, 11, 22, 9, 18, 14, tzinfo=tzlocal())}
print(a21)
