"""Sentences that lay out a workflow and its worker. The kit plays both, the target is judged."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pytest_bdd import given, parsers

from pattern_tck.answering import DOES_IT, KEEPS_SILENT, Script, refuses
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import words

State = dict[str, Any]


@given("a workflow with one task")
def _(stage: Stage) -> None:
    plan(stage, Task=task(stage))


@given("a workflow with one task that may take a moment")
def _(stage: Stage) -> None:
    plan(stage, Task=task(stage, TimeoutSeconds=stage.target.tempo.visibility))


@given("a workflow with one task that must give a sign of life each moment")
def _(stage: Stage) -> None:
    moment = stage.target.tempo.visibility
    plan(stage, Task=task(stage, HeartbeatSeconds=moment, TimeoutSeconds=100 * moment))


@given(
    parsers.parse(
        "a workflow with one task that must give a sign of life every {seconds:d} seconds"
    )
)
def _(stage: Stage, seconds: int) -> None:
    plan(stage, Task=task(stage, HeartbeatSeconds=seconds, TimeoutSeconds=100 * seconds))


@given("a workflow with two tasks, of which the second is never answered")
def _(stage: Stage) -> None:
    plan(stage, First=task(stage, "first", then="Second"), Second=task(stage, "second"))
    worker_of(stage).on("second", KEEPS_SILENT)


@given("a workflow whose task has the retriers")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    plan(stage, Task=task(stage, Retry=rows(datatable)))


@given("the catchers")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    _catch(stage, rows(datatable))


@given(parsers.parse('a workflow whose task has the catchers "{first}" and "{second}"'))
def _(stage: Stage, first: str, second: str) -> None:
    plan(stage, Task=task(stage))
    _catch(stage, [{"ErrorEquals": words(first)}, {"ErrorEquals": words(second)}])


@given("a workflow whose task reads a path that leads nowhere")
def _(stage: Stage) -> None:
    plan(stage, Task=task(stage, InputPath="$.nowhere"))


@given("a workflow with two branches")
def _(stage: Stage) -> None:
    first = {"StartAt": "First", "States": {"First": task(stage)}}
    second = {"StartAt": "Second", "States": {"Second": task(stage, "second", "second tasks")}}
    plan(stage, Both={"Type": "Parallel", "Branches": [first, second], "End": True})


@given("the worker of the second branch waits until the workflow has ended")
def _(stage: Stage) -> None:
    stage.stop("second tasks")


@given("a workflow that maps 3 items")
def _(stage: Stage) -> None:
    plan(stage, Each=mapping(stage))


@given("a workflow that maps 3 items, and tries that again once")
def _(stage: Stage) -> None:
    plan(stage, Each=mapping(stage, Retry=[{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}]))


@given(parsers.parse("a workflow that waits until {kind:w} of {seconds:d} seconds is over"))
def _(stage: Stage, kind: str, seconds: int) -> None:
    end = dt.datetime.fromtimestamp(stage.target.clock.now() + seconds, dt.UTC)
    timestamp = end.strftime("%Y-%m-%dT%H:%M:%SZ")
    value = {"Seconds": seconds, "Timestamp": timestamp}.get(kind, "$.until")
    stage.notes["until"] = timestamp if kind == "TimestampPath" else seconds
    plan(stage, Wait={"Type": "Wait", kind: value, "End": True})


@given("a workflow that waits in two ways at once")
def _(stage: Stage) -> None:
    plan(stage, Wait={"Type": "Wait", "Seconds": 1, "SecondsPath": "$.until", "End": True})


@given("its worker never answers")
def _(stage: Stage) -> None:
    worker_of(stage).on("task", KEEPS_SILENT)


@given(parsers.parse('its worker fails with "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    worker_of(stage).on("task", *map(refuses, words(listed)))


@given(parsers.parse('its worker fails with "{listed}" and then works'))
def _(stage: Stage, listed: str) -> None:
    worker_of(stage).on("task", *map(refuses, words(listed)), DOES_IT)


@given(parsers.parse('its worker fails item "{item}" with "{error}"'))
def _(stage: Stage, item: str, error: str) -> None:
    worker_of(stage).on(item, refuses(error))


def plan(stage: Stage, **states: State) -> None:
    """Note the definition of a workflow, which begins with the first state."""
    stage.notes["definition"] = {"StartAt": next(iter(states)), "States": states}


def rule_above(number: int, way: str) -> State:
    """Give the rule of a choice that goes a way with more than a number."""
    return {"Variable": "$.number", "NumericGreaterThan": number, "Next": way}


def plan_ways(stage: Stage, *choices: State, **more: Any) -> None:
    """Note a workflow that chooses among up to three ways, and tells which one it went."""
    ways = {
        name: {"Type": "Pass", "Result": {"way": name.lower()}, "End": True}
        for name in ("First", "Second", "Third")
    }
    used = {choice["Next"] for choice in choices} | {more.get("Default")}
    plan(
        stage,
        Choice={"Type": "Choice", "Choices": list(choices), **more},
        **{name: way for name, way in ways.items() if name in used},
    )


def worker_of(stage: Stage) -> Script:
    """Give the worker: what it is asked, and what it answers."""
    if "script" not in stage.notes:
        workflows = stage.puppet.client("stepfunctions")
        stage.notes["script"] = Script(workflows=workflows, now=stage.target.clock.now)
    script: Script = stage.notes["script"]
    return script


def task(
    stage: Stage, command: str = "task", queue: str = "tasks", *, then: str = "", **more: object
) -> State:
    """Give a task that is a message to the worker, with a token."""
    if queue not in stage.directory.channels:
        stage.answer(stage.puppet.queue(queue), worker_of(stage).react)
    body = {"command": command, "taskToken.$": "$$.Task.Token"}
    if command == "$":
        body = {"command.$": "$", "taskToken.$": "$$.Task.Token"}
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": stage.channel(queue).address, "MessageBody": body},
        **({"Next": then} if then else {"End": True}),
        **more,
    }


def mapping(stage: Stage, processor: State | None = None, **more: object) -> State:
    """Give a map that asks the worker for each of the items; ``more`` in the language's names."""
    iteration = {"StartAt": "One", "States": {"One": task(stage, "$")}}
    return {
        "Type": "Map",
        "ItemsPath": "$.items",
        "End": True,
        **more,
        "ItemProcessor": {"ProcessorConfig": processor or {"Mode": "INLINE"}, **iteration},
    }


def _catch(stage: Stage, catchers: list[State]) -> None:
    """Give the first state catchers, each with a next state that says its number."""
    states = stage.notes["definition"]["States"]
    for number, catcher in enumerate(catchers, start=1):
        catcher["Next"] = f"Caught {number}"
        states[f"Caught {number}"] = {
            "Type": "Pass",
            "Parameters": {"catcher": number, "data.$": "$"},
            "End": True,
        }
    states[stage.notes["definition"]["StartAt"]]["Catch"] = catchers


def rows(table: list[list[str]]) -> list[State]:
    """Read retriers or catchers from a table: errors, and fields that may be left out."""
    head, *body = table
    found = []
    for row in body:
        cells = dict(zip(head, row, strict=True))
        fields = {
            name: int(value) if value.isdigit() else value
            for name, value in cells.items()
            if value and name != "errors"
        }
        found.append({"ErrorEquals": words(cells["errors"]), **fields})
    return found
