"""Integrations: what tasks ask of other services, and what other services hear of workflows."""

import json

import boto3
import botocore.session
import pytest
from botocore.exceptions import ClientError

from pattern_tck.simulator.doors.below_serialisers import open_fidelity_door
from pattern_tck.simulator.doors.in_process import open_door
from pattern_tck.simulator.freedoms import SEND_ANSWER_LOST, SEND_THROTTLED
from pattern_tck.simulator.workflows.service_errors import KNOWN
from pattern_tck.simulator.workflows.work import TaskFailed

from .workflow_account import END, ROLE, START, STATES, Account, machine, task

DOORS = {"in process": open_door, "below the serialisers": open_fidelity_door}


def call(resource, parameters, **more):
    return {
        "Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters, **more
    }  # fmt: skip


def sending(url, **more):
    return call("sqs:sendMessage", {"QueueUrl": url, "MessageBody": {"a.$": "$.a"}}, **more)


def test_a_message_is_sent_as_json_and_answered_in_the_language_s_names(account):
    # SFN-INT-01
    url = account.queue()
    told = account.output(machine(("S", sending(url))), {"a": [1, "é"]})
    assert set(told) == {
        "MessageId", "MD5OfMessageBody", "SdkHttpMetadata", "SdkResponseMetadata",
    }  # fmt: skip
    assert account.bodies(url) == [{"a": [1, "é"]}]


def test_a_message_that_is_text_stays_text(account):
    url = account.queue()
    state = call("sqs:sendMessage", {"QueueUrl": url, "MessageBody": "plain"})
    account.output(machine(("S", state)))
    (message,) = account.sqs("ReceiveMessage", QueueUrl=url)["Messages"]
    assert message["Body"] == "plain"


def test_a_topic_tells_its_queues(account):
    url = account.queue()
    arn = "arn:aws:sqs:us-east-1:123456789012:work"
    anybody = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
    policy = {"Policy": json.dumps(anybody)}
    account.sqs("SetQueueAttributes", QueueUrl=url, Attributes=policy)
    topic = account.world.call("sns", "CreateTopic", {"Name": "t"})["TopicArn"]
    account.world.call(
        "sns",
        "Subscribe",
        {
            "TopicArn": topic, "Protocol": "sqs", "Endpoint": arn,
            "Attributes": {"RawMessageDelivery": "true"},
        },
    )  # fmt: skip
    state = call("sns:publish", {"TopicArn": topic, "Message": {"a.$": "$.a"}})
    account.output(machine(("P", state)), {"a": 1})
    assert account.bodies(url) == [{"a": 1}]


@pytest.mark.parametrize(
    ("resource", "parameters", "error"),
    [
        (
            "sqs:sendMessage",
            {"QueueUrl": "https://x/1/no", "MessageBody": "x"},
            "SQS.QueueDoesNotExistException",
        ),
        (
            "aws-sdk:sqs:sendMessage",
            {"QueueUrl": "https://x/1/no", "MessageBody": "x"},
            "Sqs.QueueDoesNotExistException",
        ),
        (
            "sns:publish",
            {"TopicArn": "arn:aws:sns:us-east-1:123456789012:no", "Message": "x"},
            "SNS.NotFoundException",
        ),
        (
            "states:startExecution",
            {"StateMachineArn": STATES + "stateMachine:no"},
            "StepFunctions.StateMachineDoesNotExistException",
        ),
        (
            "aws-sdk:sfn:describeExecution",
            {"ExecutionArn": STATES + "execution:m:no"},
            "Sfn.ExecutionDoesNotExistException",
        ),
        ("lambda:invoke", {"FunctionName": "no"}, "Lambda.ResourceNotFoundException"),
    ],
)
def test_errors_have_the_names_that_catchers_know_them_by(account, resource, parameters, error):
    assert account.failure(machine(("T", call(resource, parameters))))[0] == error


def test_the_known_errors_are_those_of_the_services():
    session = botocore.session.get_session()
    for service, known in KNOWN.items():
        model = session.get_service_model(service)
        codes = {shape.metadata.get("error", {}).get("code") for shape in model.error_shapes}
        names = {shape.name for shape in model.error_shapes} | codes
        strangers = {
            code for code in known if not {code, f"{code}Exception", f"{code}Fault"} & names
        }
        assert not strangers, service


def test_a_lost_answer_is_an_error_that_a_retrier_may_know():
    account = Account(lambda freedom, n, subject: int(freedom is SEND_ANSWER_LOST))
    url = account.queue()
    retry = [{"ErrorEquals": ["SQS.SdkClientException"], "MaxAttempts": 1}]
    error, _ = account.failure(machine(("S", sending(url, Retry=retry))), {"a": 1})
    assert error == "SQS.SdkClientException"
    # SQS-DEL-04: both were stored.
    assert len(account.bodies(url)) == 2


def test_a_throttled_call_is_an_error_too():
    account = Account(lambda freedom, n, subject: 2 * (freedom is SEND_THROTTLED))
    error, _ = account.failure(machine(("S", sending(account.queue()))), {"a": 1})
    assert error.startswith("SQS.")


def test_a_function_that_raises_fails_by_the_type_of_its_error(account):
    def work(_):
        raise ValueError("no such fare")

    account.function("f", work)
    error, cause = account.failure(machine(("T", task("f"))))
    assert error == "ValueError"
    assert json.loads(cause)["errorMessage"] == "no such fare"


def test_the_result_of_an_invocation_has_the_payload_in_it(account):
    account.function("f", lambda payload: {"got": payload})
    state = call("lambda:invoke", {"FunctionName": "f", "Payload.$": "$"})
    told = account.output(machine(("T", state)), {"a": 1})
    assert (told["StatusCode"], told["Payload"]) == (200, {"got": {"a": 1}})


def entry(**more):
    return {"Source": "s", "DetailType": "d", "Detail": {"a.$": "$.a"}, **more}


def rule(account, pattern, target, name="r", **more):
    account.events("PutRule", Name=name, EventPattern=json.dumps(pattern))
    role = {"RoleArn": "arn:aws:iam::123456789012:role/starter"} if ":states:" in target else {}
    target = {"Id": "1", "Arn": target, **role, **more}
    account.events("PutTargets", Rule=name, Targets=[target])


def listening(account, pattern):
    """A queue that hears of events that match."""
    url = account.queue("heard")
    anybody = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
    policy = {"Policy": json.dumps(anybody)}
    account.sqs("SetQueueAttributes", QueueUrl=url, Attributes=policy)
    rule(account, pattern, "arn:aws:sqs:us-east-1:123456789012:heard")
    return url


def test_an_event_says_which_execution_has_put_it(account):
    url = listening(account, {"source": ["s"]})
    state = call("events:putEvents", {"Entries": [entry()]})
    account.output(machine(("P", state)), {"a": 1})
    (event,) = account.bodies(url)
    assert event["detail"] == {"a": 1}
    (arn, execution) = next(iter(account.begun.items()))
    assert event["resources"] == [execution, arn]


def test_an_entry_that_fails_fails_the_task(account):
    # SFN-INT-08
    url = listening(account, {"source": ["s"]})
    entries = [entry(), entry(Source="aws.forbidden")]
    retry = [{"ErrorEquals": ["EventBridge.FailedEntry"], "MaxAttempts": 1}]
    state = call("events:putEvents", {"Entries": entries}, Retry=retry)
    error, cause = account.failure(machine(("P", state)), {"a": 1})
    assert error == "EventBridge.FailedEntry"
    assert json.loads(cause)["FailedEntryCount"] == 1
    assert len(account.bodies(url)) == 2


def test_a_rule_starts_a_state_machine(account):
    arn = account.make(machine(("P", END)))
    rule(account, {"source": ["s"]}, arn, InputPath="$.detail")
    account.events("PutEvents", Entries=[{"Source": "s", "DetailType": "d", "Detail": '{"a":1}'}])
    account.clock.pass_time(0)
    (listed,) = account.states("ListExecutions", stateMachineArn=arn)["executions"]
    assert account.described(listed["executionArn"])["output"] == '{"a":1}'


def test_an_event_for_a_state_machine_that_is_not_there_is_a_dead_letter(account):
    url = account.queue()
    anybody = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
    policy = {"Policy": json.dumps(anybody)}
    account.sqs("SetQueueAttributes", QueueUrl=url, Attributes=policy)
    dead = {"DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:123456789012:work"}}
    rule(account, {"source": ["s"]}, STATES + "stateMachine:no", **dead)
    account.events("PutEvents", Entries=[{"Source": "s", "DetailType": "d", "Detail": "{}"}])
    assert len(account.bodies(url)) == 1


def test_the_default_bus_hears_of_every_standard_execution(account):
    url = listening(account, {"source": ["aws.states"]})
    described = account.run(machine(("F", {"Type": "Fail", "Error": "E", "Cause": "c"})), {"a": 1})
    first, last = account.bodies(url)
    assert first["detail-type"] == "Step Functions Execution Status Change"
    assert first["resources"] == [described["executionArn"]]
    assert (first["detail"]["status"], last["detail"]["status"]) == ("RUNNING", "FAILED")
    assert last["detail"]["startDate"] == START * 1000
    assert (last["detail"]["error"], last["detail"]["cause"]) == ("E", "c")
    assert last["detail"]["output"] is None
    express = account.make(machine(("P", END)), "express", type="EXPRESS")
    account.start(express)
    account.clock.pass_time(0)
    assert not account.bodies(url)


@pytest.mark.parametrize("opened", DOORS.values(), ids=DOORS)
def test_workflows_come_in_by_both_doors(opened):
    account = Account()
    session = boto3.session.Session("nobody", "nothing", region_name="us-east-1")
    states = session.client("stepfunctions")
    with opened(account.world):
        made = states.create_state_machine(
            name="m", definition=json.dumps(machine(("P", END))), roleArn=ROLE, type="EXPRESS"
        )
        told = states.start_sync_execution(
            stateMachineArn=made["stateMachineArn"], input='{"a": 1}'
        )
        # It stays as it was written: only who makes something of it writes it anew.
        assert told["output"] == '{"a": 1}'
        assert told["startDate"].timestamp() == START
        with pytest.raises(states.exceptions.InvalidToken):
            states.send_task_success(taskToken="never", output="{}")
        with pytest.raises(ClientError) as refused:
            states.create_state_machine(name="n", definition="{}", roleArn=ROLE)
        assert refused.value.response["Error"]["Code"] == "InvalidDefinition"
        standard = states.create_state_machine(
            name="s", definition=json.dumps(machine(("P", END))), roleArn=ROLE
        )
        started = states.start_execution(stateMachineArn=standard["stateMachineArn"])
        account.clock.pass_time(0)
        pages = states.get_paginator("get_execution_history").paginate(
            executionArn=started["executionArn"], PaginationConfig={"PageSize": 2}
        )
        kinds = [event["type"] for page in pages for event in page["events"]]
    assert kinds == [
        "ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded",
    ]  # fmt: skip


def test_work_that_is_registered_fails_by_the_name_it_says(account):
    def work(parameters):
        raise TaskFailed("DynamoDB.ConditionalCheckFailedException", "taken")

    account.world.tasks["dynamodb:putItem"] = work
    state = call("dynamodb:putItem", {"TableName": "t", "Item": {"pk": {"S": "x"}}})
    assert account.failure(machine(("P", state))) == (
        "DynamoDB.ConditionalCheckFailedException", "taken",
    )  # fmt: skip
