"""SFN-EXP-03: StartSyncExecution answers 200 even when the execution failed; status has to be
read.
Source: API-SFN StartSyncExecution
Scenario: The workflow succeeds, and the answer has its output,
features/contract/workflow_states.feature
Fails at: When the express workflow is started, and its end waited for
Seen on moto 5.2.5: NotImplementedError: The start_sync_execution action has not been
implemented
Known: There is no StartSyncExecution: the interpreter has it, and no operation leads there.
(https://github.com/getmoto/moto/blob/5.2.5/moto/stepfunctions/responses.py)
"""

import os

import boto3
from botocore.config import Config


def client(service):
    return boto3.client(
        service,
        # Where moto listens.
        endpoint_url=os.environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(inject_host_prefix=False),
    )


iam = client("iam")
stepfunctions = client("stepfunctions")

a1 = iam.create_role(
    RoleName='repro-role-for-workflows-2',
    AssumeRolePolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": '
     '["states.amazonaws.com", "events.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}'),
)
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
    name='repro-express-workflow-1',
    definition=('{"StartAt": "Say", "States": {"Say": {"Type": "Pass", "Result": {"said": "done"}, '
     '"End": true}}}'),
    roleArn=a1['Role']['Arn'],
    type='EXPRESS',
)
# seen: {'creationDate': datetime.datetime(2026, 11, 22, 8, 51, 35, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:123456789012:stateMachine:repro-express-workflow-1'}
print(a3)
try:
    stepfunctions.start_sync_execution(
        stateMachineArn=a3['stateMachineArn'],
        input='{}',
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: The start_sync_execution action has not been implemented
