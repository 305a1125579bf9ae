"""SFN-ERR-10: Retry Lambda service faults (Lambda.ServiceException, AWSLambdaException,
SdkClientException, TooManyRequestsException) explicitly.
Source: SFN-DG bp-lambda-serviceexception
Scenario: A retrier that names the faults of Lambda's service (fault = Lambda.ServiceException),
features/contract/workflows.feature
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
    name='execution-f7fc09-4',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
time.sleep(0.2)
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
a11 = stepfunctions.send_task_failure(
    taskToken=json.loads(a10['Messages'][0]['Body'])['taskToken'],
    error='Lambda.ServiceException',
    cause='task was told to fail',
)
a12 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a10['Messages'][0]['ReceiptHandle'],
)
time.sleep(0.6)
a14 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a15 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
time.sleep(0.05)
a17 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a18 = stepfunctions.send_task_success(
    taskToken=json.loads(a10['Messages'][0]['Body'])['taskToken'],
    output='{}',
)
a19 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a17['Messages'][0]['ReceiptHandle'],
)
time.sleep(1)
a21 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
a22 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
time.sleep(0.05)
a24 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
try:
    stepfunctions.send_task_success(
        taskToken=json.loads(a10['Messages'][0]['Body'])['taskToken'],
        output='{}',
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidToken) when calling the SendTaskSuccess operation: Invalid token
a26 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a24['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a26)
time.sleep(3.1)
a28 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a28)
