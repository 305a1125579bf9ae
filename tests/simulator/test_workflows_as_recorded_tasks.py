"""Tasks fail and succeed with the events, details and words that AWS has for them.

Each case is on record: LocalStack's validated tests, ``tests/aws/services/stepfunctions/v2``; the
docstrings name the recorded test.
"""

import json
import re

import pytest

from pattern_tck.simulator.workflows.work import Lasting

from .workflow_account import FUNCTION, STATES, machine, task

#: What may differ from run to run in a cause.
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FIRST_SDK = "(Service: {}; Status Code: {}; Error Code: {}; Request ID: <id>; Proxy: null)"


def events(account, definition, given=None):
    arn = account.make(definition)
    execution = account.start(arn, given)
    account.clock.pass_time(1000)
    return account.history(execution)


def line(history):
    return [(event["id"], event["previousEventId"], event["type"]) for event in history]


def failed(history):
    """Error and cause of the failed task, which the execution ends with too."""
    *_, task_failed, last = history
    details = task_failed["taskFailedEventDetails"]
    told = last["executionFailedEventDetails"]
    assert (details["error"], details["cause"]) == (told["error"], told["cause"])
    return told["error"], UUID.sub("<id>", told["cause"])


def test_an_activity_that_is_gone_is_not_scheduled(account):
    """As AWS answered: test_activity_task_on_deleted."""
    arn = f"{STATES}activity:weigh"
    state = {"Type": "Task", "Resource": arn}
    history = events(account, machine(("Weigh", state)), {"kilos": 1})
    assert line(history)[1:] == [(2, 0, "TaskStateEntered"), (3, 2, "ExecutionFailed")]
    assert history[-1]["executionFailedEventDetails"] == {
        "error": "States.Runtime",
        "cause": (
            "An error occurred while executing the state 'Weigh' (entered at the event id #2). "
            f"The activity {arn} does not exist."
        ),
    }


def calling(resource, **parameters):
    resource = f"arn:aws:states:::{resource}"
    return machine(("Call", {"Type": "Task", "Resource": resource, "Parameters": parameters}))


def test_a_message_without_a_body_is_refused_by_the_queue(account):
    """As AWS answered: test_send_message_empty_body."""
    state = calling("sqs:sendMessage", **{"QueueUrl": account.queue(), "MessageBody.$": "$.body"})
    history = events(account, state, {"body": None})
    told = FIRST_SDK.format("AmazonSQS", 400, "MissingParameter")
    assert failed(history) == (
        "SQS.AmazonSQSException", f"The request must contain the parameter MessageBody. {told}",
    )  # fmt: skip


def test_a_workflow_that_is_not_there_is_refused_by_the_service(account):
    """As AWS answered: test_start_execution_no_such_arn."""
    arn = f"{STATES}stateMachine:nobody"
    history = events(account, calling("states:startExecution", StateMachineArn=arn, Input=None))
    told = FIRST_SDK.format("AWSStepFunctions", 400, "StateMachineDoesNotExist")
    assert failed(history) == (
        "StepFunctions.StateMachineDoesNotExistException",
        f"State Machine Does Not Exist: '{arn}' {told}",
    )


def test_the_second_sdk_says_less_of_an_error(account):
    """As AWS answered: test_invalid_secret_name, test_dynamodb_invalid_param (their form)."""
    url = account.queue() + "-not"
    history = events(account, calling("aws-sdk:sqs:sendMessage", QueueUrl=url, MessageBody="b"))
    assert failed(history) == (
        "Sqs.QueueDoesNotExistException",
        "The specified queue does not exist. (Service: Sqs, Status Code: 400, Request ID: <id>)",
    )


@pytest.mark.parametrize("lasting", [False, True])
def test_a_function_that_raises_tells_the_request(account, lasting):
    """As AWS answered: test_raise_exception (task_lambda)."""

    def fail(_):
        raise ValueError("too heavy")

    work = (lambda _: Lasting(1, lambda: fail(None))) if lasting else fail
    account.world.tasks[FUNCTION + "weigh"] = work
    history = events(account, machine(("Weigh", task("weigh"))))
    told = history[-1]["executionFailedEventDetails"]
    assert told["error"] == "ValueError"
    assert UUID.sub("<id>", told["cause"]) == (
        '{"errorMessage":"too heavy","errorType":"ValueError","requestId":"<id>","stackTrace":[]}'
    )


def output(history):
    """The output of the task, which the state hands on as it is."""
    *_, succeeded, exited, _ = history
    text = succeeded["taskSucceededEventDetails"]["output"]
    assert exited["stateExitedEventDetails"]["output"] == text
    return json.loads(text)


def headers_of(told):
    """The headers of an answer, once it is seen that all places tell the same of them."""
    metadata = told["SdkHttpMetadata"]
    headers = metadata["HttpHeaders"]
    assert metadata["HttpStatusCode"] == 200
    assert metadata["AllHttpHeaders"] == {name: [value] for name, value in headers.items()}
    assert told["SdkResponseMetadata"] == {"RequestId": headers["x-amzn-RequestId"]}
    return headers


def test_a_message_comes_with_what_the_sdk_adds(account):
    """As AWS answered: test_send_message (sqs_task_service), test_heartbeat_timeout."""
    state = calling("sqs:sendMessage", QueueUrl=account.queue(), MessageBody="b")
    told = output(events(account, state))
    assert list(told) == [
        "MD5OfMessageBody", "MessageId", "SdkHttpMetadata", "SdkResponseMetadata",
    ]  # fmt: skip
    headers = headers_of(told)
    assert headers.pop("x-amzn-RequestId")
    assert headers == {
        "connection": "keep-alive",
        "Content-Length": "106",
        "Content-Type": "application/x-amz-json-1.0",
        "Date": "Fri, 15 Jan 2027 08:00:00 GMT",
    }


def test_the_start_of_a_workflow_comes_with_what_the_sdk_adds(account):
    """As AWS answered: test_start_execution (sfn_task_service)."""
    child = account.make(machine(("Look", {"Type": "Pass"})), "child")
    told = output(events(account, calling("states:startExecution", StateMachineArn=child)))
    assert list(told) == ["ExecutionArn", "SdkHttpMetadata", "SdkResponseMetadata", "StartDate"]
    assert headers_of(told)["Content-Type"] == "application/x-amz-json-1.0"


def test_a_notice_and_an_event_come_with_what_the_sdk_adds(account):
    """As the other integrations do: sns_task_service, events_task_service."""
    topic = account.world.call("sns", "CreateTopic", {"Name": "news"})["TopicArn"]
    told = output(events(account, calling("sns:publish", TopicArn=topic, Message="m")))
    assert list(told) == ["MessageId", "SdkHttpMetadata", "SdkResponseMetadata"]
    assert headers_of(told)["Content-Type"] == "text/xml"
    entry = {"Source": "s", "DetailType": "d", "Detail": {}}
    arn = account.make(calling("events:putEvents", Entries=[entry]), "teller")
    execution = account.start(arn)
    account.clock.pass_time(1)
    told = output(account.history(execution))
    assert list(told) == ["Entries", "FailedEntryCount", "SdkHttpMetadata", "SdkResponseMetadata"]
    assert headers_of(told)["Content-Type"] == "application/x-amz-json-1.1"


@pytest.mark.parametrize("lasting", [False, True])
def test_an_invoked_function_comes_with_what_the_sdk_adds(account, lasting):
    """As AWS answered: test_result_selector (context object), test_base_task[TIMEOUT_SECONDS]."""
    work = (lambda payload: Lasting(1, lambda: payload)) if lasting else (lambda payload: payload)
    account.world.tasks[FUNCTION + "echo"] = work
    told = output(events(account, calling("lambda:invoke", FunctionName="echo", Payload={"a": 1})))
    assert list(told) == [
        "ExecutedVersion", "Payload", "SdkHttpMetadata", "SdkResponseMetadata", "StatusCode",
    ]  # fmt: skip
    headers = headers_of(told)
    assert (headers["Content-Length"], headers["Content-Type"]) == ("7", "application/json")
    assert headers["X-Amz-Executed-Version"] == "$LATEST"


@pytest.mark.parametrize(
    ("error", "first"), [(None, []), ("Boom", ["Cause", "Error"])], ids=["good", "bad"]
)
def test_the_end_of_a_workflow_is_told_in_the_order_of_the_names(account, error, first):
    """As AWS answered: test_start_execution_sync and _sync_delegate_failure, and with what a
    redrive added: test_cross_account_states_start_sync_execution."""
    last = {"Type": "Fail", "Error": error, "Cause": "c"} if error else {"Type": "Pass"}
    child = account.make(machine(("Last", last)), "child")
    history = events(account, calling("states:startExecution.sync", StateMachineArn=child))
    if error:
        assert history[-1]["executionFailedEventDetails"]["error"] == "States.TaskFailed"
        told = json.loads(history[-1]["executionFailedEventDetails"]["cause"])
        ends = ["RedriveCount", "RedriveStatus"]
    else:
        told = output(history)
        ends = ["Output", "OutputDetails", "RedriveCount", "RedriveStatus", "RedriveStatusReason"]
    assert list(told) == [
        *first, "ExecutionArn", "Input", "InputDetails", "Name", *ends,
        "StartDate", "StateMachineArn", "Status", "StopDate",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["JSONPath", "JSONata"])
def test_a_task_tells_the_role_that_its_work_is_done_with(account, language):
    """As AWS answered: test_cross_account_states_start_sync_execution[..._ROLE_ARN_PATH]."""
    role = "arn:aws:iam::999999999999:role/theirs"
    where = {
        "JSONPath": {"RoleArn.$": "$.role"},
        "JSONata": {"RoleArn": "{% $states.input.role %}"},
    }
    account.world.tasks[FUNCTION + "echo"] = lambda payload: payload
    work = task("echo", Credentials=where[language])
    history = events(account, machine(("Work", work), QueryLanguage=language), {"role": role})
    told = history[2]["lambdaFunctionScheduledEventDetails"]
    assert told["taskCredentials"] == {"roleArn": role}
