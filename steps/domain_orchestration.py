"""Sentences of domain orchestration: fulfilment, whose stations the kit plays."""

from __future__ import annotations

from pytest_bdd import given, parsers, then

from pattern_tck.answering import DOES_IT, KEEPS_SILENT, Script, refuses
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.business_events import heard_events, listen_to_the_shop, told_by_others
from pattern_tck.steps.rides import empty, words

_DOMAIN = "fulfilment"
_STATIONS = ("picking", "packing", "dispatch")


@given("fulfilment")
def _(stage: Stage) -> None:
    _begin(stage, step_timeout=5 * stage.target.tempo.visibility)


@given("fulfilment that loses patience after a moment")
def _(stage: Stage) -> None:
    _begin(stage, step_timeout=stage.target.tempo.visibility)


@given(parsers.parse("fulfilment, whose worker dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    _begin(stage, step_timeout=5 * stage.target.tempo.visibility)
    stage.faults.crash(_DOMAIN, moment, after=side == "after")


@given(parsers.parse("the station refuses {command:w} with {error:w}"))
def _(stage: Stage, command: str, error: str) -> None:
    _script(stage).on(command, refuses(error))


@given(parsers.parse("the station refuses {command:w} at first, with {error:w}"))
def _(stage: Stage, command: str, error: str) -> None:
    _script(stage).on(command, refuses(error), DOES_IT)


@given(parsers.parse("the station fails at {command:w} every time"))
def _(stage: Stage, command: str) -> None:
    _script(stage).on(command, refuses("StationOnFire"))


@given(parsers.parse("the station does not answer {command:w}"))
def _(stage: Stage, command: str) -> None:
    _script(stage).on(command, KEEPS_SILENT)


@then(parsers.parse('fulfilment tells {event:w} of order "{word}", and nothing else'))
def _(stage: Stage, event: str, word: str) -> None:
    def told() -> None:
        seen = told_by_others(stage, word)
        expect(f"events that left the domain about {word}", expected=[event], seen=seen)

    stage.until(told)
    stage.calm()
    told()


@then(parsers.parse('fulfilment tells nothing of order "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.linger()
    seen = told_by_others(stage, word)
    expect(f"events that left the domain about {word}", expected=[], seen=seen)


@then(parsers.parse('the stations are told "{listed}" of order "{word}"'))
def _(stage: Stage, listed: str, word: str) -> None:
    # A command that is sent again, since nobody knows whether it was sent, is the same command.
    seen = list(dict.fromkeys(_script(stage).commands(stage.key(word))))
    expect(f"commands about {word}", expected=words(listed), seen=seen)


@then(parsers.parse('the stations have begun {command:w} of order "{word}"'))
def _(stage: Stage, command: str, word: str) -> None:
    def begun() -> None:
        seen = _script(stage).commands(stage.key(word))
        expect_that(command in seen, f"commands about {word}", expected=command, seen=seen)

    stage.until(begun)


@then(parsers.parse('what was picked for order "{word}" is put back'))
def _(stage: Stage, word: str) -> None:
    seen = _script(stage).effects(stage.key(word))
    expect_that("PutBack" in seen, f"what was done for {word}", expected="PutBack", seen=seen)


@then(parsers.parse('the rejection of order "{word}" gives {error:w} as its reason'))
def _(stage: Stage, word: str, error: str) -> None:
    told = heard_events(stage, word).values()
    seen = [event.get("reason") for event in told if event["event"] == "OrderRejected"]
    expect("reasons of the rejection", expected=[error], seen=seen)


@then(parsers.parse("fulfilment has begun {count:d} workflow"))
def _(stage: Stage, count: int) -> None:
    stage.calm()
    seen = [one.name for one in stage.probe.executions(stage.channel_of(_DOMAIN, _DOMAIN))]
    expect("number of workflows", expected=count, seen=len(seen))


@then("nothing is left in the inbox of fulfilment")
def _(stage: Stage) -> None:
    inbox = stage.channel_of(_DOMAIN, "inbox")
    empty(stage, inbox)
    dead = stage.probe.stock(stage.dead_letters_of(inbox))
    expect("events that fulfilment gave up", expected=0, seen=dead)


@then(parsers.parse('fulfilment calls people for order "{word}"'))
def _(stage: Stage, word: str) -> None:
    def called() -> None:
        taken = stage.puppet.take(stage.channel("calls for people"))
        seen = {(message.json or {}).get("orderId") for message in taken}
        expect("orders that people are called for", expected={stage.key(word)}, seen=seen)

    stage.until(called)


@then("fulfilment sets it aside, and begins nothing")
def _(stage: Stage) -> None:
    def kept() -> None:
        taken = stage.puppet.take(stage.channel_of(_DOMAIN, "invalid messages"))
        seen = {message.body for message in taken}
        expect("messages set aside", expected={"an order, I think"}, seen=seen)

    stage.until(kept)
    seen = stage.probe.executions(stage.channel_of(_DOMAIN, _DOMAIN))
    expect("workflows", expected=[], seen=seen)


def _begin(stage: Stage, step_timeout: float) -> None:
    """Have fulfilment orchestrated, and its stations played."""
    listen_to_the_shop(stage)
    stage.ask_for(STEP_TIMEOUT=step_timeout)
    stage.cast("fulfilment")
    script = stage.notes["stations"] = Script(
        workflows=stage.puppet.client("stepfunctions"), now=stage.target.clock.now, key="orderId"
    )
    for station in _STATIONS:
        stage.answer(stage.channel(station), script.react)


def _script(stage: Stage) -> Script:
    script: Script = stage.notes["stations"]
    return script
