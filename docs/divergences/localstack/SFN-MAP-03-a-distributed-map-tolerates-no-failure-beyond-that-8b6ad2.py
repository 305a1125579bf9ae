"""SFN-MAP-03: Distributed Map tolerates failures by count or percentage (default 0) and fails with
States.ExceedToleratedFailureThreshold; some children may still start meanwhile.
Source: SFN maprun-fail-threshold
Scenario: A distributed map tolerates no failure beyond that (field = ToleratedFailureCount,
value = 0), features/contract/workflow_states.feature
Fails at: Then the workflow fails with error "States.ExceedToleratedFailureThreshold"
Expected: 'FAILED'
Seen on localstack 4.9.2: 'SUCCEEDED'
Known: The tolerance of a distributed map has no effect: it succeeds however many of its items
fail.
(https://github.com/localstack/localstack/blob/v4.9.2/localstack-core/localstack/services/stepfunctions/asl/component/state/state_execution/state_map/state_map.py)
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
    definition='{"StartAt": "Map", "States": {"Map": {"Type": "Map", "ItemsPath": "$.items", "End": true, "ToleratedFailureCount": 0, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "One", "States": {"One": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "' + a1['QueueUrl'] + '", "MessageBody": {"command.$": "$", "taskToken.$": "$$.Task.Token"}}, "End": true}}}}}}',
    roleArn=a2['Role']['Arn'],
)
a5 = stepfunctions.start_execution(
    stateMachineArn=a4['stateMachineArn'],
    name='execution-ab10bcgw5-167',
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
a12 = stepfunctions.send_task_success(
    taskToken=json.loads(a9['Messages'][1]['Body'])['taskToken'],
    output='{}',
)
a13 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a9['Messages'][1]['ReceiptHandle'],
)
a14 = stepfunctions.send_task_failure(
    taskToken=json.loads(a9['Messages'][2]['Body'])['taskToken'],
    error='Boom',
    cause='b was told to fail',
)
a15 = sqs.delete_message(
    QueueUrl=a1['QueueUrl'],
    ReceiptHandle=a9['Messages'][2]['ReceiptHandle'],
)
# seen: {}
print(a15)
time.sleep(9.75)
a17 = sqs.receive_message(
    QueueUrl=a1['QueueUrl'],
    MaxNumberOfMessages=10,
    AttributeNames=['All'],
    MessageAttributeNames=['All'],
)
# seen: {}
print(a17)
a18 = stepfunctions.describe_execution(
    executionArn=a5['executionArn'],
)
# seen: {'executionArn': 'arn:aws:states:us-east-1:000000000000:execution:repro-workflow-2:execution-ab10bcgw5-167',
#  'input': '{"items":["a","b","c"],"until":1}',
#  'inputDetails': {'included': True},
#  'name': 'execution-ab10bcgw5-167',
#  'output': '[{},null,{}]',
#  'outputDetails': {'included': True},
#  'startDate': datetime.datetime(2026, 11, 22, 5, 43, 29, 964934, tzinfo=tzlocal()),
#  'stateMachineArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:repro-workflow-2',
#  'status': 'SUCCEEDED',
#  'stopDate': datetime.datetime(2026, 11, 22, 5, 43, 30, 234174, tzinfo=tzlocal())}
print(a18)
