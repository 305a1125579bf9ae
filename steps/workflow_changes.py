"""Sentences about workflows that are changed while others begin."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import words


@given(parsers.parse('a workflow that says "{text:w}"'))
def _(stage: Stage, text: str) -> None:
    stage.notes["workflow"] = stage.puppet.workflow("workflow", saying(text))
    stage.notes["executions"] = []


@when(parsers.parse('the workflow is changed to say "{text:w}"'))
def _(stage: Stage, text: str) -> None:
    stage.puppet.client("stepfunctions").update_state_machine(
        stateMachineArn=stage.notes["workflow"].address, definition=json.dumps(saying(text))
    )


@when(parsers.parse("the changed workflow is started {count:d} times"))
def _(stage: Stage, count: int) -> None:
    for number in range(count):
        arn = stage.puppet.start(stage.notes["workflow"], {}, stage.key(f"execution-{number}"))
        stage.notes["executions"].append(arn)


@then(parsers.parse('the executions have said "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    def said() -> None:
        told = [stage.probe.described(arn) for arn in stage.notes["executions"]]
        seen = [json.loads(each.get("output", "{}")).get("said") for each in told]
        expect("what the executions said", expected=words(listed), seen=seen)

    stage.until(said)


def saying(text: str) -> dict[str, Any]:
    """Give the definition of a workflow that says a text."""
    say = {"Type": "Pass", "Result": {"said": text}, "End": True}
    return {"StartAt": "Say", "States": {"Say": say}}
