"""Sentences of the choreography: who notices that an order is stuck."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.business_events import heard_events, listen_to_the_shop

_WATCHER = "flow watcher"


@given("a flow watcher")
def _(stage: Stage) -> None:
    _cast(stage, _patience(stage))


@given("a flow watcher that waits for an hour")
def _(stage: Stage) -> None:
    _cast(stage, 3600)


@given(parsers.parse("a flow watcher that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    _cast(stage, _patience(stage))
    stage.faults.crash(_WATCHER, moment, after=side == "after")


@when(parsers.parse("{minutes:d} minutes pass in the shop"))
def _(stage: Stage, minutes: int) -> None:
    stage.pass_time(60 * minutes)


@when("the watcher is killed and started again")
def _(stage: Stage) -> None:
    stage.turn()
    stage.application(_WATCHER).instances[0].crash()


@then(parsers.parse('the watcher has seen "{events}" of order "{word}"'))
def _(stage: Stage, events: str, word: str) -> None:
    def seen() -> None:
        filed = stage.effects(_WATCHER, word)
        expect(f"what is filed about order {word}", expected=[events], seen=filed)

    stage.until(seen)


@then(parsers.parse('order "{word}" is reported as a stuck {what:w}'))
def _(stage: Stage, word: str, what: str) -> None:
    def reported() -> None:
        seen = _reports(stage, word)
        expect(f"what is stuck of order {word}", expected={what}, seen=set(seen))
        told = sorted(event["event"] for event in heard_events(stage, word).values())
        expect(f"events that the report on {word} tells", expected=told, seen=sorted(seen[what]))

    stage.until(reported)


@then(parsers.parse('order "{word}" is not reported as stuck'))
def _(stage: Stage, word: str) -> None:
    stage.pass_time(1.5 * _patience(stage))
    expect(f"reports on order {word}", expected={}, seen=_reports(stage, word))


@then(parsers.parse('order "{word}" is not reported as stuck so far'))
def _(stage: Stage, word: str) -> None:
    expect(f"reports on order {word}", expected={}, seen=_reports(stage, word))


def _patience(stage: Stage) -> float:
    # Longer than an event may be late.
    return 3 * stage.target.tempo.visibility


def _cast(stage: Stage, patience: float) -> None:
    listen_to_the_shop(stage)
    stage.ask_for(FLOW_TIMEOUT=patience)
    stage.cast("flow-watcher", called=_WATCHER)


def _reports(stage: Stage, word: str) -> dict[str, list[str]]:
    """Give which events the reports on an order tell, by what they say is stuck."""
    order = stage.key(word)
    taken = stage.puppet.take(stage.channel("stuck flows"))
    found = [message for message in taken if (message.json or {}).get("orderId") == order]
    for message in found:
        seen = message.attributes.get("CorrelationId")
        expect_that(seen == order, "CorrelationId of the report", expected=order, seen=seen)
    return {message.json["stuck"]: message.json["seen"] for message in found}
