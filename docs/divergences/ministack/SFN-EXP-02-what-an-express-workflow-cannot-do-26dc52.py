"""SFN-EXP-02: Express lasts ≤5 min and has no .sync, no task token, no activities, no
StopExecution/Describe/history API.
Source: SFN-DG concepts-standard-vs-express; API-SFN StopExecution, GetExecutionHistory
Scenario: What an express workflow cannot do (what = a job that is waited for),
features/contract/workflow_states.feature
Fails at: Then making it an express workflow is refused with InvalidDefinition
Expected: 'InvalidDefinition'
Seen on ministack 1.5.33: 'no refusal'
Known: An express workflow with a token or .sync is accepted.
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
# seen: {}
print(a3)
a4 = stepfunctions.create_state_machine(
    name='repro-job-2',
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
)
# seen: {'creationDate': datetime.datetime(2026, 11, 22, 5, 26, 38, 670000, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-job-2'}
print(a4)
a5 = stepfunctions.create_state_machine(
    name='repro-express-4',
    definition='{"StartAt": "Job", "States": {"Job": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": "' + a4['stateMachineArn'] + '", "Input": {}}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
    type='EXPRESS',
)
# seen: {'creationDate': datetime.datetime(2026, 11, 22, 5, 26, 38, 684000, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-express-4'}
print(a5)
