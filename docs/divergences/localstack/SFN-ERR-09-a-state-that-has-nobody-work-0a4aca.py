"""SFN-ERR-09: Retry and Catch exist on Task, Parallel and Map; Pass, Wait, Choice, Succeed, Fail
have none.
Source: SFN current error page; SFN-DG
Scenario: A state that has nobody work (kind = Choice, handler = Retry),
features/contract/workflow_states.feature
Fails at: Then making it is refused with InvalidDefinition
Expected: 'InvalidDefinition'
Seen on localstack 4.9.2: 'no refusal'
Known: Retry and Catch are accepted, and ignored, on a state of any kind.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/stepfunctions/asl/component/state/state.py)
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


iam = client("iam")
stepfunctions = client("stepfunctions")

a1 = iam.create_role(
    RoleName='repro-role-for-workflows-2',
    AssumeRolePolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": '
     '["states.amazonaws.com", "events.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}'),
)
# seen: {'Role': {'Arn': 'arn:aws:iam::000000000000:role/repro-role-for-workflows-2',
#           'AssumeRolePolicyDocument': {'Statement': [{'Action': 'sts:AssumeRole',
#                                                       'Effect': 'Allow',
#                                                       'Principal': {'Service': ['states.amazonaws.com',
#                                                                                 'events.amazonaws.com']}}],
#                                        'Version': '2012-10-17'},
#           'CreateDate': datetime.datetime(2026, 11, 22, 5, 43, 55, 123092, tzinfo=tzlocal( ...
print(a1)
a2 = iam.put_role_policy(
    RoleName=a1['Role']['RoleName'],
    PolicyName='send-and-run',
    PolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": '
     '["sqs:SendMessage", "sns:Publish", "events:PutEvents", "states:StartExecution", '
     '"states:DescribeExecution", "states:StopExecution", "events:PutTargets", '
     '"events:PutRule", "events:DescribeRule"], "Resource": "*"}]}'),
)
# seen: {}
print(a2)
a3 = stepfunctions.create_state_machine(
    name='repro-workflow-1',
    definition=('{"StartAt": "Begin", "States": {"Begin": {"Type": "Pass", "Next": "Idle"}, "Idle": '
     '{"Type": "Choice", "Choices": [{"Variable": "$.number", "NumericGreaterThan": 1, '
     '"Next": "Other"}], "Default": "Other", "Retry": [{"ErrorEquals": ["States.ALL"]}]}, '
     '"Other": {"Type": "Pass", "End": true}}}'),
    roleArn=a1['Role']['Arn'],
)
# seen: {'creationDate': datetime.datetime(2026, 11, 22, 5, 43, 55, 172671, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-1'}
print(a3)
