"""Sentences about what a workflow does when it is run."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError
from pytest_bdd import parsers, then, when

from pattern_tck.answering import Script
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import words
from pattern_tck.steps.workflow_plans import worker_of

_DAY = 24 * 60 * 60


@when("the workflow is run")
def _(stage: Stage) -> None:
    definition = stage.notes["definition"]
    stage.notes["workflow"] = stage.puppet.workflow("workflow", definition)
    run(stage)


@when("the workflow is run again under the same name")
def _(stage: Stage) -> None:
    run(stage)


@when("the worker answers after 300 days")
def _(stage: Stage) -> None:
    stage.pass_time(300 * _DAY)
    _answer(stage)


@when("the worker answers its first task once more")
def _(stage: Stage) -> None:
    turn_until_asked(stage)
    _answer(stage)


@when("the workflow has failed")
def _(stage: Stage) -> None:
    reach(stage, "FAILED")


@then("the workflow succeeds")
@when("the workflow succeeds")
def _(stage: Stage) -> None:
    reach(stage, "SUCCEEDED")


@then(parsers.parse('the workflow fails with error "{error}"'))
def _(stage: Stage, error: str) -> None:
    expect("error of the workflow", expected=error, seen=reach(stage, "FAILED").get("error"))


@then(parsers.parse("the workflow fails with one of the errors {errors}"))
def _(stage: Stage, errors: str) -> None:
    seen = reach(stage, "FAILED").get("error")
    expect_that(seen in errors.split(", "), "error of the workflow", expected=errors, seen=seen)


@then("the workflow fails with a cause that names the task")
def _(stage: Stage) -> None:
    seen = reach(stage, "FAILED").get("cause")
    expect("cause of the failure", expected="task was told to fail", seen=seen)


@then("the worker was never asked")
def _(stage: Stage) -> None:
    _expect_asked(stage, 0)


@then("the worker was asked once")
def _(stage: Stage) -> None:
    _expect_asked(stage, 1)


@then(parsers.parse("the worker was asked {count:d} times"))
def _(stage: Stage, count: int) -> None:
    _expect_asked(stage, count)


@then(parsers.parse('the worker was asked for item "{item}" {count:d} times'))
def _(stage: Stage, item: str, count: int) -> None:
    stage.calm()
    seen = [command["command"] for command in worker_of(stage).asked].count(item)
    expect(f"tasks for item {item}", expected=count, seen=seen)


@then(parsers.parse("the worker was given {count:d} different tokens"))
def _(stage: Stage, count: int) -> None:
    tokens = {command["taskToken"] for command in worker_of(stage).asked}
    expect("different tokens", expected=count, seen=len(tokens))


@then(parsers.parse("the pauses before the tries were {listed} seconds"))
def _(stage: Stage, listed: str) -> None:
    expected = [float(pause) for pause in words(listed)]
    expect("pauses in seconds", expected=expected, seen=worker_of(stage).waits())


@then(parsers.parse("the workflow is caught by catcher {number:d}"))
def _(stage: Stage, number: int) -> None:
    seen = json.loads(reach(stage, "SUCCEEDED")["output"]).get("catcher")
    expect("number of the catcher", expected=number, seen=seen)


@then("the workflow goes on with nothing but the error")
def _(stage: Stage) -> None:
    data = json.loads(reach(stage, "SUCCEEDED")["output"])["data"]
    expect("data of the next state", expected=["Cause", "Error"], seen=sorted(data))


@then(parsers.parse('the workflow goes on with its data and the error under "{name}"'))
def _(stage: Stage, name: str) -> None:
    data = json.loads(reach(stage, "SUCCEEDED")["output"])["data"]
    caught = data.pop(name, {})
    expect("data of the next state", expected=_input(stage), seen=data)
    expect(f"error under {name}", expected="Boom", seen=caught.get("Error"))


@then("the second branch was done nevertheless")
def _(stage: Stage) -> None:
    stage.resume("second tasks")
    script = worker_of(stage)
    stage.until(lambda: expect("branches that were done", expected=["second"], seen=_done(script)))


@then(parsers.parse("the workflow still runs after {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    stage.pass_time(seconds)
    expect("status of the workflow", expected="RUNNING", seen=described(stage)["status"])


@then("the workflow still runs when all is calm")
def _(stage: Stage) -> None:
    stage.calm()
    expect("status of the workflow", expected="RUNNING", seen=described(stage)["status"])


@then(parsers.parse("the workflow has {ended:w} {seconds:d} seconds later"))
def _(stage: Stage, ended: str, seconds: int) -> None:
    stage.pass_time(seconds)
    expect("status of the workflow", expected=ended.upper(), seen=described(stage)["status"])


@then("both starts gave the same execution")
def _(stage: Stage) -> None:
    first, second = stage.notes["executions"]
    expect("execution of the second start", expected=first, seen=second)


@then(parsers.parse("running it under the same name with another input is refused with {error:w}"))
def _(stage: Stage, error: str) -> None:
    expect("refusal", expected=error, seen=refusal(lambda: run(stage, other="yes")))


@then(parsers.parse("running it under the same name once more is refused with {error:w}"))
def _(stage: Stage, error: str) -> None:
    expect("refusal", expected=error, seen=refusal(lambda: run(stage)))


@then(parsers.parse("making it is refused with {error:w}"))
def _(stage: Stage, error: str) -> None:
    definition = stage.notes["definition"]
    seen = refusal(lambda: stage.puppet.workflow("workflow", definition))
    expect("refusal of the definition", expected=error, seen=seen)


@then(parsers.parse('the answer is refused with "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    seen = stage.notes["refusal"]
    expect_that(seen in words(listed), "refusal of the answer", expected=listed, seen=seen)


def _input(stage: Stage) -> dict[str, Any]:
    return {"items": ["a", "b", "c"], "until": stage.notes.get("until", 1)}


def run(stage: Stage, **more: object) -> None:
    """Start the workflow; ``more`` joins its input."""
    arn = stage.puppet.start(
        stage.notes["workflow"], {**_input(stage), **more}, stage.key("execution")
    )
    stage.notes.setdefault("executions", []).append(arn)


def described(stage: Stage) -> dict[str, Any]:
    """Give what is said of the last execution."""
    return stage.probe.described(stage.notes["executions"][-1])


def reach(stage: Stage, status: str) -> dict[str, Any]:
    """Wait until the workflow has a status, and give what is said of it."""

    def reached() -> dict[str, Any]:
        seen = described(stage)
        expect("status of the workflow", expected=status, seen=seen["status"])
        return seen

    return stage.until(reached)


def turn_until_asked(stage: Stage) -> None:
    """Wait until the worker has its first task."""
    asked = worker_of(stage).asked
    stage.until(lambda: expect_that(asked, "tasks", expected="the first one", seen=asked))


def _expect_asked(stage: Stage, count: int) -> None:
    stage.calm()
    expect("times that the worker was asked", expected=count, seen=len(worker_of(stage).asked))


def _answer(stage: Stage) -> None:
    """Answer the first task, and note how that is refused if it is."""
    token = worker_of(stage).asked[0]["taskToken"]
    client = stage.puppet.client("stepfunctions")
    stage.notes["refusal"] = refusal(lambda: client.send_task_success(taskToken=token, output="{}"))


def refusal(call: Any) -> str:
    """Give the code of the error that a call is refused with."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"] or "an error without a code"
    return "no refusal"


def _done(script: Script) -> list[str]:
    return [command["command"] for command in script.done]
