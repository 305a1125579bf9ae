"""The API of Step Functions: names, revisions, pages, histories, what is refused, and how."""

import json

import pytest

from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.workflows.work import TaskFailed

from .workflow_account import ROLE, START, STATES, machine, task

WAIT = machine(("W", {"Type": "Wait", "Seconds": 60}))


def refused(account, operation, **asked):
    with pytest.raises(Refusal) as error:
        account.states(operation, **asked)
    return error.value.code


def saying(text):
    return machine(("P", {"Type": "Pass", "Result": text}))


def ran(account, arn):
    execution = account.start(arn)
    account.clock.pass_time(0)
    return json.loads(account.described(execution)["output"])


# -- starting


def test_a_name_is_good_for_one_execution(account):
    # SFN-STD-02
    arn = account.make(WAIT)
    first = account.start(arn, {"a": 1}, name="n")
    assert account.start(arn, {"a": 1}, name="n") == first
    asked = {"stateMachineArn": arn, "name": "n"}
    assert refused(account, "StartExecution", **asked, input="{}") == "ExecutionAlreadyExists"
    account.clock.pass_time(60)
    again = {**asked, "input": '{"a": 1}'}
    assert refused(account, "StartExecution", **again) == "ExecutionAlreadyExists"
    assert len(account.states("ListExecutions", stateMachineArn=arn)["executions"]) == 1
    account.clock.pass_time(91 * 86_400)
    assert account.start(arn, {"a": 1}, name="n") == first
    assert account.described(first)["status"] == "RUNNING"


@pytest.mark.parametrize("name", ["a b", "a/b", "a:b", "x" * 81, "ä*", "a\n"])
def test_a_name_that_cannot_be_one(account, name):
    arn = account.make(WAIT)
    asked = {"stateMachineArn": arn, "name": name}
    assert refused(account, "StartExecution", **asked) == "InvalidName"
    made = {"name": name, "definition": "{}", "roleArn": ROLE}
    assert refused(account, "CreateStateMachine", **made) == "InvalidName"


def test_an_input_that_cannot_be_one(account):
    arn = account.make(WAIT)
    for text in ("{", "x", '"' + "x" * 262_143 + '"'):
        asked = {"stateMachineArn": arn, "input": text}
        assert refused(account, "StartExecution", **asked) == "InvalidExecutionInput"


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("nothing", "InvalidArn"),
        (STATES + "execution:m:x", "InvalidArn"),
        (STATES + "stateMachine:unknown", "StateMachineDoesNotExist"),
    ],
)
def test_an_arn_that_is_none(account, arn, code):
    assert refused(account, "StartExecution", stateMachineArn=arn) == code
    assert refused(account, "DescribeStateMachine", stateMachineArn=arn) == code


def test_an_execution_that_never_was(account):
    asked = {"executionArn": STATES + "execution:m:x"}
    for operation in ("DescribeExecution", "GetExecutionHistory", "StopExecution"):
        assert refused(account, operation, **asked) == "ExecutionDoesNotExist"


# -- machines


def test_a_machine_that_is_made_again_is_the_same_one(account):
    arn = account.make(WAIT)
    assert account.make(WAIT) == arn
    other = {"name": "m", "definition": json.dumps(saying("x")), "roleArn": ROLE}
    assert refused(account, "CreateStateMachine", **other) == "StateMachineAlreadyExists"


def test_a_definition_with_mistakes_is_refused(account):
    asked = {"name": "m", "definition": '{"StartAt": "A", "States": {}}', "roleArn": ROLE}
    assert refused(account, "CreateStateMachine", **asked) == "InvalidDefinition"
    told = account.states("ValidateStateMachineDefinition", definition=asked["definition"])
    assert told["result"] == "FAIL"
    assert told["diagnostics"]
    valid = account.states("ValidateStateMachineDefinition", definition=json.dumps(WAIT))
    assert valid["result"] == "OK"


def test_an_update_does_not_touch_what_runs(account):
    definition = machine(
        ("W", {"Type": "Wait", "Seconds": 5}), ("P", {"Type": "Pass", "Result": 1})
    )
    arn = account.make(definition)
    running = account.start(arn)
    account.clock.pass_time(0)
    account.states("UpdateStateMachine", stateMachineArn=arn, definition=json.dumps(saying(2)))
    assert ran(account, arn) == 2
    account.clock.pass_time(5)
    assert account.described(running)["output"] == "1"
    told = account.states("DescribeStateMachineForExecution", executionArn=running)
    assert json.loads(told["definition"]) == definition
    nothing = {"stateMachineArn": arn}
    assert refused(account, "UpdateStateMachine", **nothing) == "MissingRequiredParameter"


def test_a_machine_is_deleted_when_its_executions_have_ended(account):
    arn = account.make(WAIT)
    execution = account.start(arn)
    account.states("DeleteStateMachine", stateMachineArn=arn)
    assert account.states("DescribeStateMachine", stateMachineArn=arn)["status"] == "DELETING"
    assert refused(account, "StartExecution", stateMachineArn=arn) == "StateMachineDeleting"
    account.clock.pass_time(0)
    assert refused(account, "StartExecution", stateMachineArn=arn) == "StateMachineDoesNotExist"
    assert account.described(execution)["status"] == "ABORTED"
    assert account.states("DeleteStateMachine", stateMachineArn=arn) == {}


def test_versions_never_change_and_aliases_lead_to_them(account):
    answer = account.states(
        "CreateStateMachine", name="m", definition=json.dumps(saying(1)), roleArn=ROLE, publish=True
    )
    arn, first = answer["stateMachineArn"], answer["stateMachineVersionArn"]
    assert first == f"{arn}:1"
    changed = {"stateMachineArn": arn, "definition": json.dumps(saying(2)), "publish": True}
    second = account.states("UpdateStateMachine", **changed)["stateMachineVersionArn"]
    again = account.states("PublishStateMachineVersion", stateMachineArn=arn)
    assert again["stateMachineVersionArn"] == second
    assert (ran(account, first), ran(account, second), ran(account, arn)) == (1, 2, 2)

    route = [{"stateMachineVersionArn": first, "weight": 100}]
    alias = account.states("CreateStateMachineAlias", name="live", routingConfiguration=route)
    alias = alias["stateMachineAliasArn"]
    assert ran(account, alias) == 1
    (listed,) = account.states("ListExecutions", stateMachineArn=alias)["executions"]
    assert listed["stateMachineVersionArn"] == first
    asked = {"stateMachineVersionArn": first}
    assert refused(account, "DeleteStateMachineVersion", **asked) == "ConflictException"
    both = [{"stateMachineVersionArn": one, "weight": 50} for one in (first, second)]
    account.states("UpdateStateMachineAlias", stateMachineAliasArn=alias, routingConfiguration=both)
    assert {ran(account, alias) for _ in range(40)} == {1, 2}
    account.states("DeleteStateMachineAlias", stateMachineAliasArn=alias)
    account.states("DeleteStateMachineVersion", stateMachineVersionArn=first)
    listed = account.states("ListStateMachineVersions", stateMachineArn=arn)
    assert [one["stateMachineVersionArn"] for one in listed["stateMachineVersions"]] == [second]
    assert refused(account, "StartExecution", stateMachineArn=first) == "StateMachineDoesNotExist"


@pytest.mark.parametrize("weights", [(), (90,), (60, 60), (40, 30, 30)])
def test_an_alias_leads_to_one_version_or_two(account, weights):
    arn = account.make(WAIT, publish=True)
    routes = [
        {"stateMachineVersionArn": f"{arn}:{number}", "weight": weight}
        for number, weight in enumerate(weights, 1)
    ]
    asked = {"name": "live", "routingConfiguration": routes}
    assert refused(account, "CreateStateMachineAlias", **asked) == "ValidationException"


def test_tags_are_kept(account):
    arn = account.make(WAIT, tags=[{"key": "a", "value": "1"}])
    account.states("TagResource", resourceArn=arn, tags=[{"key": "b", "value": "2"}])
    account.states("UntagResource", resourceArn=arn, tagKeys=["a", "never"])
    assert account.states("ListTagsForResource", resourceArn=arn)["tags"] == [
        {"key": "b", "value": "2"}
    ]
    unknown = {"resourceArn": STATES + "stateMachine:x"}
    assert refused(account, "ListTagsForResource", **unknown) == "ResourceNotFound"


# -- lists and histories


def test_executions_are_listed_page_by_page_the_newest_first(account):
    arn = account.make(WAIT)
    for number in range(5):
        account.start(arn, name=f"n{number}")
    seen, token = [], {}
    while token is not None:
        page = account.states("ListExecutions", stateMachineArn=arn, maxResults=2, **token)
        seen += [one["name"] for one in page["executions"]]
        token = {"nextToken": page["nextToken"]} if "nextToken" in page else None
    assert seen == ["n4", "n3", "n2", "n1", "n0"]
    asked = {"stateMachineArn": arn, "nextToken": "never"}
    assert refused(account, "ListExecutions", **asked) == "InvalidToken"


def test_executions_are_listed_by_their_status(account):
    arn = account.make(WAIT)
    stopped = account.start(arn)
    account.start(arn)
    account.states("StopExecution", executionArn=stopped)
    listed = account.states("ListExecutions", stateMachineArn=arn, statusFilter="ABORTED")
    assert [one["executionArn"] for one in listed["executions"]] == [stopped]


def test_a_history_tells_what_led_to_what(account):
    account.function("f", lambda payload: {"n": payload["n"] + 1})
    arn = account.make(machine(("T", task("f", ResultPath="$.r")), ("S", {"Type": "Succeed"})))
    execution = account.start(arn, {"n": 1})
    account.clock.pass_time(0)
    events = account.history(execution)
    assert [(one["id"], one["previousEventId"], one["type"]) for one in events] == [
        (1, 0, "ExecutionStarted"),
        (2, 0, "TaskStateEntered"),
        (3, 2, "LambdaFunctionScheduled"),
        (4, 3, "LambdaFunctionStarted"),
        (5, 4, "LambdaFunctionSucceeded"),
        (6, 5, "TaskStateExited"),
        (7, 6, "SucceedStateEntered"),
        (8, 7, "SucceedStateExited"),
        (9, 8, "ExecutionSucceeded"),
    ]
    assert events[5]["stateExitedEventDetails"] == {
        "name": "T", "output": '{"n":1,"r":{"n":2}}', "outputDetails": {"truncated": False},
    }  # fmt: skip
    assert events[0]["timestamp"].timestamp() == START


def test_a_history_can_be_read_backwards_in_pages_and_without_data(account):
    arn = account.make(saying("x"))
    execution = account.start(arn, {"n": 1})
    account.clock.pass_time(0)
    page = account.states(
        "GetExecutionHistory", executionArn=execution, reverseOrder=True, maxResults=3,
        includeExecutionData=False,
    )  # fmt: skip
    assert [one["id"] for one in page["events"]] == [4, 3, 2]
    assert page["events"][1]["stateExitedEventDetails"] == {"name": "P"}
    rest = account.history(execution, reverseOrder=True, nextToken=page["nextToken"])
    assert [one["id"] for one in rest] == [1]


def test_a_description_can_do_without_data(account):
    execution = account.start(account.make(saying("x")), {"n": 1})
    account.clock.pass_time(0)
    told = account.states("DescribeExecution", executionArn=execution, includedData="METADATA_ONLY")
    assert "input" not in told
    assert told["outputDetails"] == {"included": False}


# -- express


def test_who_starts_an_express_workflow_may_wait_for_it(account):
    # SFN-EXP-03
    arn = account.make(WAIT, type="EXPRESS")
    told = account.states("StartSyncExecution", stateMachineArn=arn, input='{"a":1}')
    assert (told["status"], told["output"]) == ("SUCCEEDED", '{"a":1}')
    assert account.clock.now() == START + 60
    failing = account.make(machine(("F", {"Type": "Fail", "Error": "E"})), "f", type="EXPRESS")
    told = account.states("StartSyncExecution", stateMachineArn=failing)
    assert (told["status"], told["error"]) == ("FAILED", "E")


def test_an_express_workflow_lasts_five_minutes(account):
    # SFN-EXP-02
    slow = machine(("W", {"Type": "Wait", "Seconds": 299}), ("V", {"Type": "Wait", "Seconds": 2}))
    arn = account.make(slow, type="EXPRESS")
    assert account.states("StartSyncExecution", stateMachineArn=arn)["status"] == "TIMED_OUT"
    assert account.clock.now() == START + 300


def test_what_an_express_workflow_does_not_have(account):
    # SFN-EXP-02
    arn = account.make(WAIT, type="EXPRESS")
    execution = account.start(arn, name="n")
    assert account.start(arn, name="n") != execution
    for operation in ("DescribeExecution", "GetExecutionHistory", "StopExecution"):
        assert refused(account, operation, executionArn=execution) == "InvalidArn"
    asked = {"stateMachineArn": arn}
    assert refused(account, "ListExecutions", **asked) == "StateMachineTypeNotSupported"
    standard = account.make(WAIT, "standard")
    code = refused(account, "StartSyncExecution", stateMachineArn=standard)
    assert code == "StateMachineTypeNotSupported"


# -- redrives


def failing_once(account, name):
    left = [1]

    def work(payload):
        if left:
            left.pop()
            raise TaskFailed("Boom")
        return payload

    return account.function(name, work)


def test_a_redrive_goes_on_where_it_failed(account):
    # SFN-CON-02
    first = account.function("first", lambda payload: payload)
    second = failing_once(account, "second")
    execution = account.start(
        account.make(machine(("A", task("first")), ("B", task("second")))), {"n": 1}
    )
    account.clock.pass_time(0)
    assert account.described(execution)["redriveStatus"] == "REDRIVABLE"
    account.states("RedriveExecution", executionArn=execution)
    account.clock.pass_time(0)
    told = account.described(execution)
    assert (told["status"], told["redriveCount"]) == ("SUCCEEDED", 1)
    assert "error" not in told
    assert (len(first), len(second)) == (1, 2)
    assert "ExecutionRedriven" in account.kinds(execution)
    assert refused(account, "RedriveExecution", executionArn=execution) == "ExecutionNotRedrivable"


def test_a_redrive_does_only_the_branches_again_that_had_not_succeeded(account):
    good = account.function("good", lambda _: "good")
    bad = failing_once(account, "bad")
    inner = {
        "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 1,
        "ItemProcessor": machine(("B", task("bad"))),
    }  # fmt: skip
    branches = [machine(("G", task("good"))), machine(("M", inner))]
    arn = account.make(machine(("Both", {"Type": "Parallel", "Branches": branches})))
    execution = account.start(arn, {"items": [1, 2]})
    account.clock.pass_time(0)
    assert account.described(execution)["status"] == "FAILED"
    account.states("RedriveExecution", executionArn=execution)
    account.clock.pass_time(0)
    assert json.loads(account.described(execution)["output"]) == ["good", [1, 2]]
    assert len(good) == 1
    assert [payload for _, payload in bad] == [1, 1, 2]


def test_a_redrive_comes_too_late_after_two_weeks(account):
    failing_once(account, "f")
    execution = account.start(account.make(machine(("T", task("f")))))
    account.clock.pass_time(14 * 86_400 + 1)
    assert refused(account, "RedriveExecution", executionArn=execution) == "ExecutionNotRedrivable"


# -- map runs


def distributed(**more):
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        **machine(("T", task("f"))),
    }
    return {
        "Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor, "Label": "lab", **more
    }  # fmt: skip


def run_of(account, items, **more):
    execution = account.start(account.make(machine(("M", distributed(**more)))), {"items": items})
    account.clock.pass_time(1000)
    (run,) = account.states("ListMapRuns", executionArn=execution)["mapRuns"]
    return execution, account.states("DescribeMapRun", mapRunArn=run["mapRunArn"])


def test_each_item_of_a_distributed_map_is_an_execution(account):
    account.function("f", lambda payload: payload * 2)
    execution, run = run_of(account, [1, 2, 3])
    assert json.loads(account.described(execution)["output"]) == [2, 4, 6]
    assert run["status"] == "SUCCEEDED"
    assert run["itemCounts"]["succeeded"] == run["executionCounts"]["total"] == 3
    listed = account.states("ListExecutions", mapRunArn=run["mapRunArn"])["executions"]
    assert [one["itemCount"] for one in listed] == [1, 1, 1]
    child = account.described(listed[0]["executionArn"])
    assert child["mapRunArn"] == run["mapRunArn"]
    kinds = account.kinds(execution)
    assert kinds[2:6] == [
        "MapStateStarted",
        "MapRunStarted",
        "MapRunSucceeded",
        "MapStateSucceeded",
    ]
    only = account.states("ListExecutions", stateMachineArn=STATES + "stateMachine:m")
    assert [one["executionArn"] for one in only["executions"]] == [execution]


@pytest.mark.parametrize(
    ("tolerance", "failures", "status"),
    [
        ({}, 0, "SUCCEEDED"),
        ({}, 1, "FAILED"),
        ({"ToleratedFailureCount": 2}, 2, "SUCCEEDED"),
        ({"ToleratedFailureCount": 2}, 3, "FAILED"),
        ({"ToleratedFailurePercentage": 20}, 2, "SUCCEEDED"),
        ({"ToleratedFailurePercentage": 20}, 3, "FAILED"),
    ],
)
def test_so_many_failures_are_tolerated(account, tolerance, failures, status):
    # SFN-MAP-03
    def work(payload):
        if payload < failures:
            raise TaskFailed("Boom")
        return payload

    account.function("f", work)
    execution, run = run_of(account, list(range(10)), **tolerance)
    told = account.described(execution)
    assert (told["status"], run["status"]) == (status, status)
    if status == "FAILED":
        assert told["error"] == "States.ExceedToleratedFailureThreshold"
    else:
        assert json.loads(told["output"]) == list(range(failures, 10))


def test_items_come_in_batches(account):
    calls = account.function("f", lambda payload: payload["Items"])
    batcher = {"MaxItemsPerBatch": 2, "BatchInput": {"fixed": True}}
    execution, run = run_of(account, [1, 2, 3], ItemBatcher=batcher)
    assert [payload for _, payload in calls] == [
        {"BatchInput": {"fixed": True}, "Items": [1, 2]},
        {"BatchInput": {"fixed": True}, "Items": [3]},
    ]
    assert json.loads(account.described(execution)["output"]) == [[1, 2], [3]]
    assert (run["itemCounts"]["total"], run["executionCounts"]["total"]) == (3, 2)


def test_batches_have_a_largest_size(account):
    account.function("f", lambda payload: len(payload["Items"]))
    batcher = {"MaxInputBytesPerBatch": 40}
    execution, _ = run_of(account, ["x" * 10] * 5, ItemBatcher=batcher)
    assert json.loads(account.described(execution)["output"]) == [2, 2, 1]


# SFN-CON-02, and SFN-DG "Redriving Map Runs".


def run_with_failures(account, failing, items, kind="STANDARD", **more):
    """Run a Map whose items fail once each, if they are among the failing ones."""
    left = set(failing)

    def work(payload):
        if payload in left:
            left.remove(payload)
            raise TaskFailed("Boom")
        return payload * 10

    calls = account.function("f", work)
    state = distributed(**more)
    state["ItemProcessor"]["ProcessorConfig"]["ExecutionType"] = kind
    execution = account.start(account.make(machine(("M", state))), {"items": items})
    account.clock.pass_time(1000)
    (run,) = account.states("ListMapRuns", executionArn=execution)["mapRuns"]
    return calls, execution, run["mapRunArn"]


def redriven(account, execution):
    account.states("RedriveExecution", executionArn=execution)
    account.clock.pass_time(1000)
    return account.described(execution)


@pytest.mark.parametrize("kind", ["STANDARD", "EXPRESS"])
def test_a_redrive_works_again_on_what_did_not_succeed_in_a_map_run(account, kind):
    calls, execution, run = run_with_failures(
        account, {2, 3}, [1, 2, 3, 4], kind, ToleratedFailureCount=1
    )
    assert account.described(execution)["status"] == "FAILED"
    before = account.states("DescribeMapRun", mapRunArn=run)
    assert (before["status"], before["redriveCount"]) == ("FAILED", 0)
    assert before["executionCounts"]["failed"] == 2
    assert before["executionCounts"]["failuresNotRedrivable"] == 0

    assert json.loads(redriven(account, execution)["output"]) == [10, 20, 30, 40]
    asked = [payload for _, payload in calls]
    assert sorted(asked) == [1, 2, 2, 3, 3, 4]
    after = account.states("DescribeMapRun", mapRunArn=run)
    assert (after["status"], after["redriveCount"]) == ("SUCCEEDED", 1)
    assert "redriveDate" in after
    assert after["executionCounts"]["succeeded"] == after["executionCounts"]["total"] == 4
    (only,) = account.states("ListMapRuns", executionArn=execution)["mapRuns"]
    assert only["mapRunArn"] == run
    events = account.states("GetExecutionHistory", executionArn=execution)["events"]
    (event,) = [event for event in events if event["type"] == "MapRunRedriven"]
    assert event["mapRunRedrivenEventDetails"] == {"mapRunArn": run, "redriveCount": 1}


def test_a_standard_child_goes_on_and_an_express_one_begins_anew(account):
    for kind, same in (("STANDARD", True), ("EXPRESS", False)):
        _, execution, run = run_with_failures(account, {1}, [1], kind)
        (child,) = account.states("ListExecutions", mapRunArn=run)["executions"]
        told = account.described(child["executionArn"])
        expected = "REDRIVABLE" if same else "REDRIVABLE_BY_MAP_RUN"
        assert told["redriveStatus"] == expected
        assert "redriveStatusReason" not in told
        redriven(account, execution)
        (again,) = account.states("ListExecutions", mapRunArn=run)["executions"]
        assert (again["executionArn"] == child["executionArn"]) is same
        account.states("DeleteStateMachine", stateMachineArn=STATES + "stateMachine:m")
        account.clock.pass_time(1000)


def test_what_was_never_begun_is_begun_by_a_redrive(account):
    calls, execution, run = run_with_failures(account, {1}, [1, 2, 3], MaxConcurrency=1)
    counts = account.states("DescribeMapRun", mapRunArn=run)["itemCounts"]
    assert (counts["failed"], counts["aborted"]) == (1, 2)
    account.states("RedriveExecution", executionArn=execution)
    account.clock.pass_time(1000)
    assert [payload for _, payload in calls] == [1, 1, 2, 3]
    assert json.loads(account.described(execution)["output"]) == [10, 20, 30]


def test_a_map_run_that_fails_again_is_redriven_again(account):
    account.function("f", lambda payload: (_ for _ in ()).throw(TaskFailed("Boom")))
    execution, run = run_of(account, [1])
    assert redriven(account, execution)["status"] == "FAILED"
    assert redriven(account, execution)["status"] == "FAILED"
    assert account.states("DescribeMapRun", mapRunArn=run["mapRunArn"])["redriveCount"] == 2


def test_a_stopped_execution_goes_on_with_its_map_run(account):
    # The children were aborted with it.
    calls = account.function("f", lambda payload: payload)
    state = distributed()
    state["ItemProcessor"].update(
        StartAt="W",
        States={
            "W": {"Type": "Wait", "Seconds": 50, "Next": "T"},
            **state["ItemProcessor"]["States"],
        },
    )
    execution = account.start(account.make(machine(("M", state))), {"items": [1, 2]})
    account.clock.pass_time(10)
    account.states("StopExecution", executionArn=execution)
    (run,) = account.states("ListMapRuns", executionArn=execution)["mapRuns"]
    counts = account.states("DescribeMapRun", mapRunArn=run["mapRunArn"])["executionCounts"]
    assert (counts["aborted"], counts["failuresNotRedrivable"]) == (2, 0)
    assert json.loads(redriven(account, execution)["output"]) == [1, 2]
    assert len(calls) == 2


def test_the_run_of_a_state_that_was_caught_is_left_alone(account):
    # What fails later is another state: the Map that comes again has a run of its own.
    fails = [True]

    def work(payload):
        if payload == "late" and fails:
            fails.clear()
            raise TaskFailed("Late")
        if payload == 1:
            raise TaskFailed("Boom")
        return payload

    account.function("f", work)
    caught = distributed(
        Catch=[{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "Late"}]
    )
    last = distributed(ItemsPath="$.others", Label="more")
    last["ItemProcessor"].update(machine(("U", task("f"))))
    execution = account.start(
        account.make(
            machine(
                ("M", caught),
                ("Late", task("f", InputPath="$.word", ResultPath=None)),
                ("L", last),
            )
        ),
        {"items": [1], "others": [5], "word": "late"},
    )
    account.clock.pass_time(1000)
    assert account.described(execution)["error"] == "Late"
    assert json.loads(redriven(account, execution)["output"]) == [5]
    runs = account.states("ListMapRuns", executionArn=execution)["mapRuns"]
    assert len(runs) == 2


def test_a_reader_of_items_is_not_modelled(account):
    reader = {
        "Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": {"Bucket": "b"},
    }  # fmt: skip
    state = distributed(ItemReader=reader)
    del state["ItemsPath"]
    with pytest.raises(NotModelled):
        account.make(machine(("M", state)))


# -- trying a state


def tried(account, state, **more):
    return account.states("TestState", definition=json.dumps(state), roleArn=ROLE, **more)


def test_a_state_is_tried_alone(account):
    state = {"Type": "Pass", "Parameters": {"b.$": "$.a"}, "Next": "Other"}
    assert tried(account, state, input='{"a":1}') == {
        "status": "SUCCEEDED", "output": '{"b":1}', "nextState": "Other",
    }  # fmt: skip


def test_a_trial_tells_what_the_data_is_on_its_way(account):
    account.function("f", lambda payload: {"got": payload})
    state = task(
        "f", InputPath="$.x", ResultSelector={"g.$": "$.got"}, ResultPath="$.r", OutputPath="$.r",
        Next="N",
    )  # fmt: skip
    told = tried(account, state, input='{"x":{"y":1}}', inspectionLevel="DEBUG")
    assert told["inspectionData"] == {
        "input": '{"x":{"y":1}}',
        "afterInputPath": '{"y":1}',
        "afterParameters": '{"y":1}',
        "result": '{"got":{"y":1}}',
        "afterResultSelector": '{"g":{"y":1}}',
        "afterResultPath": '{"x":{"y":1},"r":{"g":{"y":1}}}',
    }


def test_a_trial_tells_what_the_handlers_would_do(account):
    def fail(_):
        raise TaskFailed("Boom", "no")

    account.function("f", fail)
    retry = [{"ErrorEquals": ["Boom"], "MaxAttempts": 2, "IntervalSeconds": 3}]
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]
    state = task("f", Retry=retry, Catch=catch, Next="N")
    told = tried(account, state, inspectionLevel="DEBUG")
    assert (told["status"], told["error"], told["cause"]) == ("RETRIABLE", "Boom", "no")
    assert told["inspectionData"]["errorDetails"]["retryBackoffIntervalSeconds"] == 3
    told = tried(account, state, stateConfiguration={"retrierRetryCount": 2})
    assert (told["status"], told["nextState"]) == ("CAUGHT_ERROR", "Caught")
    assert json.loads(told["output"])["Error"] == "Boom"


def test_what_nobody_can_wait_for_is_tried_with_a_mock(account):
    url = account.queue()
    state = {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": url, "MessageBody": {"t.$": "$$.Task.Token"}}, "End": True,
    }  # fmt: skip
    asked = {"definition": json.dumps(state), "roleArn": ROLE}
    assert refused(account, "TestState", **asked) == "ValidationException"
    state["Parameters"]["MessageBody"] = {"t": 1}
    assert tried(account, state, mock={"result": '{"ok":true}'})["output"] == '{"ok":true}'
    failed = tried(account, state, mock={"errorOutput": {"error": "E", "cause": "c"}})
    assert (failed["status"], failed["error"]) == ("FAILED", "E")
    assert not account.bodies(url)


def test_a_state_with_a_mistake_cannot_be_tried(account):
    asked = {"definition": '{"Type": "Pass"}', "roleArn": ROLE}
    assert refused(account, "TestState", **asked) == "InvalidDefinition"
