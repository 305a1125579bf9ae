"""Fare collection as its sentences see it: three services played by the kit, and what they did."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pattern_tck.answering import Script
from pattern_tck.expectations import expect, expect_that
from pattern_tck.probe import Execution
from pattern_tck.stage import Stage

STEPS = ["RegisterFare", "ChargeFare", "CreditCustomerAccount", "SetFareStatusCompleted"]
#: What each compensation undoes.
UNDOES = {
    "SetFareStatusFailed": "RegisterFare",
    "RefundFare": "ChargeFare",
    "DebitCustomerAccount": "CreditCustomerAccount",
}
WORKFLOW = "fare collection of orchestrator"


def begin(stage: Stage, step_timeout: int) -> None:
    """Have the saga orchestrated, its three services played, and its outcomes listened to."""
    patience = 2 * stage.target.tempo.visibility
    stage.ask_for(STEP_TIMEOUT=step_timeout, ESCALATE_AFTER=patience)
    stage.cast("orchestrator")
    script = stage.notes["script"] = Script(
        workflows=stage.puppet.client("stepfunctions"),
        now=stage.target.clock.now,
        key="fareId",
        outputs={
            "ChargeFare": lambda command: {
                "chargeId": f"charge-{command['fareId']}",
                "amount": stage.notes.get("charged", command["fareAmount"]),
            }
        },
    )
    for service in ("fares", "payments", "accounts"):
        stage.answer(stage.channel(service), script.react)
    for name, successful in (("successes", "true"), ("failures", "false")):
        policy = json.dumps({"IsSuccessful": [successful]})
        stage.puppet.subscribe(
            stage.channel("outcomes"),
            stage.puppet.queue(name),
            RawMessageDelivery="true",
            FilterPolicy=policy,
        )


def ask_for(stage: Stage, word: str, **more: object) -> None:
    request = {"fareId": stage.key(word), "customerId": "cmr", "fareAmount": "$20.00", **more}
    stage.puppet.send(stage.channel("starts"), request)


def script_of(stage: Stage) -> Script:
    script: Script = stage.notes["script"]
    return script


def effects_of(stage: Stage, word: str) -> list[str]:
    return script_of(stage).effects(stage.key(word))


def in_effect(stage: Stage, word: str) -> list[str]:
    """Give the steps that were done and not undone afterwards."""
    left: list[str] = []
    for command in effects_of(stage, word):
        if UNDOES.get(command) in left:
            left.remove(UNDOES[command])
        elif command in STEPS:
            left.append(command)
    return left


def expect_effect(stage: Stage, word: str, command: str) -> None:
    seen = effects_of(stage, word)
    expect_that(command in seen, f"effects for fare {word}", expected=command, seen=seen)


def expect_any_effect(stage: Stage) -> None:
    expect_that(script_of(stage).done, "effects", expected="the first one", seen=[])


def first_command(stage: Stage, word: str, command: str) -> Mapping[str, Any]:
    """Give the first command of a name about a fare; nothing, if there was none."""
    about = (stage.key(word), command)
    asked = script_of(stage).asked
    return next((each for each in asked if (each["fareId"], each["command"]) == about), {})


def saga_of(stage: Stage, word: str) -> Execution:
    """Give the execution that has a fare for its input."""
    sagas = stage.probe.executions(stage.channel(WORKFLOW))
    found = [saga for saga in sagas if stage.key(word) in stage.probe.output(saga)["input"]]
    expect_that(found, f"sagas of fare {word}", expected="one", seen=[saga.name for saga in sagas])
    return found[0]


def await_end(stage: Stage, word: str) -> None:
    """Wait until the saga of a fare has ended, well or badly."""

    def ended() -> None:
        status = saga_of(stage, word).status
        expect_that(status != "RUNNING", f"saga of fare {word}", expected="ended", seen=status)

    stage.until(ended)


def told_events(stage: Stage, word: str, queue: str) -> list[str]:
    taken = stage.puppet.take(stage.channel(queue))
    return [message.body for message in taken if stage.key(word) in message.body]


def expect_outcomes(stage: Stage, word: str, *, successes: int, failures: int) -> None:
    expected = {"successes": successes, "failures": failures}

    def told() -> None:
        seen = {queue: len(told_events(stage, word, queue)) for queue in expected}
        expect(f"told outcomes of fare {word}", expected=expected, seen=seen)

    stage.until(told)


def commands_in(history: list[dict[str, Any]]) -> list[str]:
    """Give the commands that a history schedules, in order; each event must have its time."""
    scheduled = "".join(
        str(event["taskScheduledEventDetails"].get("parameters")).replace("\\", "")
        for event in history
        if "taskScheduledEventDetails" in event and event.get("timestamp")
    )
    return re.findall(r'"command"\s*:\s*"(\w+)"', scheduled)
