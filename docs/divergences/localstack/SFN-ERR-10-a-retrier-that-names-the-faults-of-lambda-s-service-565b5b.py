"""SFN-ERR-10: Retry Lambda service faults (Lambda.ServiceException, AWSLambdaException,
SdkClientException, TooManyRequestsException) explicitly.
Source: SFN-DG bp-lambda-serviceexception
Scenario: A retrier that names the faults of Lambda's service (fault =
Lambda.SdkClientException), features/contract/workflows.feature
Fails at: And the worker was asked 2 times
Expected: 2
Seen on localstack 4.9.2: 3
Known: A retried task is not waited for: all tries of one visit of a state have one token, and
each later try takes the answer to an earlier one for its own.
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
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true, "Retry": [{"ErrorEquals": ["Lambda.ServiceException", "Lambda.AWSLambdaException"]}, {"ErrorEquals": ["Lambda.SdkClientException"]}, {"ErrorEquals": ["Lambda.TooManyRequestsException"]}]}}}',
    roleArn=a2['Role']['Arn'],
    type='STANDARD',
)
a5 = stepfunctions.start_execution(
    stateMachineArn=a4['stateMachineArn'],
    name='execution-f7fc09-6',
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
    error='Lambda.SdkClientException',
    cause='task was told to fail',
)
a11 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a9['Messages'][0]['ReceiptHandle'],
)
time.sleep(0.45)
a13 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a14 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
time.sleep(0.05)
a16 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a17 = stepfunctions.send_task_success(
    taskToken=json.loads(a9['Messages'][0]['Body'])['taskToken'],
    output='{}',
)
a18 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a16['Messages'][0]['ReceiptHandle'],
)
time.sleep(0.95)
a20 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a21 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
time.sleep(0.05)
a23 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a24 = stepfunctions.send_task_success(
    taskToken=json.loads(a9['Messages'][0]['Body'])['taskToken'],
    output='{}',
)
# seen: {}
print(a24)
a25 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a23['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a25)
time.sleep(3.0019)
a27 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a27)
