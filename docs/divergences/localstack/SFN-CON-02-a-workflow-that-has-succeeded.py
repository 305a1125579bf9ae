"""SFN-CON-02: RedriveExecution (standard, ≤14 days, not succeeded) continues at the failed state
with the same input and definition and does not re-run successes.
Source: API-SFN RedriveExecution
Scenario: A workflow that has succeeded, features/contract/workflow_states.feature
Fails at: Then redriving it is refused with ExecutionNotRedrivable
Expected: 'ExecutionNotRedrivable'
Seen on localstack 4.9.2: 'InternalFailure'
Known: RedriveExecution is not implemented.
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
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
)
a5 = stepfunctions.start_execution(
    stateMachineArn=a4['stateMachineArn'],
    name='execution-a2d3a8gw7-218',
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
a10 = stepfunctions.send_task_success(
    taskToken=json.loads(a9['Messages'][0]['Body'])['taskToken'],
    output='{}',
)
a11 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a9['Messages'][0]['ReceiptHandle'],
)
a12 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a12)
a13 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
# seen: {'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-2:execution-a2d3a8gw7-218',
#  'input': '{"items":["a","b","c"],"until":1}',
#  'inputDetails': {'included': True},
#  'name': 'execution-a2d3a8gw7-218',
#  'output': '{}',
#  'outputDetails': {'included': True},
#  'startDate': datetime.datetime(2026, 11, 22, 5, 46, 1, 710046, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-2',
#  'status': 'SUCCEEDED',
#  'stopDate': datetime.datetime(2026, 11, 22, 5, 46, 1, 993529, tzinfo=tzlocal())}
print(a13)
try:
    stepfunctions.redrive_execution(
        executionArn=a5['executionArn'],
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (InternalFailure) when calling the RedriveExecution operation: The API action 'RedriveExecution' for service 'stepfunctions' is either not available in your current license plan or has not yet been emulated by LocalStack. Please refer to https://docs.localstack.cloud/references/coverage/coverage_stepfunctions for more information.
