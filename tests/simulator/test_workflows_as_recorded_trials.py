"""TestState answers as AWS answered it.

Each case is on record: LocalStack's validated tests, ``test_state/`` in
``tests/aws/services/stepfunctions/v2``; the ids and docstrings name the recorded test.
"""

import json

import pytest

from . import workflow_account
from .workflow_account import trial

GIVEN = {"ride": {"km": 3}, "rider": "Ada"}
PASS = {"Type": "Pass", "End": True}
INVOKE = {
    "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": {"FunctionName": "f"}, "End": True,
}  # fmt: skip
EACH = {"StartAt": "Look", "States": {"Look": {"Type": "Pass", "End": True}}}
MAP = {"Type": "Map", "ItemsPath": "$.stops", "ItemProcessor": EACH, "End": True}
OTHER = {"StartAt": "See", "States": {"See": {"Type": "Pass", "End": True}}}
PARALLEL = {"Type": "Parallel", "Branches": [EACH, OTHER], "End": True}


def tried(account, state, given=None, **more):
    return account.states("TestState", **trial(state, given, **more))


def inspected(account, state, given, **more):
    told = tried(account, state, given, inspectionLevel="DEBUG", **more)["inspectionData"]
    return {name: json.loads(one) if isinstance(one, str) else one for name, one in told.items()}


def refused(account, state, given=None, **more):
    return workflow_account.refused(account, "TestState", **trial(state, given, **more))


@pytest.mark.parametrize(
    ("state", "told"),
    [
        pytest.param(
            PASS,
            {
                "afterInputPath": GIVEN, "afterParameters": GIVEN,
                "afterResultSelector": GIVEN, "afterResultPath": GIVEN,
            },
            id="BASE_PASS_STATE",
        ),
        pytest.param(
            {**PASS, "Result": {"fare": 7}},
            {
                "result": {"fare": 7},
                "afterResultSelector": {"fare": 7},
                "afterResultPath": {"fare": 7},
            },
            id="BASE_RESULT_PASS_STATE",
        ),
        pytest.param(
            {
                **PASS, "InputPath": "$.ride", "Parameters": {"far.$": "$.km", "by": "car"},
                "ResultPath": "$.told",
            },
            {
                "afterInputPath": {"km": 3}, "afterParameters": {"far": 3, "by": "car"},
                "afterResultSelector": {"far": 3, "by": "car"},
                "afterResultPath": {**GIVEN, "told": {"far": 3, "by": "car"}},
            },
            id="IO_PASS_STATE",
        ),
        pytest.param(
            {**PASS, "Result": 1, "ResultPath": "$.told"},
            {"result": 1, "afterResultSelector": 1, "afterResultPath": {**GIVEN, "told": 1}},
            id="IO_RESULT_PASS_STATE",
        ),
        pytest.param(
            {"Type": "Fail", "Error": "E", "Cause": "c"},
            {"afterInputPath": GIVEN},
            id="BASE_FAIL_STATE",
        ),
        pytest.param({"Type": "Succeed"}, {"afterInputPath": GIVEN}, id="BASE_SUCCEED_STATE"),
        pytest.param(
            {
                "Type": "Choice",
                "Choices": [{"Variable": "$.rider", "StringEquals": "Ada", "Next": "Greet"}],
            },
            {"afterInputPath": GIVEN},
            id="BASE_CHOICE_STATE",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_state_tells_what_became_of_its_input(account, state, told):
    """As AWS answered: test_base_inspection_level_debug."""
    assert inspected(account, state, GIVEN) == {"input": GIVEN, **told}


# -- mocks


@pytest.mark.parametrize("kind", ["Pass", "Fail", "Succeed"])
@pytest.mark.parametrize("mock", [{"result": "{}"}, {"errorOutput": {"error": "E"}}])
def test_a_state_without_work_takes_no_mock(account, kind, mock):
    """As AWS answered: test_state_type_does_not_accept_mock."""
    state = {"Type": kind} | ({"End": True} if kind == "Pass" else {})
    assert refused(account, state, mock=mock) == (
        "ValidationException", f"State type '{kind}' is not supported when a mock is specified",
    )  # fmt: skip


@pytest.mark.parametrize("state", [MAP, PARALLEL])
def test_a_state_with_branches_needs_a_mock(account, state):
    """As AWS answered: test_state_type_requires_mock."""
    message = (
        "TestState API does not support Map or Parallel states. Supported state types include: "
        "[Task, Wait, Pass, Succeed, Fail, Choice]"
    )
    assert refused(account, state) == ("InvalidDefinition", message)


@pytest.mark.parametrize(
    ("state", "asked", "message"),
    [
        pytest.param(
            INVOKE,
            {"mock": {"result": "{}", "errorOutput": {"error": "E"}}},
            "A test mock should have only one of the following fields: [result, errorOutput].",
            id="test_both_mock_result_and_mock_error_output_are_set",
        ),
        pytest.param(
            INVOKE,
            {"mock": {"result": "{}"}, "revealSecrets": True},
            "TestState does not support RevealSecrets when a mock is specified.",
            id="test_reveal_secrets_is_true_and_mock_result_is_set",
        ),
        pytest.param(
            MAP,
            {"mock": {"result": "{}"}},
            "Mocked result must be an array.",
            id="test_mock_result_is_not_array_on_map_state_without_result_writer",
        ),
        pytest.param(
            PARALLEL,
            {"mock": {"result": "{}"}},
            "Mocked result must be an array.",
            id="test_mock_result_is_not_array_on_parallel_state",
        ),
        pytest.param(
            PARALLEL,
            {"mock": {"result": "[1]"}},
            "Mocked result must contain the same number of items as number of Parallel branches.",
            id="test_mock_result_array_size_mismatch_on_parallel_state",
        ),
    ],
)
def test_a_mock_has_to_fit_its_state(account, state, asked, message):
    assert refused(account, state, **asked) == ("ValidationException", message)


def call_of(resource, **parameters):
    resource = f"arn:aws:states:::{resource}"
    return {"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True}


EVENTS = call_of("events:putEvents", Entries=[{"Detail": {}, "DetailType": "d", "Source": "s"}])
START = call_of("states:startExecution", **{"StateMachineArn.$": "$.arn"})


@pytest.mark.parametrize(
    ("state", "result", "why"),
    [
        (EVENTS, {"Entries": "one"}, "Field 'Entries' must be an array"),
        (EVENTS, {"Entries": [{"EventId": "a"}, {"EventId": 2}]},
         "Field 'EventId' must be a string"),
        (START, {}, "Required field 'ExecutionArn' is missing"),
        (START, {"executionArn": "a", "startDate": "b"},
         "Required field 'ExecutionArn' is missing"),
        (START, {"ExecutionArn": "a", "StartDate": True}, "Field 'StartDate' must be a string"),
        (INVOKE, {"StatusCode": "200"}, "Field 'StatusCode' must be a number"),
    ],
)  # fmt: skip
def test_a_mock_of_a_call_has_the_types_of_its_answer(account, state, result, why):
    """As AWS answered: test_strict_mode_eventbridge_task, _sfn_task and _lambda_task."""
    message = f"Mock result schema validation error: {why}"
    mock = {"result": json.dumps(result)}
    assert refused(account, state, mock=mock) == ("ValidationException", message)
    told = tried(account, state, {"arn": "a"}, mock={**mock, "fieldValidationMode": "NONE"})
    assert told["status"] == "SUCCEEDED"


def test_a_mock_may_have_fields_that_the_answer_has_not(account):
    """As AWS answered: test_strict_mode_mock_result_field_not_in_api_spec."""
    for result in ('{"other":"json"}', "{}"):
        assert tried(account, INVOKE, mock={"result": result}) == {
            "status": "SUCCEEDED", "output": result,
        }  # fmt: skip


def test_a_map_comes_to_what_was_said(account):
    """As AWS answered: test_state_map_context_object[EXECUTION_INPUT_VALUES]."""
    given = {"stops": ["here", "there"]}
    mock = {"result": '["HERE","THERE"]'}
    assert inspected(account, {**MAP, "MaxConcurrency": 1}, given, mock=mock) == {
        "input": given,
        "afterInputPath": given,
        "afterItemsPath": ["here", "there"],
        "afterResultSelector": ["HERE", "THERE"],
        "afterResultPath": ["HERE", "THERE"],
        "maxConcurrency": 1,
    }


def test_a_map_that_fails_tells_its_limits(account):
    """As AWS answered: test_state_machine_with_state_error[DEBUG]."""
    distributed = {**EACH, "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    state = {**MAP, "ItemProcessor": distributed, "ToleratedFailureCount": 2}
    given, mock = {"stops": [1]}, {"errorOutput": {"error": "E", "cause": "c"}}
    assert tried(account, state, given, mock=mock)["error"] == "E"
    assert inspected(account, state, given, mock=mock) == {
        "input": given, "afterInputPath": given, "afterItemsPath": [1],
        "maxConcurrency": 0, "toleratedFailureCount": 2,
    }  # fmt: skip


def test_the_items_of_a_map_are_looked_at_though_it_is_mocked(account):
    """As AWS answered: test_state_map_context_object[EXECUTION_INPUT]."""
    state = {**MAP, "ItemsPath": "$$.Execution.Input"}
    told = tried(account, state, {"a": 1}, mock={"result": "[]"}, inspectionLevel="DEBUG")
    assert (told["error"], told["cause"]) == (
        "States.Runtime", 'Reference path "$.Execution.Input" must point to array.',
    )  # fmt: skip
    assert told["inspectionData"].keys() == {"input", "afterInputPath"}
