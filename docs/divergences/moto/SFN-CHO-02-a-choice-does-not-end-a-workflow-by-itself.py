"""SFN-CHO-02: A Choice state has no End and only its rules carry Next; a Variable path missing
from the input is a run-time failure unless guarded by IsPresent.
Source: SFN-DG amazon-states-language-choice-state
Scenario: A choice does not end a workflow by itself, features/contract/workflow_states.feature
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
#           'CreateDate': datetime.datetime(2027, 10, 14, 12, 33, 48, tzinfo=tzlocal()),
#     ...
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
        definition=('{"StartAt": "Choice", "States": {"Choice": {"Type": "Choice", "Choices": '
         '[{"Variable": "$.number", "NumericGreaterThan": 10, "Next": "First"}], "Default": '
         '"Third", "End": true}, "First": {"Type": "Pass", "Result": {"way": "first"}, "End": '
         'true}, "Third": {"Type": "Pass", "Result": {"way": "third"}, "End": true}}}'),
        roleArn=a1['Role']['Arn'],
    )
except stepfunctions.exceptions.ClientError as error:
    print(error)
# seen: An error occurred () when calling the CreateStateMachine operation (reached max retries: 0): Error=ValueError Args=["Choice states don't support the End field. In addition, they use Next only inside their Choices field. With state '(StateChoice| {'state_entered_event_type': <HistoryEventType.ChoiceStateEntered: 'ChoiceStateEntered'>, 'state_exited_event_type': <HistoryEventType.ChoiceStateExited: 'ChoiceStateExited'>, 'default_state': (DefaultDecl| {'state_name': 'Third'}, '_next_state_name': None, 'name': 'Choice', 'query_language': (QueryLanguage| {'query_language_mode': QueryLanguageMode.JS ...
