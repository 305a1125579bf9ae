"""SFN-INT-04: A second answer, or one after timeout/stop, for a token is refused (TaskTimedOut /
TaskDoesNotExist); a retry has a new token.
Source: API-SFN SendTaskSuccess errors; SFN-DG connect-to-resource
Scenario: An answer after the task was given up is refused, features/contract/workflows.feature
Fails at: Then the answer is refused with "TaskTimedOut, TaskDoesNotExist"
Expected: TaskTimedOut, TaskDoesNotExist
Seen on localstack 4.9.2: 'InvalidToken'
Known: The refusal is InvalidToken, as for a token that never was.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/stepfunctions/provider.py)
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
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true, "TimeoutSeconds": 2}}}',
    roleArn=a2['Role']['Arn'],
)
a5 = stepfunctions.start_execution(
    stateMachineArn=a4['stateMachineArn'],
    name='execution-072346gw6-131',
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
a10 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a9['Messages'][0]['ReceiptHandle'],
)
# seen: {}
print(a10)
time.sleep(0.45)
a12 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a12)
try:
    stepfunctions.send_task_success(
        taskToken=json.loads(a9['Messages'][0]['Body'])['taskToken'],
        output='{}',
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InvalidToken) when calling the SendTaskSuccess operation: Invalid token
