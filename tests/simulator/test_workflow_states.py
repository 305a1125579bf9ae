"""States: what each of them does with time, data and failures."""

import itertools
import json

import pytest

from pattern_tck.simulator.workflows.work import Lasting, TaskFailed

from .workflow_account import END, START, Account, machine, task

ALL = ["States.ALL"]


def refusing(*errors):
    """Work that fails with these errors, and then gives its input back."""
    left = list(errors)

    def work(payload):
        if left:
            raise TaskFailed(left.pop(0), "told to")
        return payload

    return work


def test_nothing_happens_before_the_world_settles(account):
    execution = account.start(account.make(machine(("A", {"Type": "Succeed"}))))
    assert account.described(execution)["status"] == "RUNNING"
    account.clock.pass_time(0)
    assert account.described(execution)["status"] == "SUCCEEDED"


def test_the_data_goes_through_all_fields_in_their_order(account):
    account.function("f", lambda payload: {"got": payload, "noise": 1})
    state = task(
        "f",
        InputPath="$.order",
        Parameters={"id.$": "$.id", "name.$": "$$.State.Name"},
        ResultSelector={"seen.$": "$.got"},
        ResultPath="$.result",
        OutputPath="$.result.seen",
    )
    assert account.output(machine(("A", state)), {"order": {"id": 7}}) == {"id": 7, "name": "A"}


def test_the_context_object_says_where_one_is(account):
    state = {"Type": "Pass", "Parameters": {"all.$": "$$"}}
    seen = account.output(machine(("A", state)), {"a": 1})["all"]
    assert seen["Execution"]["Input"] == {"a": 1}
    assert seen["Execution"]["StartTime"] == "2027-01-15T08:00:00.000Z"
    assert seen["StateMachine"]["Name"] == "m0"
    # Only a state that can be tried again counts that (LocalStack's validated tests,
    # test_context_object.py::test_input_path).
    assert seen["State"] == {"Name": "A", "EnteredTime": "2027-01-15T08:00:00.000Z"}


def test_variables_are_there_from_the_next_state_on_in_either_language(account):
    account.function("f", lambda payload: {"price": 5})
    states = (
        ("A", task("f", Assign={"price.$": "$.price"}, ResultPath=None)),
        ("B", {"Type": "Pass", "Parameters": {"seen.$": "$price", "kept.$": "$.k"}}),
        (
            "C",
            {
                "Type": "Pass",
                "QueryLanguage": "JSONata",
                "Assign": {"price": "{% $price + 1 %}"},
                "Output": {"old": "{% $price %}", "was": "{% $states.input.seen %}"},
            },
        ),
        ("D", {"Type": "Pass", "Parameters": {"new.$": "$price", "rest.$": "$"}}),
    )
    assert account.output(machine(*states), {"k": 1}) == {"new": 6, "rest": {"old": 5, "was": 5}}


def test_variables_of_a_branch_stay_in_it(account):
    inner = machine(("I", {"Type": "Pass", "Assign": {"v": 2}}), ("J", END))
    states = (
        ("A", {"Type": "Pass", "Assign": {"w": 1}}),
        ("B", {"Type": "Parallel", "Branches": [inner]}),
        ("C", {"Type": "Pass", "Parameters": {"w.$": "$w"}}),
        ("D", {"Type": "Pass", "Parameters": {"v.$": "$v"}}),
    )
    assert account.failure(machine(*states))[0] == "States.Runtime"


def test_each_retrier_keeps_its_own_count(account):
    # SFN-ERR-04
    calls = account.function("f", refusing("A", "B", "C", "B"))
    retriers = [
        {"ErrorEquals": ["A", "B"], "MaxAttempts": 2, "IntervalSeconds": 1},
        {"ErrorEquals": ["C"], "MaxAttempts": 3, "IntervalSeconds": 5},
    ]
    assert account.failure(machine(("T", task("f", Retry=retriers)))) == ("B", "told to")
    assert [at for at, _ in calls] == [0, 1, 3, 8]


def test_pauses_grow_up_to_the_longest_one(account):
    # SFN-ERR-03
    calls = account.function("f", refusing(*"AAAAA"))
    retrier = {
        "ErrorEquals": ALL, "IntervalSeconds": 3, "BackoffRate": 3, "MaxAttempts": 4,
        "MaxDelaySeconds": 20,
    }  # fmt: skip
    account.failure(machine(("T", task("f", Retry=[retrier]))))
    assert [at for at, _ in calls] == [0, 3, 12, 32, 52]


def test_jitter_is_the_same_in_every_run():
    def times():
        account = Account()
        calls = account.function("f", refusing(*"AAA"))
        retrier = {"ErrorEquals": ALL, "IntervalSeconds": 100, "JitterStrategy": "FULL"}
        account.output(machine(("T", task("f", Retry=[retrier]))))
        return [at for at, _ in calls]

    first = times()
    assert first == times()
    assert all(0 <= b - a <= 400 for a, b in itertools.pairwise(first))
    assert first != [0, 100, 300, 700]


def test_a_retry_is_counted_in_the_context(account):
    calls = account.function("f", refusing("A", "A"))
    state = task("f", Parameters={"n.$": "$$.State.RetryCount"}, Retry=[{"ErrorEquals": ALL}])
    account.output(machine(("T", state)))
    assert [payload["n"] for _, payload in calls] == [0, 1, 2]


@pytest.mark.parametrize(
    ("names", "error", "caught"),
    [
        (ALL, "Boom", True),
        (["States.TaskFailed"], "Boom", True),
        (["boom"], "Boom", False),
        (["States.TaskFailed"], "States.Timeout", False),
        (ALL, "States.Timeout", True),
        (ALL, "States.Runtime", False),
        (ALL, "States.DataLimitExceeded", False),
        (["States.DataLimitExceeded"], "States.DataLimitExceeded", True),
    ],
)
def test_names_of_errors_match_as_written(account, names, error, caught):
    # SFN-ERR-06, SFN-ERR-08
    account.function("f", refusing(error))
    catch = [{"ErrorEquals": names, "Next": "Caught"}]
    definition = machine(("T", task("f", Catch=catch, End=True)), ("Caught", END))
    described = account.run(definition)
    assert (described["status"] == "SUCCEEDED") == caught
    if caught:
        assert json.loads(described["output"]) == {"Error": error, "Cause": "told to"}


def test_a_path_that_leads_nowhere_ends_the_execution(account):
    # SFN-ERR-08
    catch = [{"ErrorEquals": ALL, "Next": "Caught"}]
    state = task("f", InputPath="$.nowhere", Catch=catch, End=True)
    error, cause = account.failure(machine(("T", state), ("Caught", END)))
    assert error == "States.Runtime"
    assert cause.startswith(
        "An error occurred while executing the state 'T' (entered at the event id #2). "
    )


def test_a_task_that_takes_too_long_is_given_up_and_its_work_goes_on(account):
    # SFN-PAR-02
    done = []
    account.function("f", lambda _: Lasting(10, lambda: done.append(account.clock.now() - START)))
    described = account.run(machine(("T", task("f", TimeoutSeconds=4))), seconds=5)
    assert (described["status"], described["error"]) == ("FAILED", "States.Timeout")
    assert described["stopDate"].timestamp() == START + 4
    assert not done
    account.clock.pass_time(10)
    assert done == [10]


def test_work_that_takes_time_is_waited_for(account):
    account.function("f", lambda payload: Lasting(10, lambda: {"in": payload}))
    described = account.run(machine(("T", task("f"))), {"a": 1})
    assert json.loads(described["output"]) == {"in": {"a": 1}}
    assert described["stopDate"].timestamp() == START + 10


def test_time_limits_may_stand_in_the_data(account):
    account.function("f", lambda _: Lasting(10, dict))
    state = task("f", TimeoutSecondsPath="$.limit")
    assert account.failure(machine(("T", state)), {"limit": 3})[0] == "States.Timeout"
    assert account.failure(machine(("T", state)), {"limit": "3"})[0] == "States.Runtime"


def test_results_of_branches_stay_in_their_order(account):
    # SFN-PAR-01
    branches = [
        machine(("W1", {"Type": "Wait", "Seconds": 9}), ("P1", {"Type": "Pass", "Result": 1})),
        machine(("P2", {"Type": "Pass", "Result": 2})),
    ]
    state = {"Type": "Parallel", "Branches": branches, "ResultSelector": {"both.$": "$"}}
    assert account.output(machine(("Both", state))) == {"both": [1, 2]}


def test_one_branch_that_fails_stops_the_others(account):
    # SFN-PAR-02
    calls = account.function("late", dict)
    branches = [
        machine(("W", {"Type": "Wait", "Seconds": 1}), ("F", {"Type": "Fail", "Error": "Boom"})),
        machine(("V", {"Type": "Wait", "Seconds": 5}), ("T", task("late"))),
    ]
    catch = [{"ErrorEquals": ["Boom"], "ResultPath": "$.e", "Next": "Caught"}]
    both = {"Type": "Parallel", "Branches": branches, "Catch": catch, "End": True}
    described = account.run(machine(("Both", both), ("Caught", END)), {"a": 1})
    assert json.loads(described["output"]) == {"a": 1, "e": {"Error": "Boom", "Cause": ""}}
    assert not calls
    (execution,) = account.begun.values()
    kinds = account.kinds(execution)
    assert kinds[-6:] == [
        "WaitStateAborted", "ParallelStateFailed", "ParallelStateExited", "PassStateEntered",
        "PassStateExited", "ExecutionSucceeded",
    ]  # fmt: skip


def mapping(**more):
    inner = machine(("T", task("f")))
    return {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": inner, **more}


def test_items_go_one_after_the_other_if_they_must(account):
    # SFN-MAP-02
    calls = account.function("f", lambda payload: Lasting(10 - payload, lambda: payload * 2))
    state = mapping(MaxConcurrency=1)
    assert account.output(machine(("M", state)), {"items": [1, 2, 3]}) == [2, 4, 6]
    assert [at for at, _ in calls] == [0, 9, 17]


def test_items_go_all_at_once_if_they_may(account):
    calls = account.function("f", lambda payload: Lasting(10 - payload, lambda: payload * 2))
    assert account.output(machine(("M", mapping())), {"items": [1, 2, 3]}) == [2, 4, 6]
    assert {at for at, _ in calls} == {0}


def test_an_item_knows_its_place(account):
    account.function("f", lambda payload: payload)
    selector = {"at.$": "$$.Map.Item.Index", "it.$": "$$.Map.Item.Value", "all.$": "$.more"}
    state = mapping(ItemSelector=selector)
    seen = account.output(machine(("M", state)), {"items": ["a", "b"], "more": 1})
    assert seen == [{"at": 0, "it": "a", "all": 1}, {"at": 1, "it": "b", "all": 1}]


def test_a_map_of_nothing_is_done(account):
    assert account.output(machine(("M", mapping())), {"items": []}) == []


def test_a_retry_of_a_map_does_all_items_again(account):
    # SFN-MAP-01
    calls = account.function("f", refusing("Boom"))
    state = mapping(Retry=[{"ErrorEquals": ["Boom"], "MaxAttempts": 1}])
    assert account.output(machine(("M", state)), {"items": [1, 2]}) == [1, 2]
    assert [payload for _, payload in calls] == [1, 2, 1, 2]


def test_what_a_map_goes_through_must_be_a_list(account):
    assert account.failure(machine(("M", mapping())), {"items": 3})[0] == "States.Runtime"


@pytest.mark.parametrize(
    ("fields", "when"),
    [
        ({"Seconds": 30}, 30),
        ({"SecondsPath": "$.seconds"}, 20),
        ({"Timestamp": "2027-01-15T08:00:40Z"}, 40),
        ({"TimestampPath": "$.until"}, 50),
        ({"Timestamp": "2020-01-01T00:00:00Z"}, 0),
    ],
)
def test_a_wait_takes_as_long_as_it_says(account, fields, when):
    # SFN-WAIT-01
    given = {"seconds": 20, "until": "2027-01-15T08:00:50Z"}
    described = account.run(machine(("W", {"Type": "Wait", **fields})), given)
    assert described["stopDate"].timestamp() - START == when


@pytest.mark.parametrize("value", ["2027-01-15", "tomorrow", 7, "2027-01-15T08:00:40"])
def test_a_wait_until_no_time_is_an_error(account, value):
    state = {"Type": "Wait", "TimestampPath": "$.until"}
    assert account.failure(machine(("W", state)), {"until": value})[0] == "States.Runtime"


def test_the_first_rule_that_fits_is_taken_and_none_is_an_error(account):
    # SFN-CHO-01
    rules = [
        {"Variable": "$.n", "NumericGreaterThan": 5, "Next": "Big"},
        {"Variable": "$.n", "NumericGreaterThan": 1, "Next": "Small"},
    ]
    states = (
        ("C", {"Type": "Choice", "Choices": rules}),
        ("Big", {"Type": "Pass", "Result": "big", "End": True}),
        ("Small", {"Type": "Pass", "Result": "small", "End": True}),
    )
    assert account.output(machine(*states), {"n": 9}) == "big"
    assert account.output(machine(*states), {"n": 3}) == "small"
    assert account.failure(machine(*states), {"n": 0})[0] == "States.Runtime"


def test_the_cause_of_a_fail_state_may_come_from_the_data(account):
    state = {"Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.Format('no {}', $.what)"}
    assert account.failure(machine(("F", state)), {"e": "Bad", "what": "money"}) == (
        "Bad", "no money",
    )  # fmt: skip


def test_data_that_is_too_large_ends_the_execution(account):
    # SFN-LIM-01
    state = {"Type": "Pass", "Parameters": {"a.$": "$.t", "b.$": "$.t"}}
    text = "x" * 131_064  # twice, and 15 characters around: one byte is left
    assert account.output(machine(("P", state)), {"t": text})
    assert account.failure(machine(("P", state)), {"t": text + "x"})[0] == (
        "States.DataLimitExceeded"
    )
    # Bytes count, and not characters.
    error, _ = account.failure(machine(("P", state)), {"t": "é" * 70_000})
    assert error == "States.DataLimitExceeded"


def test_a_machine_has_a_time_limit(account):
    definition = machine(("W", {"Type": "Wait", "Seconds": 100}), TimeoutSeconds=60)
    described = account.run(definition)
    assert described["status"] == "TIMED_OUT"
    assert described["stopDate"].timestamp() == START + 60


def test_a_circle_ends_at_the_limit_of_the_history(account):
    # SFN-LIM-01
    way_out = {"Variable": "$.out", "IsPresent": True, "Next": "Out"}
    definition = machine(
        ("A", {"Type": "Pass"}),
        ("B", {"Type": "Choice", "Choices": [way_out], "Default": "A"}),
        ("Out", END),
    )
    assert account.failure(definition) == (
        "States.Runtime",
        "The execution reached the maximum number of history events (25000).",
    )
    (execution,) = account.begun.values()
    (last,) = account.history(execution, reverseOrder=True, maxResults=1)
    assert (last["id"], last["type"]) == (25_000, "ExecutionFailed")


def test_jsonata_that_fails_is_told_and_can_be_caught(account):
    catch = [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "Caught"}]
    state = task("f", Arguments="{% $nowhere(1) %}", Catch=catch, End=True)
    definition = machine(("T", state), ("Caught", END), QueryLanguage="JSONata")
    assert account.output(definition)["Error"] == "States.QueryEvaluationError"
    (execution,) = account.begun.values()
    assert "EvaluationFailed" in account.kinds(execution)
