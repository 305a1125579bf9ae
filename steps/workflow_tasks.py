"""Sentences about the end of a task: by the answer of a service, by a worker, by one of two."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect
from pattern_tck.stage import Stage
from pattern_tck.steps.buses import bus_of, wait_for_rules
from pattern_tck.steps.queues import the_queue
from pattern_tck.steps.rides import words
from pattern_tck.steps.workflow_plans import State, plan, rows, worker_of
from pattern_tck.steps.workflows import reach, refusal, turn_until_asked


@given(parsers.parse('a workflow that sends the text "{text:S}" to the queue'))
def _(stage: Stage, text: str) -> None:
    message = {"QueueUrl": the_queue(stage).address, "MessageBody": text}
    plan(stage, Send=_request("sqs:sendMessage", message))


@given(parsers.parse('a workflow that puts the ride "{word:S}" on the bus'))
@given(parsers.parse('a workflow that puts the rides "{word}" on the bus'))
def _(stage: Stage, word: str) -> None:
    _plan_events(stage, [_entry(stage, each) for each in words(word)])


@given(parsers.parse('a workflow that puts the rides "{listed}" on the bus, '
                     'the second with no type'))  # fmt: skip
def _(stage: Stage, listed: str) -> None:
    entries = [_entry(stage, each) for each in words(listed)]
    del entries[1]["DetailType"]
    _plan_events(stage, entries)


@given("its task has the retriers")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    definition = stage.notes["definition"]
    definition["States"][definition["StartAt"]]["Retry"] = rows(datatable)


@given("its worker answers each copy of a message")
def _(stage: Stage) -> None:
    worker_of(stage).remembers = False


@when(parsers.parse('two workers answer its task, with "{first:w}" and with "{second:w}"'))
def _(stage: Stage, first: str, second: str) -> None:
    token = _token(stage)
    client = stage.puppet.client("stepfunctions")
    for said in (first, second):
        answer = json.dumps({"said": said})
        stage.notes["refusal"] = refusal(
            lambda answer=answer: client.send_task_success(taskToken=token, output=answer)
        )


@when("another worker fails its first task")
def _(stage: Stage) -> None:
    token = _token(stage)
    client = stage.puppet.client("stepfunctions")
    stage.notes["refusal"] = refusal(
        lambda: client.send_task_failure(taskToken=token, error="Boom", cause="it was too late")
    )


@then(parsers.parse('the workflow succeeds with "{text:w}"'))
def _(stage: Stage, text: str) -> None:
    said = json.loads(reach(stage, "SUCCEEDED")["output"]).get("said")
    expect("what the workflow goes on with", expected=text, seen=said)


def _token(stage: Stage) -> str:
    """Give the token of the first task, when the worker has been asked for it."""
    turn_until_asked(stage)
    token: str = worker_of(stage).asked[0]["taskToken"]
    return token


def _entry(stage: Stage, word: str) -> State:
    bus = bus_of(stage).address
    detail = {"id": stage.key(word)}
    return {"EventBusName": bus, "Source": "tck", "DetailType": "ride", "Detail": detail}


def _plan_events(stage: Stage, entries: list[State]) -> None:
    wait_for_rules(stage)
    plan(stage, Put=_request("events:putEvents", {"Entries": entries}))


def _request(operation: str, parameters: dict[str, Any]) -> State:
    """Give a task that asks a service, and waits for its answer alone."""
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{operation}",
        "Parameters": parameters,
        "End": True,
    }
