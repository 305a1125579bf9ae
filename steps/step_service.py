"""Sentences of the saga: what a service that does its steps owes."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import empty, words

_SERVICE = "payments service"
_FIELDS = ("command", "fareId", "customerId", "fareAmount", "charge")
#: What a participant of a saga has no business to call.
_REACHING_OUT = {
    "SendMessage", "SendMessageBatch", "Publish", "PublishBatch", "PutEvents", "StartExecution",
    "StartSyncExecution", "Invoke",
}  # fmt: skip


@given("a payments service")
def _(stage: Stage) -> None:
    _begin(stage)


@given(parsers.parse("a payments service that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    _begin(stage)
    stage.faults.crash(_SERVICE, moment, after=side == "after")


@given(parsers.parse('a payments service to whom the queue delivers fare "{word}" twice'))
def _(stage: Stage, word: str) -> None:
    _begin(stage)
    again = faults.Redeliver(stage.key(word))
    # The first receive remembers the message, the second one repeats it.
    stage.faults.at(_SERVICE, "receive", again, "gets a command twice", times=2, at_least=2)


@given("2 instances of a payments service, of which one is slow before its effect")
def _(stage: Stage) -> None:
    _begin(stage, instances=2)
    stage.faults.slow(_SERVICE, "effect")


@when(parsers.parse('{command:w} of fare "{word}" over "{amount}" is asked for'))
def _(stage: Stage, command: str, word: str, amount: str) -> None:
    _ask_for(stage, command, word, amount)
    stage.until(lambda: _taken(stage))


@when(parsers.parse('{command:w} of fare "{word}" over "{amount}" is asked for by "{customer}"'))
def _(stage: Stage, command: str, word: str, amount: str, customer: str) -> None:
    _ask_for(stage, command, word, amount, customer=customer)


@when(
    parsers.parse(
        '{command:w} of fare "{word}" over "{amount}" is asked for '
        "by a workflow that loses patience first"
    )
)
def _(stage: Stage, command: str, word: str, amount: str) -> None:
    stage.stop(_SERVICE)
    _ask_for(stage, command, word, amount)
    _expect_status(stage, "FAILED")
    stage.resume(_SERVICE)


@when(
    parsers.parse(
        '{command:w} of fare "{word}" over "{amount}" is sent by somebody who waits for no answer'
    )
)
def _(stage: Stage, command: str, word: str, amount: str) -> None:
    text = _text(stage, command, word, amount, "cmr")
    stage.puppet.send(stage.channel_of(_SERVICE, "commands"), text)


@when("the service dies after its next effect")
def _(stage: Stage) -> None:
    stage.turn()
    stage.faults.crash(_SERVICE, "effect", after=True)


@then("the workflow goes on")
@when("the workflow goes on")
def _(stage: Stage) -> None:
    _expect_status(stage, "SUCCEEDED")


@then("the workflow fails")
def _(stage: Stage) -> None:
    _expect_status(stage, "FAILED")


@then(parsers.parse("the workflow fails with {error:w}"))
def _(stage: Stage, error: str) -> None:
    expect("error of the workflow", expected=error, seen=_expect_status(stage, "FAILED")["error"])


@then("both workflows get the same answer")
def _(stage: Stage) -> None:
    first, second = (_expect_status(stage, "SUCCEEDED", which) for which in (0, 1))
    expect("second answer", expected=json.loads(first["output"]), seen=json.loads(second["output"]))


@then(parsers.parse('the books of fare "{word}" say "{listed}"'))
def _(stage: Stage, word: str, listed: str) -> None:
    stage.until(lambda: _expect_books(stage, word, words(listed)))
    stage.calm()
    _expect_books(stage, word, words(listed))


@then(parsers.parse('the books of fare "{word}" say nothing'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    _expect_books(stage, word, [])


@then(parsers.parse("the customer has paid {cents:d} cents in all"))
def _(stage: Stage, cents: int) -> None:
    stage.until(
        lambda: expect(
            "what the customer has paid",
            expected=[str(cents)],
            seen=stage.probe.effects(stage.channel_of(_SERVICE, "effects"), stage.key("cmr")),
        )
    )


@then("no command is left on the queue of the payments service")
def _(stage: Stage) -> None:
    commands = stage.channel_of(_SERVICE, "commands")
    empty(stage, commands)
    dead = stage.probe.stock(stage.dead_letters_of(commands))
    expect("commands that became dead letters", expected=0, seen=dead)


@then("the payments service has sent nothing to anybody")
def _(stage: Stage) -> None:
    stage.calm()
    seen = [
        str(event)
        for event in stage.journal.events
        if event.who == _SERVICE and event.operation.split()[-1] in _REACHING_OUT
    ]
    expect("calls to others", expected=[], seen=seen)


def _begin(stage: Stage, instances: int = 1) -> None:
    tempo = stage.target.tempo
    stage.ask_for(STEP_TIMEOUT=tempo.visibility, ESCALATE_AFTER=2 * tempo.visibility)
    stage.cast("step-service", called=_SERVICE, instances=instances)
    commands = stage.channel_of(_SERVICE, "commands")
    body = {f"{name}.$": f"$.{name}" for name in _FIELDS}
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {
            "QueueUrl": commands.address,
            "MessageBody": {**body, "taskToken.$": "$$.Task.Token"},
        },
        # Longer than any redelivery in these scenarios takes, and no longer than patience.
        "TimeoutSeconds": 5 * tempo.visibility,
        "End": True,
    }
    stage.puppet.workflow("one step", {"StartAt": "Step", "States": {"Step": task}})
    stage.notes["asked"] = []


def _text(stage: Stage, command: str, word: str, amount: str, customer: str) -> dict[str, Any]:
    return {
        "command": command,
        "fareId": stage.key(word),
        "customerId": stage.key(customer) if customer == "cmr" else customer,
        "fareAmount": amount,
        "charge": {},
    }


def _ask_for(stage: Stage, command: str, word: str, amount: str, *, customer: str = "cmr") -> None:
    """Have a workflow of the kit send the command with a task token of its own."""
    asked = stage.notes["asked"]
    text = _text(stage, command, word, amount, customer)
    name = f"{text['fareId']}-{len(asked)}"
    asked.append(stage.puppet.start(stage.channel("one step"), text, name))


def _expect_status(stage: Stage, status: str, which: int = -1) -> dict[str, Any]:
    """Wait until a workflow of the kit has a status, and give what is said of it."""

    def reached() -> dict[str, Any]:
        seen = stage.probe.described(stage.notes["asked"][which])
        expect("status of the workflow", expected=status, seen=seen["status"])
        return seen

    return stage.until(reached)


def _taken(stage: Stage) -> None:
    seen = stage.probe.stock(stage.channel_of(_SERVICE, "commands"))
    expect_that(seen == 0, "commands waiting", expected="none", seen=seen)


def _expect_books(stage: Stage, word: str, expected: list[str]) -> None:
    seen = sorted(stage.effects(_SERVICE, word))
    expect(f"books of fare {word}", expected=sorted(expected), seen=seen)
