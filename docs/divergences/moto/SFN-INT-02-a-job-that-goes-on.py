"""SFN-INT-02: .sync waits for the job; on abort the cancel is best effort, so the job may go on.
Source: SFN-DG connect-to-resource
Scenario: A job that goes on, features/contract/workflow_states.feature
Fails at: Then the worker was asked once
Expected: 1
Seen on moto 5.2.5: 0
Known: A task that starts a workflow is States.Runtime: the names of its parameters begin with
capital letters, as in the language, and are not translated to those of the API.
(https://github.com/getmoto/moto/blob/5.2.5/moto/stepfunctions/parser/asl/component/state/exec/state_task/service/state_task_service.py)
"""

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
    name='repro-job-2',
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
)
a5 = stepfunctions.create_state_machine(
    name='repro-workflow-4',
    definition='{"StartAt": "Job", "States": {"Job": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": "' + a4['stateMachineArn'] + '", "Input": {}}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
)
# seen: {'creationDate': datetime.datetime(2027, 10, 14, 12, 57, 14, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:123456789012:stateMachine:repro-workflow-4'}
print(a5)
a6 = stepfunctions.start_execution(
    stateMachineArn=a5['stateMachineArn'],
    name='execution-3ec30bgw0-1',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
# seen: {'executionArn': 'arn:aws:states:us-east-1:123456789012:execution:repro-workflow-4:execution-3ec30bgw0-1',
#  'startDate': datetime.datetime(2027, 10, 14, 12, 57, 14, tzinfo=tzlocal())}
print(a6)
time.sleep(37)
a8 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a8)
