"""SFN-WAIT-01: Wait takes exactly one of Seconds, Timestamp, SecondsPath, TimestampPath; up to one
year (standard) or 5 min (express).
Source: SFN-DG amazon-states-language-wait-state
Scenario: Two ways at once, features/contract/workflows.feature
Fails at: Then making it is refused with InvalidDefinition
Expected: 'InvalidDefinition'
Seen on moto 5.2.5: 'an error without a code'
Known: The definition is refused with an error that has no code, not with InvalidDefinition.
(https://github.com/getmoto/moto/blob/5.2.5/moto/stepfunctions/parser/models.py)
"""

import os

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


iam = client("iam")
stepfunctions = client("stepfunctions")

a1 = iam.create_role(
    RoleName='repro-role-for-workflows-2',
    AssumeRolePolicyDocument=('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": '
     '["states.amazonaws.com", "events.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}'),
)
# seen: {'Role': {'Arn': 'arn:aws:iam::123456789012:role/repro-role-for-workflows-2',
#           'AssumeRolePolicyDocument': {'Statement': [{'Action': 'sts:AssumeRole',
#                                                       'Effect': 'Allow',
#                                                       'Principal': {'Service': ['states.amazonaws.com',
#                                                                                 'events.amazonaws.com']}}],
#                                        'Version': '2012-10-17'},
#           'CreateDate': datetime.datetime(2027, 10, 14, 11, 3, 3, tzinfo=tzlocal()),
#       ...
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
try:
    stepfunctions.create_state_machine(
        name='repro-workflow-1',
        definition=('{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 1, "SecondsPath": '
         '"$.until", "End": true}}}'),
        roleArn=a1['Role']['Arn'],
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: An error occurred () when calling the CreateStateMachine operation (reached max retries: 0): Error=ValueError Args=["Redefinition of type '<class 'moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function.WaitFunction'>', from '(Seconds| {'seconds': 1}' to '(SecondsPath| {'string_sampler': (StringJsonPath| {'literal_value': '$.until', 'json_path': '$.until'}}'."] in definition '{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 1, "SecondsPath": "$.until", "End": true}}}'.
