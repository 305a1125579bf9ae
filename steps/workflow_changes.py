"""Sentences about workflows that are changed, and about express ones that are run again."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect
from pattern_tck.stage import Stage
from pattern_tck.steps.queues import the_queue
from pattern_tck.steps.rides import words


@given(parsers.parse('a workflow that says "{text:w}"'))
def _(stage: Stage, text: str) -> None:
    stage.notes["workflow"] = stage.puppet.workflow("workflow", _saying(text))
    stage.notes["executions"] = []


@given(parsers.parse('an express workflow that sends the text "{text:S}" to a queue'))
def _(stage: Stage, text: str) -> None:
    url = stage.puppet.queue("the queue").address
    send = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {"QueueUrl": url, "MessageBody": text},
        "End": True,
    }
    made = stage.puppet.client("stepfunctions").create_state_machine(
        name=stage.puppet.unused_name("express"),
        definition=json.dumps({"StartAt": "Send", "States": {"Send": send}}),
        roleArn=stage.puppet.make("role for workflows", "role").address,
        type="EXPRESS",
    )
    stage.notes["express"] = made["stateMachineArn"]


@when(parsers.parse('the workflow is changed to say "{text:w}"'))
def _(stage: Stage, text: str) -> None:
    stage.puppet.client("stepfunctions").update_state_machine(
        stateMachineArn=stage.notes["workflow"].address, definition=json.dumps(_saying(text))
    )


@when(parsers.parse("the changed workflow is started {count:d} times"))
def _(stage: Stage, count: int) -> None:
    for number in range(count):
        arn = stage.puppet.start(stage.notes["workflow"], {}, stage.key(f"execution-{number}"))
        stage.notes["executions"].append(arn)


@when("the express workflow is started")
def _(stage: Stage) -> None:
    stage.puppet.client("stepfunctions").start_execution(
        stateMachineArn=stage.notes["express"], input="{}"
    )


@then(parsers.parse('the executions have said "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    def said() -> None:
        told = [stage.probe.described(arn) for arn in stage.notes["executions"]]
        seen = [json.loads(each.get("output", "{}")).get("said") for each in told]
        expect("what the executions said", expected=words(listed), seen=seen)

    stage.until(said)


@then(parsers.parse('the queue holds the text "{text:S}" {count:d} times'))
def _(stage: Stage, text: str, count: int) -> None:
    queue = the_queue(stage)
    found: dict[str, str] = {}

    def held() -> None:
        # A message that is shown again is not another one.
        found.update((each["MessageId"], each["Body"]) for each in stage.puppet.receive(queue))
        expect("texts", expected=[text] * count, seen=list(found.values()))

    stage.until(held)


def _saying(text: str) -> dict[str, Any]:
    say = {"Type": "Pass", "Result": {"said": text}, "End": True}
    return {"StartAt": "Say", "States": {"Say": say}}
