"""Sentences about the kinds of states, their limits, and what is refused before it is run."""

from __future__ import annotations

import json

from pytest_bdd import given, parsers, then, when

from pattern_tck.answering import DOES_IT, KEEPS_SILENT, refuses
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import words
from pattern_tck.steps.workflow_plans import (
    State,
    mapping,
    plan,
    plan_ways,
    rows,
    rule_above,
    task,
    worker_of,
)
from pattern_tck.steps.workflows import described, reach, refusal, run, turn_until_asked

_PASS: State = {"Type": "Pass", "End": True}
#: A state of each kind that has nobody work.
_IDLE: dict[str, State] = {
    "Pass": _PASS,
    "Wait": {"Type": "Wait", "Seconds": 1, "End": True},
    "Choice": {"Type": "Choice", "Choices": [], "Default": "Other"},
    "Succeed": {"Type": "Succeed"},
    "Fail": {"Type": "Fail", "Error": "Boom"},
}
_HANDLERS: dict[str, list[State]] = {
    "Retry": [{"ErrorEquals": ["States.ALL"]}],
    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Other"}],
}


@given("a workflow whose only branch has the retriers")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    branch = {"StartAt": "Task", "States": {"Task": task(stage)}}
    plan(
        stage,
        Branch={"Type": "Parallel", "Branches": [branch], "Retry": rows(datatable), "End": True},
    )


@given(parsers.parse("a workflow whose {kind:w} state has a {handler:w}"))
def _(stage: Stage, kind: str, handler: str) -> None:
    choices = {"Choices": [rule_above(1, "Other")]} if kind == "Choice" else {}
    idle = {**_IDLE[kind], **choices, handler: _HANDLERS[handler]}
    # A state that nothing leads to would be refused for that.
    led_to = {"Other": _PASS} if choices or handler == "Catch" else {}
    plan(stage, Begin={"Type": "Pass", "Next": "Idle"}, Idle=idle, **led_to)


@given("a workflow that goes one way with more than 10, another with more than 1, and else a third")
def _(stage: Stage) -> None:
    plan_ways(stage, rule_above(10, "First"), rule_above(1, "Second"), Default="Third")


@given("a workflow that goes one way with more than 10, and has no other")
def _(stage: Stage) -> None:
    plan_ways(stage, rule_above(10, "First"))


@given("a workflow whose choice says End")
def _(stage: Stage) -> None:
    plan_ways(stage, rule_above(10, "First"), Default="Third", End=True)


@given("a workflow that asks for a number before it compares it")
def _(stage: Stage) -> None:
    missing = {"Variable": "$.number", "IsPresent": False, "Next": "Third"}
    plan_ways(stage, missing, rule_above(10, "First"), Default="Second")


@given("a workflow with two branches that add their names to the input")
def _(stage: Stage) -> None:
    branches = [
        {"StartAt": name, "States": {name: task(stage, name, f"{name} tasks", ResultPath="$.by")}}
        for name in ("first", "second")
    ]
    _name_results(stage, "first", "second")
    plan(stage, Both={"Type": "Parallel", "Branches": branches, "End": True})


@given("the worker of the first branch waits until the other one has ended")
def _(stage: Stage) -> None:
    stage.stop("first tasks")


@given(parsers.parse("a workflow that maps 3 items, {many:d} at once"))
def _(stage: Stage, many: int) -> None:
    _name_results(stage, "a", "b", "c")
    plan(stage, Map=mapping(stage, MaxConcurrency=many))


@given(parsers.parse("a workflow that maps 3 items far and wide, with {field:w} of {value:g}"))
def _(stage: Stage, field: str, value: float) -> None:
    distributed = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    # A count is an integer in JSON too.
    tolerated = int(value) if field.endswith("Count") else value
    plan(stage, Map=mapping(stage, processor=distributed, **{field: tolerated}))


@given("its worker answers no item")
def _(stage: Stage) -> None:
    for item in ("a", "b", "c"):
        worker_of(stage).on(item, KEEPS_SILENT)


@given('its worker answers item "a" when "b" and "c" are done')
def _(stage: Stage) -> None:
    worker_of(stage).on("a", KEEPS_SILENT)


@given("a workflow that makes two texts of one")
def _(stage: Stage) -> None:
    plan(
        stage,
        Double={
            "Type": "Pass",
            "Parameters": {"one.$": "$.text", "other.$": "$.text"},
            "End": True,
        },
    )


@given("a workflow that runs another one as a job")
@given("a workflow with a job that is waited for")
def _(stage: Stage) -> None:
    plan(stage, Task=task(stage))
    job = stage.puppet.workflow("job", stage.notes["definition"])
    plan(
        stage,
        Job={
            "Type": "Task",
            "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": {"StateMachineArn": job.address, "Input": {}},
            "End": True,
        },
    )


@given("a workflow with one task that must give a sign of life each moment, for three moments")
def _(stage: Stage) -> None:
    moment = stage.target.tempo.visibility
    plan(stage, Task=task(stage, HeartbeatSeconds=moment, TimeoutSeconds=3 * moment))


@given("a workflow with one task whose heartbeat is as long as its time limit")
def _(stage: Stage) -> None:
    plan(stage, Task=task(stage, HeartbeatSeconds=60, TimeoutSeconds=60))


@given("a workflow with two tasks")
def _(stage: Stage) -> None:
    plan(stage, First=task(stage, "first", then="Second"), Second=task(stage, "second"))


@given(parsers.parse('the second task fails with "{error}" and then works'))
def _(stage: Stage, error: str) -> None:
    worker_of(stage).on("second", refuses(error), DOES_IT)


@when(parsers.parse("the workflow is run with the number {number:d}"))
def _(stage: Stage, number: int) -> None:
    _make_and_run(stage, number=number)


@when(parsers.parse("the workflow is run with a text of {kilobytes:d} kilobytes"))
def _(stage: Stage, kilobytes: int) -> None:
    _make_and_run(stage, text="x" * 1024 * kilobytes)


@when("the worker gives signs of life for two and a half moments")
def _(stage: Stage) -> None:
    _give_signs_of_life(stage, 5)


@when("the worker gives signs of life for three and a half moments")
def _(stage: Stage) -> None:
    _give_signs_of_life(stage, 7)


@when("the workflow is redriven")
def _(stage: Stage) -> None:
    _redrive(stage)


@then(parsers.parse("redriving it is refused with {error:w}"))
def _(stage: Stage, error: str) -> None:
    expect("refusal of the redrive", expected=error, seen=refusal(lambda: _redrive(stage)))


@then(
    parsers.parse("the pauses before the tries were at most {listed} seconds, and not all as long")
)
def _(stage: Stage, listed: str) -> None:
    longest = [float(pause) for pause in words(listed)]
    seen = worker_of(stage).waits()
    fit = len(seen) == len(longest) and all(map(float.__le__, seen, longest))
    expect_that(
        fit and seen != longest, "pauses in seconds", expected=f"within {listed}", seen=seen
    )


@then(parsers.parse("the workflow goes the {way:w} way"))
def _(stage: Stage, way: str) -> None:
    seen = json.loads(reach(stage, "SUCCEEDED")["output"])
    expect("way of the workflow", expected={"way": way}, seen=seen)


@then("the results are those of the first and the second branch, each with the whole input")
def _(stage: Stage) -> None:
    stage.until(lambda: _expect_done(stage, "second"))
    stage.resume("first tasks")
    ended = reach(stage, "SUCCEEDED")
    given_input = json.loads(ended["input"])
    expected = [{**given_input, "by": {"name": name}} for name in ("first", "second")]
    expect("results of the branches", expected=expected, seen=json.loads(ended["output"]))


@then(parsers.parse('the results of the map are those of "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    stage.until(lambda: _expect_done(stage, "b", "c"))
    (first,) = (each for each in worker_of(stage).asked if each["command"] == "a")
    stage.puppet.client("stepfunctions").send_task_success(
        taskToken=first["taskToken"], output=json.dumps({"name": "a"})
    )
    seen = json.loads(reach(stage, "SUCCEEDED")["output"])
    expect("results of the map", expected=[{"name": name} for name in words(listed)], seen=seen)


@then(parsers.parse('the worker was asked for the items "{listed}" only'))
def _(stage: Stage, listed: str) -> None:
    stage.calm()
    seen = sorted(command["command"] for command in worker_of(stage).asked)
    expect("items that the worker was asked for", expected=words(listed), seen=seen)


@then(parsers.parse('the worker was asked for "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    stage.calm()
    seen = [command["command"] for command in worker_of(stage).asked]
    expect("tasks of the worker", expected=words(listed), seen=seen)


@then("the workflow still runs when nobody does anything")
def _(stage: Stage) -> None:
    stage.turn()
    expect("status of the workflow", expected="RUNNING", seen=described(stage)["status"])


@then(parsers.parse('the workflow has failed by then, with error "{error}"'))
def _(stage: Stage, error: str) -> None:
    # To wait for it would not do: without further signs of life it fails anyway.
    stage.turn()
    seen = described(stage)
    expect("status of the workflow", expected="FAILED", seen=seen["status"])
    expect("error of the workflow", expected=error, seen=seen.get("error"))


@then(parsers.parse("making it an express workflow is refused with {error:w}"))
def _(stage: Stage, error: str) -> None:
    asked = {
        "name": stage.puppet.unused_name("express"),
        "definition": json.dumps(stage.notes["definition"]),
        "roleArn": stage.puppet.make("role for workflows", "role").address,
        "type": "EXPRESS",
    }
    client = stage.puppet.client("stepfunctions")
    seen = refusal(lambda: client.create_state_machine(**asked))
    expect("refusal of the definition", expected=error, seen=seen)


def _name_results(stage: Stage, *commands: str) -> None:
    """Have the worker answer each of these commands with its name."""
    named = {command: lambda asked: {"name": asked["command"]} for command in commands}
    worker_of(stage).outputs = named


def _make_and_run(stage: Stage, **more: object) -> None:
    stage.notes["workflow"] = stage.puppet.workflow("workflow", stage.notes["definition"])
    run(stage, **more)


def _give_signs_of_life(stage: Stage, half_moments: int) -> None:
    turn_until_asked(stage)
    token = worker_of(stage).asked[0]["taskToken"]
    client = stage.puppet.client("stepfunctions")
    for _half in range(half_moments):
        stage.pass_time(stage.target.tempo.visibility / 2)
        # The last one may come too late.
        stage.puppet.refusal(lambda: client.send_task_heartbeat(taskToken=token))


def _redrive(stage: Stage) -> None:
    arn = stage.notes["executions"][-1]
    stage.puppet.client("stepfunctions").redrive_execution(executionArn=arn)


def _expect_done(stage: Stage, *commands: str) -> None:
    seen = {command["command"] for command in worker_of(stage).done}
    expect_that(set(commands) <= seen, "tasks done", expected=", ".join(commands), seen=seen)
