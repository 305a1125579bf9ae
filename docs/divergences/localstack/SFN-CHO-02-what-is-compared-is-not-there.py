"""SFN-CHO-02: A Choice state has no End and only its rules carry Next; a Variable path missing
from the input is a run-time failure unless guarded by IsPresent.
Source: SFN-DG amazon-states-language-choice-state
Scenario: What is compared is not there, features/contract/workflow_states.feature
Fails at: Then the workflow fails with error "States.Runtime"
Expected: 'FAILED'
Seen on localstack 4.9.2: 'SUCCEEDED'
Known: A rule whose variable is missing does not match, and the next one is looked at.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/stepfunctions/asl/component/state/state_choice/comparison/variable.py)
"""

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
a3 = stepfunctions.create_state_machine(
    name='repro-workflow-1',
    definition=('{"StartAt": "Choice", "States": {"Choice": {"Type": "Choice", "Choices": '
     '[{"Variable": "$.number", "NumericGreaterThan": 10, "Next": "First"}, {"Variable": '
     '"$.number", "NumericGreaterThan": 1, "Next": "Second"}], "Default": "Third"}, '
     '"First": {"Type": "Pass", "Result": {"way": "first"}, "End": true}, "Second": '
     '{"Type": "Pass", "Result": {"way": "second"}, "End": true}, "Third": {"Type": '
     '"Pass", "Result": {"way": "third"}, "End": true}}}'),
    roleArn=a1['Role']['Arn'],
)
# seen: {'creationDate': datetime.datetime(2026, 11, 22, 5, 45, 22, 405292, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-1'}
print(a3)
a4 = stepfunctions.start_execution(
    stateMachineArn=a3['stateMachineArn'],
    name='execution-a2d3a8gw7-210',
    input='{"items": ["a", "b", "c"], "until": 1}',
)
# seen: {'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-1:execution-a2d3a8gw7-210',
#  'startDate': datetime.datetime(2026, 11, 22, 5, 45, 22, 448961, tzinfo=tzlocal())}
print(a4)
time.sleep(10.3)
a6 = stepfunctions.describe_execution(
    executionArn=a4['executionArn'],
)
# seen: {'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-1:execution-a2d3a8gw7-210',
#  'input': '{"items":["a","b","c"],"until":1}',
#  'inputDetails': {'included': True},
#  'name': 'execution-a2d3a8gw7-210',
#  'output': '{"way":"third"}',
#  'outputDetails': {'included': True},
#  'startDate': datetime.datetime(2026, 11, 22, 5, 45, 22, 448961, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-1',
#  'status': 'SUCCEEDED',
#  'stopDate': datetime.datetime(2026, 11, 22, 5, 45, 22, 512847, tzinfo=tzlocal())}
print(a6)
