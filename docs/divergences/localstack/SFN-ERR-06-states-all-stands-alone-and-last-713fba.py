"""SFN-ERR-06: States.ALL must stand alone and last; States.TaskFailed matches all but
States.Timeout; error names are case-sensitive.
Source: SFN-DG concepts-error-handling
Scenario: States.ALL stands alone and last (first = States.ALL, second = Boom),
features/contract/workflows.feature
Fails at: Then making it is refused with InvalidDefinition
Expected: 'InvalidDefinition'
Seen on localstack 4.9.2: 'no refusal'
Known: A catcher for States.ALL is accepted before other catchers.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/stepfunctions/provider.py)
"""

import os

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
# seen: {'Role': {'Arn': 'arn:aws:iam::000000000000:role/repro-role-for-workflows-3',
#           'AssumeRolePolicyDocument': {'Statement': [{'Action': 'sts:AssumeRole',
#                                                       'Effect': 'Allow',
#                                                       'Principal': {'Service': ['states.amazonaws.com',
#                                                                                 'events.amazonaws.com']}}],
#                                        'Version': '2012-10-17'},
#           'CreateDate': datetime.datetime(2026, 11, 22, 5, 45, 56, 978321, tzinfo=tzlocal( ...
print(a2)
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
    name='repro-workflow-2',
    definition='{"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command": "task", "taskToken.$": "$$.Task.Token"}}, "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught 1"}, {"ErrorEquals": ["Boom"], "Next": "Caught 2"}]}, "Caught 1": {"Type": "Pass", "Parameters": {"catcher": 1, "data.$": "$"}, "End": true}, "Caught 2": {"Type": "Pass", "Parameters": {"catcher": 2, "data.$": "$"}, "End": true}}}',
    roleArn=a2['Role']['Arn'],
)
# seen: {'creationDate': datetime.datetime(2026, 11, 22, 5, 45, 57, 57550, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-2'}
print(a4)
