"""Histories have the events, ids and words that AWS's histories have.

Each case is on record: LocalStack's validated tests, ``tests/aws/services/stepfunctions/v2``; the
docstrings name the recorded test.
"""

import re

import pytest

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.workflows.work import Lasting

from .workflow_account import FUNCTION, machine, task


def events(account, definition, given=None, seconds=1000):
    """The events of a run, each as its kind and what led to it."""
    arn = account.make(definition)
    execution = account.start(arn, given)
    account.clock.pass_time(seconds)
    return account.history(execution)


def line(history):
    return [(event["id"], event["previousEventId"], event["type"]) for event in history]


EACH = {"StartAt": "Look", "States": {"Look": {"Type": "Pass", "End": True}}}


def test_items_one_after_the_other_lead_to_one_another(account):
    """As AWS answered: test_map_state, test_items_path (context object)."""
    mapped = {"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": EACH}
    assert line(events(account, machine(("Each", mapped)), ["a", "b"])) == [
        (1, 0, "ExecutionStarted"),
        (2, 0, "MapStateEntered"),
        (3, 2, "MapStateStarted"),
        (4, 3, "MapIterationStarted"),
        (5, 4, "PassStateEntered"),
        (6, 5, "PassStateExited"),
        (7, 6, "MapIterationSucceeded"),
        (8, 6, "MapIterationStarted"),
        (9, 8, "PassStateEntered"),
        (10, 9, "PassStateExited"),
        (11, 10, "MapIterationSucceeded"),
        (12, 11, "MapStateSucceeded"),
        (13, 11, "MapStateExited"),
        (14, 13, "ExecutionSucceeded"),
    ]


def test_a_map_that_is_tried_again_goes_on_from_where_it_failed(account):
    """As AWS answered: test_map_state_retry."""
    bad = {"StartAt": "No", "States": {"No": {"Type": "Fail", "Error": "E", "Cause": "c"}}}
    again = [{"ErrorEquals": ["E"], "MaxAttempts": 1}]
    mapped = {"Type": "Map", "ItemProcessor": bad, "Retry": again}
    assert line(events(account, machine(("Each", mapped)), [1]))[3:] == [
        (4, 3, "MapIterationStarted"),
        (5, 4, "FailStateEntered"),
        (6, 5, "MapIterationFailed"),
        (7, 5, "MapStateStarted"),
        (8, 7, "MapIterationStarted"),
        (9, 8, "FailStateEntered"),
        (10, 9, "MapIterationFailed"),
        (11, 9, "MapStateFailed"),
        (12, 11, "ExecutionFailed"),
    ]


def test_what_one_failed_item_ends_was_led_to_by_its_failure(account):
    """As AWS answered: test_service_lambda_map_timeout."""
    account.world.tasks[FUNCTION + "slow"] = lambda payload: Lasting(60, lambda: payload)
    slow = task("slow", TimeoutSecondsPath="$", End=True)
    mapped = {"Type": "Map", "ItemProcessor": {"StartAt": "Slow", "States": {"Slow": slow}}}
    history = events(account, machine(("Each", mapped)), [5, 30])
    ends = [event for event in history if event["timestamp"] > history[0]["timestamp"]]
    cause = ends[0]["id"]
    assert [(event["previousEventId"], event["type"]) for event in ends[1:-1]] == [
        (cause, "MapIterationFailed"),
        (cause, "TaskStateAborted"),
        (cause, "MapIterationAborted"),
        (cause, "MapStateFailed"),
    ]
    assert ends[-1]["executionFailedEventDetails"] == {"error": "States.Timeout"}


def test_only_one_item_of_those_that_fail_at_once_is_the_failed_one(account):
    """As AWS answered: test_service_lambda_map_timeout (four time-outs, one MapIterationFailed)."""
    account.world.tasks[FUNCTION + "slow"] = lambda payload: Lasting(60, lambda: payload)
    slow = task("slow", TimeoutSeconds=5, End=True)
    mapped = {"Type": "Map", "ItemProcessor": {"StartAt": "Slow", "States": {"Slow": slow}}}
    history = events(account, machine(("Each", mapped)), [1, 2, 3])
    kinds = [event["type"] for event in history]
    assert kinds.count("LambdaFunctionTimedOut") == 3
    assert kinds.count("MapIterationFailed") == 1
    assert kinds.count("MapIterationAborted") == 2
    first = next(event for event in history if event["type"] == "LambdaFunctionTimedOut")
    assert history[-2]["type"] == "MapStateFailed"
    assert history[-2]["previousEventId"] == first["id"]


def test_items_have_to_be_a_list(account):
    """As AWS answered: test_state_map_context_object (the words, there in a trial)."""
    mapped = {"Type": "Map", "ItemsPath": "$$.Execution.Input", "ItemProcessor": EACH}
    history = events(account, machine(("Each", mapped)), {"a": 1})
    assert history[-1]["executionFailedEventDetails"] == {
        "error": "States.Runtime",
        "cause": (
            "An error occurred while executing the state 'Each' (entered at the event id #2). "
            'Reference path "$.Execution.Input" must point to array.'
        ),
    }


def test_the_context_object_is_in_the_order_of_aws(account):
    """As AWS answered: test_input_path (context object), BASE_EXPR of test_output."""
    history = events(account, machine(("Look", {"Type": "Pass", "InputPath": "$$"})), {"a": 1})
    output = history[-1]["executionSucceededEventDetails"]["output"]
    names = re.findall(r'"([A-Z]\w*)":', output)
    assert names == [
        "Execution", "Id", "Input", "StartTime", "Name", "RoleArn", "RedriveCount",
        "StateMachine", "Id", "Name", "State", "Name", "EnteredTime",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("items", "kind", "shown"), [({"foo": 1}, "object", '{"foo":1}'), (None, "null", "null")]
)
def test_items_in_jsonata_have_to_be_a_list(account, items, kind, shown):
    """As AWS answered: test_map_state_items_variable_sampling[object] and [null]."""
    mapped = {"Type": "Map", "Items": "{% $items %}", "ItemProcessor": EACH}
    setting = {"Type": "Pass", "Assign": {"items": items}}
    history = events(account, machine(("Set", setting), ("Each", mapped), QueryLanguage="JSONata"))
    assert line(history)[3:] == [
        (4, 3, "MapStateEntered"),
        (5, 3, "EvaluationFailed"),
        (6, 5, "MapStateFailed"),
        (7, 6, "ExecutionFailed"),
    ]
    cause = (
        "An error occurred while executing the state 'Each' (entered at the event id #4). The "
        "JSONata expression '$items' specified for the field 'Items' returned an unexpected "
        f"result type. Expected 'array', but was '{kind}' for value: {shown}"
    )
    assert history[4]["evaluationFailedEventDetails"] == {
        "error": "States.QueryEvaluationError",
        "cause": cause,
        "location": "Items",
        "state": "Each",
    }
    told = {"error": "States.QueryEvaluationError", "cause": cause}
    assert history[6]["executionFailedEventDetails"] == told


@pytest.mark.parametrize(("given", "shown"), [(1, "1"), ("here", '"here"')])
def test_a_map_in_jsonata_without_items_wants_a_list(account, given, shown):
    """As AWS answered: test_map_state_items_input_types[number] and [string]."""
    mapped = {"Type": "Map", "ItemProcessor": EACH}
    history = events(account, machine(("Each", mapped), QueryLanguage="JSONata"), given)
    assert line(history)[2:4] == [(3, 0, "EvaluationFailed"), (4, 3, "MapStateFailed")]
    assert history[2]["evaluationFailedEventDetails"] == {
        "error": "States.QueryEvaluationError",
        "cause": (
            "An error occurred while executing the state 'Each' (entered at the event id #2). Map "
            f"state input must be an array but was: {shown}"
        ),
        "state": "Each",
    }


def test_a_moment_in_jsonata_has_words_and_a_place_of_its_own(account):
    """As AWS answered: test_wait_timestamp_jsonata[NO_T]."""
    state = {"Type": "Wait", "Timestamp": "{% $states.input.at %}"}
    text = "2016-12-05 21:29:29Z"
    history = events(account, machine(("Rest", state), QueryLanguage="JSONata"), {"at": text})
    assert line(history)[2:] == [(3, 2, "EvaluationFailed"), (4, 3, "ExecutionFailed")]
    assert history[2]["evaluationFailedEventDetails"] == {
        "error": "States.QueryEvaluationError",
        "cause": (
            "An error occurred while executing the state 'Rest' (entered at the event id #2). The "
            "Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format "
            f"string: {text}"
        ),
        "location": "Timestamp",
        "state": "Rest",
    }


@pytest.mark.parametrize("text", ["2016-12-05 21:29:29Z", "2016-13-05T21:29:29Z", "{% $now() %}"])
def test_a_moment_that_is_none_is_no_definition(account, text):
    """As AWS answered: test_wait_timestamp_invalid[NO_T], [INVALID_DATE] and [JSONATA]."""
    with pytest.raises(Refusal) as raised:
        account.make(machine(("Rest", {"Type": "Wait", "Timestamp": text})))
    assert raised.value.message == (
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: String does not match "
        "RFC3339 timestamp at /States/Rest/Timestamp'"
    )


@pytest.mark.parametrize(
    ("state", "field", "expected"),
    [
        ({"Type": "Wait", "Seconds": "{% $states.input %}"}, "Seconds", "number"),
        ({"Type": "Fail", "Error": "{% $states.input %}"}, "Error", "string"),
        (task("none", TimeoutSeconds="{% $states.input %}"), "TimeoutSeconds", "number"),
    ],
)
def test_each_field_in_jsonata_has_its_type(account, state, field, expected):
    """In the words on record for Items and Condition."""
    history = events(account, machine(("Look", state), QueryLanguage="JSONata"), [1])
    told = next(e for e in history if e["type"] == "EvaluationFailed")
    assert told["evaluationFailedEventDetails"]["location"] == field
    assert told["evaluationFailedEventDetails"]["cause"].endswith(
        f"The JSONata expression '$states.input' specified for the field '{field}' returned an "
        f"unexpected result type. Expected '{expected}', but was 'array' for value: [1]"
    )


def test_an_input_stays_as_it_was_written(account):
    """As AWS answered: test_map_state_config_inline_item_selector (a list with spaces)."""
    arn = account.make(machine(("Look", {"Type": "Pass"}), ("Each", task("none"))))
    text = '[ "here",  "there" ]'
    started = account.states("StartExecution", stateMachineArn=arn, input=text)
    account.clock.pass_time(0)
    history = account.history(started["executionArn"])
    assert [history[at]["stateEnteredEventDetails"]["input"] for at in (1, 3)] == [text, text]


def test_a_cause_shows_the_input_as_it_was_written(account):
    """As AWS says it; the form of the sentence is that of the test beside."""
    state = {"Type": "Pass", "Parameters": {"far.$": "$.km"}}
    arn = account.make(machine(("Look", state)))
    started = account.states("StartExecution", stateMachineArn=arn, input='{ "miles":  2 }')
    account.clock.pass_time(0)
    assert account.described(started["executionArn"])["cause"] == (
        "An error occurred while executing the state 'Look' (entered at the event id #2). The "
        "JSONPath '$.km' specified for the field 'far.$' could not be found in the input "
        "'{ \"miles\":  2 }'"
    )


@pytest.mark.parametrize("text", ["2027-01-15T08:00:10", "2027-01-15T08:00:10.000"])
def test_a_moment_without_a_zone_is_none(account, text):
    """As AWS answered: test_wait_timestamppath[] and [.000]."""
    state = {"Type": "Wait", "TimestampPath": "$.at"}
    history = events(account, machine(("Rest", state)), {"at": text})
    assert history[-1]["executionFailedEventDetails"] == {
        "error": "States.Runtime",
        "cause": (
            "An error occurred while executing the state 'Rest' (entered at the event id #2). The "
            "TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time "
            f"format string: $.at == {text}"
        ),
    }


@pytest.mark.parametrize("fraction", ["Z", ".00Z", ".000Z", ".0000000Z"])
def test_a_moment_may_have_any_fraction(account, fraction):
    """As AWS answered: test_wait_timestamppath[.00Z], [.000Z], [.0000000Z]."""
    state = {"Type": "Wait", "TimestampPath": "$.at"}
    given = {"at": f"2027-01-15T08:00:10{fraction}"}
    assert events(account, machine(("Rest", state)), given)[-1]["type"] == "ExecutionSucceeded"


def test_a_choice_without_a_way_says_so_as_aws_does(account):
    """As emulators say that were compared with AWS (floci, "verified against us-east-1")."""
    rule = {"Variable": "$.km", "NumericEquals": 1, "Next": "End"}
    choice = {"Type": "Choice", "Choices": [rule]}
    ways = {"StartAt": "Way", "States": {"Way": choice, "End": {"Type": "Succeed"}}}
    assert events(account, ways, {"km": 2})[-1]["executionFailedEventDetails"] == {
        "error": "States.Runtime",
        "cause": (
            "An error occurred while executing the state 'Way' (entered at the event id #2). "
            "Failed to transition out of the state. The state does not point to a next state."
        ),
    }
