"""Sentences about express workflows: run again by the target, or waited for by their starter."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect
from pattern_tck.stage import Stage
from pattern_tck.steps.queues import the_queue
from pattern_tck.steps.workflow_changes import saying
from pattern_tck.steps.workflow_plans import State
from pattern_tck.steps.workflows import refusal


@given(parsers.parse('an express workflow that sends the text "{text:S}" to a queue'))
def _(stage: Stage, text: str) -> None:
    url = stage.puppet.queue("the queue").address
    send = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {"QueueUrl": url, "MessageBody": text},
        "End": True,
    }
    _make(stage, {"StartAt": "Send", "States": {"Send": send}})


@given(parsers.parse('an express workflow that fails with "{error:w}"'))
def _(stage: Stage, error: str) -> None:
    fail = {"Type": "Fail", "Error": error, "Cause": "it was told to"}
    _make(stage, {"StartAt": "Fail", "States": {"Fail": fail}})


@given(parsers.parse('an express workflow that says "{text:w}"'))
def _(stage: Stage, text: str) -> None:
    _make(stage, saying(text))


@when("the express workflow is started")
def _(stage: Stage) -> None:
    stage.puppet.client("stepfunctions").start_execution(
        stateMachineArn=stage.channel("express workflow").address, input="{}"
    )


@when("the express workflow is started, and its end waited for")
def _(stage: Stage) -> None:
    stage.notes["answer"] = _wait_for(stage, "express workflow")


@then(parsers.parse('the queue holds the text "{text:S}" {count:d} times'))
def _(stage: Stage, text: str, count: int) -> None:
    queue = the_queue(stage)
    found: dict[str, str] = {}

    def held() -> None:
        # A message that is shown again is not another one.
        found.update((each["MessageId"], each["Body"]) for each in stage.puppet.receive(queue))
        expect("texts", expected=[text] * count, seen=list(found.values()))

    stage.until(held)


@then(parsers.parse('the answer to the start says FAILED, with error "{error:w}"'))
def _(stage: Stage, error: str) -> None:
    answer = stage.notes["answer"]
    expect("status in the answer", expected="FAILED", seen=answer.get("status"))
    expect("error in the answer", expected=error, seen=answer.get("error"))


@then(parsers.parse('the answer to the start says SUCCEEDED, and that it said "{text:w}"'))
def _(stage: Stage, text: str) -> None:
    answer = stage.notes["answer"]
    expect("status in the answer", expected="SUCCEEDED", seen=answer.get("status"))
    said = json.loads(answer.get("output", "{}")).get("said")
    expect("what the workflow said", expected=text, seen=said)


@then(parsers.parse("starting it and waiting for its end is refused with {error:w}"))
def _(stage: Stage, error: str) -> None:
    seen = refusal(lambda: _wait_for(stage, "workflow"))
    expect("refusal of the start", expected=error, seen=seen)


def _make(stage: Stage, definition: State) -> None:
    stage.puppet.workflow("express workflow", definition, express=True)


def _wait_for(stage: Stage, workflow: str) -> Any:
    """Start a workflow and give the answer, which comes when it has ended."""
    return stage.puppet.client("stepfunctions").start_sync_execution(
        stateMachineArn=stage.channel(workflow).address, input="{}"
    )
