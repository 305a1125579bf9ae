"""Histories have the events, ids and words that AWS's histories have.

Each case is on record: LocalStack's validated tests, ``tests/aws/services/stepfunctions/v2``; the
docstrings name the recorded test.
"""

import re

import pytest

from pattern_tck.simulator.workflows.work import Lasting

from .workflow_account import FUNCTION, Account, machine, task


@pytest.fixture
def account():
    return Account()


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


def test_items_in_jsonata_have_to_be_a_list(account):
    """In the words that AWS has for a condition of another type."""
    mapped = {
        "Type": "Map", "QueryLanguage": "JSONata", "Items": "{% $states.input.a %}",
        "ItemProcessor": EACH,
    }  # fmt: skip
    history = events(account, machine(("Each", mapped)), {"a": 1})
    assert [event["type"] for event in history[2:]] == [
        "EvaluationFailed", "MapStateFailed", "ExecutionFailed",
    ]  # fmt: skip
    told = history[2]["evaluationFailedEventDetails"]
    assert (told["location"], told["state"]) == ("Items", "Each")
    assert told["cause"].endswith(
        "The JSONata expression '$states.input.a' specified for the field 'Items' returned an "
        "unexpected result type. Expected 'array', but was 'number' for value: 1"
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
