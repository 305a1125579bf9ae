"""Values that no alarm, bus, pipe or schedule can have: each is refused, and no more happens."""

import json

import pytest

from pattern_tck.simulator.matching import complaints
from pattern_tck.simulator.refusals import NotModelled, Refusal

from .whole_account import ROLE, WholeAccount, arn

DEEP = '{"a":' * 600 + "1" + "}" * 600


@pytest.fixture
def account():
    return WholeAccount()


def refused(account, service, operation, **asked):
    with pytest.raises(Refusal) as raised:
        account.world.call(service, operation, asked)
    return raised.value


def piped(account, body, **more):
    """Make a pipe from the queue ``dead``, send there, and let the pipe do its work."""
    made = {"Name": "other", "RoleArn": ROLE, "Source": arn("sqs", "dead"), **more}
    account.call("pipes", "DeletePipe", Name="one")
    account.call("pipes", "CreatePipe", **{"Target": arn("sqs", "one"), **made})
    account.world.clock.pass_time(100)
    url = "https://sqs/1/dead"
    account.call("sqs", "SendMessage", QueueUrl=url, MessageBody=body)
    account.world.clock.pass_time(100)
    return [told.words for told in account.world.told]


@pytest.mark.parametrize("action", ["arn:", "arn:aws", "arn:aws:"])
def test_an_action_of_an_alarm_that_is_no_arn(account, action):
    (made,) = account.made["cloudwatch", "PutMetricAlarm"]
    refused(account, "cloudwatch", "PutMetricAlarm", **{**made, "AlarmActions": [action]})


@pytest.mark.parametrize("connection", ["", "a", "a:b:c", "arn:aws:events:us-east-1"])
def test_a_connection_that_is_no_arn(account, connection):
    (made,) = account.made["events", "CreateApiDestination"]
    asked = {**made, "Name": "other", "ConnectionArn": connection}
    assert refused(account, "events", "CreateApiDestination", **asked).status == 400


@pytest.mark.parametrize("end", ["Source", "Target"])
def test_the_end_of_a_pipe_that_is_no_arn(account, end):
    (made,) = account.made["pipes", "CreatePipe"]
    asked = {**made, "Name": "other", end: "arn:aws:sqs:us-east-1:x"}
    found = refused(account, "pipes", "CreatePipe", **asked)
    assert found.code == "ValidationException"
    assert not isinstance(found, NotModelled)


def test_a_path_of_a_pipe_that_is_none(account):
    (made,) = account.made["pipes", "CreatePipe"]
    parameters = {"SqsQueueParameters": {"MessageGroupId": "$.a["}}
    asked = {**made, "Name": "other", "TargetParameters": parameters}
    assert refused(account, "pipes", "CreatePipe", **asked).code == "ValidationException"


def test_a_path_of_a_pipe_that_leads_nowhere_is_told(account):
    parameters = {"SqsQueueParameters": {"MessageGroupId": "$.body.nobody"}}
    told = piped(account, "{}", TargetParameters=parameters)
    assert any("1 of 1 fail" in words for words in told)


def test_a_pipe_takes_what_is_nested_deeply_for_a_text(account):
    criteria = {"FilterCriteria": {"Filters": [{"Pattern": '{"body": {"a": ["x"]}}'}]}}
    piped(account, DEEP, SourceParameters=criteria)
    asked = {"QueueUrl": "https://sqs/1/dead", "AttributeNames": ["ApproximateNumberOfMessages"]}
    answer = account.call("sqs", "GetQueueAttributes", **asked)
    assert answer["Attributes"] == {"ApproximateNumberOfMessages": "0"}


@pytest.mark.parametrize(
    "named", [5, "a", [4], [{"itemIdentifier": [1]}], [{"itemIdentifier": {}}], {"a": 1}]
)
def test_failures_that_a_workflow_does_not_name(account, named):
    state = {"Type": "Pass", "Result": {"batchItemFailures": named}, "End": True}
    made = account.call(
        "stepfunctions",
        "CreateStateMachine",
        name="naming",
        type="EXPRESS",
        definition=json.dumps({"StartAt": "A", "States": {"A": state}}),
        roleArn=ROLE,
    )
    told = piped(account, "{}", Target=made["stateMachineArn"])
    assert not any("fail" in words for words in told)


def test_a_schedule_beyond_the_last_year_is_refused(account):
    (made,) = account.made["scheduler", "CreateSchedule"]
    asked = {
        **made,
        "Name": "other",
        "ScheduleExpression": "cron(59 23 31 12 ? 9999)",
        "ScheduleExpressionTimezone": "America/New_York",
    }
    assert refused(account, "scheduler", "CreateSchedule", **asked).code == "ValidationException"


def test_a_target_of_a_schedule_whose_name_has_colons(account):
    (made,) = account.made["scheduler", "CreateSchedule"]
    target = {**made["Target"], "Arn": arn("sqs", "one:more")}
    account.call("scheduler", "CreateSchedule", **{**made, "Name": "other", "Target": target})
    account.world.clock.pass_time(400)


@pytest.mark.parametrize("text", ["[1]", '{"QueueUrl": 4, "MessageBody": "m"}', '{"a": 1e400}'])
def test_the_input_of_a_universal_target_that_its_call_cannot_take(account, text):
    (made,) = account.made["scheduler", "CreateSchedule"]
    universal = "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"
    target = {**made["Target"], "Arn": universal, "Input": text}
    account.call("scheduler", "CreateSchedule", **{**made, "Name": "other", "Target": target})
    account.world.clock.pass_time(400)
    lost = [told.words for told in account.world.told if "lost" in told.words]
    assert lost or "1e400" in text


def test_a_detail_that_is_nested_too_deeply_is_malformed(account):
    entry = {"Source": "s", "DetailType": "t", "Detail": DEEP}
    (result,) = account.call("events", "PutEvents", Entries=[entry])["Entries"]
    assert result["ErrorCode"] == "MalformedDetail"


@pytest.mark.parametrize("text", ["9" * 5000, "[" * 5000, "nothing", "", "\ud800"])
def test_complaints_about_any_text(text):
    assert complaints.of_json(text).startswith("failed to parse JSON")


@pytest.mark.parametrize("rules", [None, 4, "a", {"a": 1}, [None], [4]])
@pytest.mark.parametrize("field", ["Catch", "Choices"])
def test_a_state_that_is_tried_with_rules_that_are_none(account, field, rules):
    state = {"Type": "Choice" if field == "Choices" else "Parallel", "Branches": [], field: rules}
    asked = {"definition": json.dumps(state), "roleArn": ROLE}
    found = refused(account, "stepfunctions", "TestState", **asked)
    assert found.code == "InvalidDefinition"


@pytest.mark.parametrize(
    ("resource", "parameters"),
    [
        ("aws-sdk:sqs:receiveMessage", {"QueueUrl": "https://sqs/1/one", "VisibilityTimeout": "a"}),
        ("aws-sdk:sqs:receiveMessage", {"QueueUrl": ["https://sqs/1/one"]}),
        (
            "sqs:sendMessage",
            {"QueueUrl": "https://sqs/1/one", "MessageBody": "m", "DelaySeconds": {}},
        ),
        ("sns:publish", {"TopicArn": 4, "Message": "m"}),
        ("events:putEvents", {"Entries": {"Source": "s"}}),
        ("events:putEvents", {"Entries": [4]}),
        ("events:putEvents", {"Entries": [{"Source": "s", "Resources": "r"}]}),
        ("events:putEvents", {"Entries": [{"Source": "s", "Time": "soon"}]}),
        ("states:startExecution", {"StateMachineArn": 4}),
        ("states:startExecution.sync:2", {"StateMachineArn": "a", "Name": [1]}),
    ],
)
def test_parameters_of_a_task_of_another_type(account, resource, parameters):
    state = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "End": True}
    state["Parameters"] = parameters
    made = account.call(
        "stepfunctions",
        "CreateStateMachine",
        name="wrong",
        definition=json.dumps({"StartAt": "A", "States": {"A": state}}),
        roleArn=ROLE,
    )
    begun = account.call("stepfunctions", "StartExecution", stateMachineArn=made["stateMachineArn"])
    account.world.clock.pass_time(1)
    found = account.call("stepfunctions", "DescribeExecution", executionArn=begun["executionArn"])
    assert (found["status"], found["error"]) == ("FAILED", "States.Runtime")
    assert "could not be used to start the Task" in found["cause"]
