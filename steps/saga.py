"""Sentences of the saga: what its orchestrator owes."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from pattern_tck.answering import (
    DOES_IT,
    KEEPS_SILENT,
    LOSES_ITS_ANSWER,
    Reaction,
    refuses,
)
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.fares import (
    STEPS,
    UNDOES,
    WORKFLOW,
    ask_for,
    await_end,
    begin,
    commands_in,
    effects_of,
    expect_any_effect,
    expect_effect,
    expect_outcomes,
    first_command,
    in_effect,
    saga_of,
    script_of,
    told_events,
)
from pattern_tck.steps.rides import words


@given("fare collection")
def _(stage: Stage) -> None:
    begin(stage, step_timeout=5 * stage.target.tempo.visibility)


@given("fare collection that loses patience after a moment")
def _(stage: Stage) -> None:
    begin(stage, step_timeout=stage.target.tempo.visibility)


@given(parsers.parse("fare collection, whose worker dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    begin(stage, step_timeout=5 * stage.target.tempo.visibility)
    stage.faults.crash("orchestrator", moment, after=side == "after")


@given(parsers.parse("{command:w} is refused with {error:w}"))
def _(stage: Stage, command: str, error: str) -> None:
    script_of(stage).on(command, refuses(error))


@given(parsers.parse("{command:w} fails with an error that nobody has listed"))
def _(stage: Stage, command: str) -> None:
    script_of(stage).on(command, refuses("ValueError"))


@given(parsers.parse("{command:w} is done, and then fails with an error that nobody has listed"))
def _(stage: Stage, command: str) -> None:
    script_of(stage).on(command, Reaction(error="RuntimeError"))


@given(parsers.parse("{command:w} is done, but its answers are lost"))
def _(stage: Stage, command: str) -> None:
    script_of(stage).on(command, LOSES_ITS_ANSWER)


@given(parsers.parse("{command:w} is never answered"))
def _(stage: Stage, command: str) -> None:
    script_of(stage).on(command, KEEPS_SILENT)


@given(parsers.parse("the first {command:w} is lost"))
def _(stage: Stage, command: str) -> None:
    script_of(stage).on(command, KEEPS_SILENT, DOES_IT)


@given(parsers.parse("{command:w} fails {count:d} times and then works"))
def _(stage: Stage, command: str, count: int) -> None:
    script_of(stage).on(command, *[refuses("ServiceUnavailable")] * count, DOES_IT)


@given(parsers.parse("{command:w} never works"))
def _(stage: Stage, command: str) -> None:
    script_of(stage).on(command, refuses("ServiceUnavailable"))


@given(parsers.parse('ChargeFare charges "{amount}", a discount having been given'))
def _(stage: Stage, amount: str) -> None:
    stage.notes["charged"] = amount


@given("the payments service is away")
def _(stage: Stage) -> None:
    stage.stop("payments")


@when("the worker is gone for good once it has begun")
def _(stage: Stage) -> None:
    stage.until(lambda: expect_any_effect(stage))
    stage.stop("orchestrator")


@when("the payments service is back")
def _(stage: Stage) -> None:
    stage.pass_time(1.5 * stage.target.tempo.visibility)
    stage.resume("payments")


@when(parsers.parse('fare "{word}" is to be collected'))
def _(stage: Stage, word: str) -> None:
    ask_for(stage, word)


@when(parsers.parse('fare "{word}" is to be collected from customer "{customer}"'))
def _(stage: Stage, word: str, customer: str) -> None:
    ask_for(stage, word, customerId=customer)


@when(parsers.parse('fare "{word}" is asked for once more'))
def _(stage: Stage, word: str) -> None:
    ask_for(stage, word)


@when(parsers.parse('fare "{word}" is asked for once more when its saga is over'))
def _(stage: Stage, word: str) -> None:
    await_end(stage, word)
    ask_for(stage, word)


@when(parsers.parse('the saga of fare "{word}" is stopped from outside after {command:w}'))
def _(stage: Stage, word: str, command: str) -> None:
    stage.until(lambda: expect_effect(stage, word, command))
    arn = saga_of(stage, word).arn
    stage.puppet.client("stepfunctions").stop_execution(executionArn=arn, error="Operator")


@then(parsers.parse('fare "{word}" is collected'))
def _(stage: Stage, word: str) -> None:
    await_end(stage, word)
    expect(f"what was done for fare {word}", expected=STEPS, seen=effects_of(stage, word))


@then(parsers.parse('fare "{word}" is undone'))
def _(stage: Stage, word: str) -> None:
    await_end(stage, word)
    expect(f"what is left in effect of fare {word}", expected=[], seen=in_effect(stage, word))


@then(parsers.parse('the success of fare "{word}" is told once'))
def _(stage: Stage, word: str) -> None:
    expect_outcomes(stage, word, successes=1, failures=0)


@then(parsers.parse('the failure of fare "{word}" is told once'))
def _(stage: Stage, word: str) -> None:
    expect_outcomes(stage, word, successes=0, failures=1)


@then(parsers.parse('fare "{word}" is either collected or undone'))
def _(stage: Stage, word: str) -> None:
    await_end(stage, word)
    seen = in_effect(stage, word)
    expect_that(seen in ([], STEPS), f"fare {word}", expected="all steps or none", seen=seen)


@then(parsers.parse('fare "{word}" is undone by "{listed}", in this order'))
def _(stage: Stage, word: str, listed: str) -> None:
    await_end(stage, word)
    seen = [command for command in effects_of(stage, word) if command in UNDOES]
    expect(f"compensations of fare {word}", expected=words(listed), seen=seen)


@then(parsers.parse('fare "{word}" takes the course "{listed}"'))
def _(stage: Stage, word: str, listed: str) -> None:
    await_end(stage, word)
    seen = script_of(stage).commands(stage.key(word))
    expect(f"commands for fare {word}", expected=words(listed), seen=seen)


@then(parsers.parse('no {command:w} is asked for fare "{word}"'))
def _(stage: Stage, command: str, word: str) -> None:
    await_end(stage, word)
    seen = script_of(stage).commands(stage.key(word)).count(command)
    expect(f"{command} for fare {word}", expected=0, seen=seen)


@then(parsers.parse('{command:w} of fare "{word}" takes effect'))
def _(stage: Stage, command: str, word: str) -> None:
    await_end(stage, word)
    expect_effect(stage, word, command)


@then(parsers.parse('people are called for fare "{word}"'))
def _(stage: Stage, word: str) -> None:
    def called() -> None:
        about = told_events(stage, word, "calls for people")
        expect_that(about, f"calls for people about {word}", expected="a call", seen=about)

    stage.until(called)


@then(parsers.parse('people are called for fare "{word}", or it is undone'))
def _(stage: Stage, word: str) -> None:
    def settled() -> None:
        about = told_events(stage, word, "calls for people")
        left = in_effect(stage, word)
        expected = "a call for people, or nothing left in effect"
        expect_that(about or not left, f"stopped saga of {word}", expected=expected, seen=left)

    stage.until(settled)


@then(parsers.parse('fare "{word}" is marked as one that needs attention'))
def _(stage: Stage, word: str) -> None:
    stage.until(lambda: expect_effect(stage, word, "SetFareStatusNeedsAttention"))


@then(parsers.parse('every {command:w} is about fare "{word}"'))
def _(stage: Stage, command: str, word: str) -> None:
    seen = {each["fareId"] for each in script_of(stage).asked if each["command"] == command}
    expect(f"fares that {command} is about", expected={stage.key(word)}, seen=seen)


@then(parsers.parse('fare "{word}" is registered as pending'))
def _(stage: Stage, word: str) -> None:
    stage.until(lambda: expect_effect(stage, word, "RegisterFare"))
    seen = first_command(stage, word, "RegisterFare").get("fareStatus")
    expect("fareStatus of RegisterFare", expected="pending", seen=seen)


@then(parsers.parse('fare "{word}" is neither set to completed nor told as a success'))
def _(stage: Stage, word: str) -> None:
    stage.until(lambda: expect_effect(stage, word, "ChargeFare"))
    stage.turn()
    seen = script_of(stage).commands(stage.key(word)).count("SetFareStatusCompleted")
    expect(f"SetFareStatusCompleted for fare {word}", expected=0, seen=seen)
    seen = len(told_events(stage, word, "successes"))
    expect(f"told successes of fare {word}", expected=0, seen=seen)


@then(parsers.parse('RefundFare of fare "{word}" names the charge and its amount "{amount}"'))
def _(stage: Stage, word: str, amount: str) -> None:
    await_end(stage, word)
    expected = {"chargeId": f"charge-{stage.key(word)}", "amount": amount}
    seen = first_command(stage, word, "RefundFare").get("charge")
    expect("charge that RefundFare is about", expected=expected, seen=seen)


@then(
    parsers.parse('the failure of fare "{word}" tells of {command:w}, {error:w} and the customer')
)
def _(stage: Stage, word: str, command: str, error: str) -> None:
    expect_outcomes(stage, word, successes=0, failures=1)
    told = told_events(stage, word, "failures")[0]
    for what in (command, error, "cmr"):
        expect_that(
            what in told, f"failure of fare {word}", expected=f"a word of {what}", seen=told
        )


@then(parsers.parse('the history of fare "{word}" tells every step, in order, with its time'))
def _(stage: Stage, word: str) -> None:
    await_end(stage, word)
    stage.calm()
    asked = script_of(stage).commands(stage.key(word))
    told = commands_in(stage.probe.history(saga_of(stage, word)))
    expect(f"steps in the history of fare {word}", expected=asked, seen=told)


@then(parsers.parse('fare "{word}" has one saga'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    sagas = [saga.name for saga in stage.probe.executions(stage.channel(WORKFLOW))]
    expect(f"number of sagas of fare {word}", expected=1, seen=len(sagas))


@then("no start request is left")
def _(stage: Stage) -> None:
    starts = stage.channel("starts")
    stage.until(lambda: expect("start requests left", expected=0, seen=stage.probe.stock(starts)))
