"""SFN-STD-02: StartExecution (standard) with a running execution's name and same input returns the
same execution; with other input or closed it fails ExecutionAlreadyExists; name reusable after
90 days.
Source: API-SFN StartExecution
Scenario: The same start twice while it runs, features/contract/workflows.feature
Fails at: And the workflow is run again under the same name
Seen on ministack 1.5.33: ExecutionAlreadyExists: An error occurred (ExecutionAlreadyExists)
when calling the StartExecution operation: Execution already exists:
'arn:aws:states:us-east-1:000000000000:execution:tck-217453gw4-31-workflow-2:execution-217453gw4-31'
Known: StartExecution with the name and input of a running execution is refused.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/stepfunctions.py)
"""

import os

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
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
)
# seen: {'creationDate': datetime.datetime(2026, 11, 22, 5, 20, 6, 949000, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-2'}
print(a4)
a5 = stepfunctions.start_execution(
    stateMachineArn=a4['stateMachineArn'],
    name='execution-217453gw4-31',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
# seen: {'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-2:execution-217453gw4-31',
#  'startDate': datetime.datetime(2026, 11, 22, 5, 20, 6, 961000, tzinfo=tzlocal())}
print(a5)
try:
    stepfunctions.start_execution(
        stateMachineArn=a4['stateMachineArn'],
        name='execution-217453gw4-31',
        input='{"items": ["a", "b", "c"], "until": 1}',
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: An error occurred (ExecutionAlreadyExists) when calling the StartExecution operation: Execution already exists: 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-2:execution-217453gw4-31'
