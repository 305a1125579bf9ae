"""Configured trials: TestState with a context object, or told what went before.

Each case is on record: LocalStack's validated tests, ``test_state/test_state_context_object.py``
and ``test_state_configuration.py``; the docstrings name the recorded test.
"""

import json

import pytest

from pattern_tck.simulator.refusals import NotModelled

from . import workflow_account
from .workflow_account import trial

INVOKE = {
    "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": {"FunctionName": "f"}, "End": True,
}  # fmt: skip
EACH = {"StartAt": "Look", "States": {"Look": {"Type": "Pass", "End": True}}}
NO_TASK = (
    "Context object contains 'Task' when state is not a Task state with a '.sync' or "
    "'.waitForTaskToken' service integration pattern"
)


def tried(account, state, given=None, **more):
    return account.states("TestState", **trial(state, given, **more))


def refused(account, state, given=None, **more):
    return workflow_account.refused(account, "TestState", **trial(state, given, **more))


@pytest.mark.parametrize(
    ("context", "why"),
    [
        ({"Map": {}}, "'Map' field is not supported when mocking a Context object"),
        ({"Execution": {"Id": 1}}, "Execution.Id must be a string"),
        ({"Execution": {"Wheels": 4}}, "Field 'Wheels' is not allowed"),
        ({"Garage": {}}, "Field 'Garage' is not allowed"),
        ({"Task": {"Token": "t"}}, NO_TASK),
    ],
)
def test_a_context_object_is_looked_at(account, context, why):
    """As AWS answered: test_state_context_object_validation_failures, _invalid_states."""
    asked = {"mock": {"result": "{}"}, "context": json.dumps(context)}
    message = f"Invalid Context object provided: {why}"
    assert refused(account, INVOKE, **asked) == ("ValidationException", message)


@pytest.mark.parametrize(
    "context",
    [
        {},
        {"Execution": {}, "State": {}, "StateMachine": {}},
        {"Execution": {"Id": "an id"}, "State": {"Name": "Mine", "RetryCount": 4}},
    ],
)
def test_a_context_object_is_all_that_there_is(account, context):
    """As AWS answered: test_state_context_object_edge_cases, test_state_task_context_object."""
    state = {**INVOKE, "ResultSelector": {"all.$": "$$"}}
    told = tried(account, state, mock={"result": "{}"}, context=json.dumps(context))
    assert json.loads(told["output"]) == {"all": context}


def test_a_token_can_be_given(account):
    """As AWS answered: test_state_wait_task_context_object."""
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "u", "MessageBody": {"token.$": "$$.Task.Token"}},
        "End": True,
    }
    asked = {"context": json.dumps({"Task": {"Token": "a token"}}), "inspectionLevel": "DEBUG"}
    told = tried(account, state, mock={"result": "{}"}, **asked)["inspectionData"]
    assert json.loads(told["afterParameters"]) == {
        "QueueUrl": "u", "MessageBody": {"token": "a token"},
    }  # fmt: skip


def test_without_a_context_object_there_is_one_of_a_trial(account):
    """As AWS answered: test_map_state_failure_count (its context object)."""
    state = {**INVOKE, "ResultSelector": {"all.$": "$$"}}
    told = json.loads(tried(account, state, {"a": 1}, mock={"result": "{}"})["output"])["all"]
    execution, made = told["Execution"], told["StateMachine"]
    assert execution.keys() == {"Id", "Input", "Name", "RoleArn", "StartTime"}
    assert execution["Id"].endswith(f":express:{made['Name']}:{execution['Name']}")
    assert made["Id"].endswith(f":stateMachine:{made['Name']}")
    assert told["State"].keys() == {"Name", "EnteredTime", "RetryCount"}


# -- what went before


def failing(account, state, **configured):
    mock = {"errorOutput": {"error": "Boom", "cause": "no"}}
    return tried(account, state, mock=mock, inspectionLevel="DEBUG", stateConfiguration=configured)


def test_a_retrier_says_how_long_it_waits_until_it_is_used_up(account):
    """As AWS answered: test_state_configuration_retrier_retry_count."""
    state = {**INVOKE, "Retry": [{"ErrorEquals": ["Boom"], "MaxAttempts": 3}]}
    told = failing(account, state, retrierRetryCount=2)
    assert told["status"] == "RETRIABLE"
    assert told["inspectionData"]["errorDetails"] == {
        "retryBackoffIntervalSeconds": 4, "retryIndex": 0,
    }  # fmt: skip
    told = failing(account, state, retrierRetryCount=3)
    assert told["status"] == "FAILED"
    assert told["inspectionData"]["errorDetails"] == {"retryIndex": 0}


def mapped(**fields):
    config = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    return {
        "Type": "Map", "QueryLanguage": "JSONata", "Items": "{% $states.input.stops %}",
        "ItemProcessor": {**EACH, "ProcessorConfig": config}, "End": True, **fields,
    }  # fmt: skip


STOPS = {"stops": ["here", "there", "home"]}
TOO_MANY = "The specified tolerated failure threshold was exceeded"


def counted(account, state, count):
    return tried(
        account, state, STOPS, mock={"result": "[1,1,1]"}, inspectionLevel="TRACE",
        stateConfiguration={"mapIterationFailureCount": count},
    )  # fmt: skip


def test_too_many_failed_items_are_caught(account):
    """As AWS answered: test_map_state_failure_count[TRACE-BASE_MAP_STATE_CATCH]."""
    catch = [
        {"ErrorEquals": ["Boom"], "Next": "Other"},
        {
            "ErrorEquals": ["States.ExceedToleratedFailureThreshold"],
            "Output": "{% $states %}",
            "Next": "TooMany",
        },
    ]
    state = mapped(ToleratedFailureCount=1, Catch=catch)
    assert counted(account, state, 1)["status"] == "SUCCEEDED"
    told = counted(account, state, 2)
    assert (told["status"], told["nextState"]) == ("CAUGHT_ERROR", "TooMany")
    assert (told["error"], told["cause"]) == ("States.ExceedToleratedFailureThreshold", TOO_MANY)
    output = json.loads(told["output"])
    assert output.keys() == {"input", "context", "errorOutput"}
    assert output["errorOutput"] == {"Error": told["error"], "Cause": TOO_MANY}
    inspected = told["inspectionData"]
    assert json.loads(inspected.pop("input")) == STOPS
    assert inspected == {
        "maxConcurrency": 0, "toleratedFailureCount": 1, "errorDetails": {"catchIndex": 1},
    }  # fmt: skip


def test_failed_items_of_a_map_without_a_limit_do_no_harm(account):
    """As AWS answered: test_map_state_failure_count[INFO-BASE_MAP_STATE]."""
    told = counted(account, mapped(), 2)
    assert (told["status"], told["output"]) == ("SUCCEEDED", "[1,1,1]")


def test_a_mocked_error_is_the_error_however_many_items_failed(account):
    """As AWS answered: test_state_configuration_map_iteration_failure_count_with_state_error."""
    state = mapped(ToleratedFailureCount=1)
    mock = {"errorOutput": {"error": "Boom", "cause": "no"}}
    configured = {"mapIterationFailureCount": 2, "errorCausedByState": "Look"}
    told = tried(account, state, STOPS, mock=mock, stateConfiguration=configured)
    assert told == {"status": "FAILED", "error": "Boom", "cause": "no"}


def test_items_from_a_bucket_are_not_modelled(account):
    with pytest.raises(NotModelled):
        tried(account, mapped(), STOPS, mock={"result": "[]"},
              stateConfiguration={"mapItemReaderData": "[1]"})  # fmt: skip
