"""Sentences of the durable subscriber, whose rides are numbered."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import ride, words
from pattern_tck.steps.topics import publish
from pattern_tck.tap import Call, Proceed

_ROLE = "durable-subscriber"


@given("a durable subscriber")
def _(stage: Stage) -> None:
    _cast(stage)


@given(parsers.parse("a durable subscriber from number {first:d} on"))
def _(stage: Stage, first: int) -> None:
    _cast(stage, first=first)


@given(parsers.parse("a durable subscriber with {count:d} instances that have one ride at a time"))
def _(stage: Stage, count: int) -> None:
    _cast(stage, instances=count)

    def one(call: Call, proceed: Proceed) -> Any:
        return proceed({**call.parameters, "MaxNumberOfMessages": 1})

    stage.faults.at(_ROLE, "receive", one, "gets one ride at a time", times=float("inf"))


@given(parsers.parse("a topic to which rides {listed} were published"))
def _(stage: Stage, listed: str) -> None:
    stage.puppet.topic("completed rides")
    _publish(stage, listed)


@given(parsers.parse("the durable subscriber dies {side:w} its report"))
def _(stage: Stage, side: str) -> None:
    stage.faults.crash(_ROLE, "report", after=side == "after")


@when(
    parsers.parse("the durable subscriber is away while rides {listed} are numbered and published")
)
def _(stage: Stage, listed: str) -> None:
    _go_away(stage)
    _publish(stage, listed)
    stage.resume(_ROLE)


@when(
    parsers.parse(
        "it comes back after the retention of its queue, when ride {number:d} is published"
    )
)
def _(stage: Stage, number: int) -> None:
    _go_away(stage)
    stage.pass_time(stage.probe.retention(stage.channel_of(_ROLE, "inbox")))
    _publish(stage, str(number))
    stage.resume(_ROLE)


@when(parsers.parse("rides {listed} are numbered and published, one after the other"))
def _(stage: Stage, listed: str) -> None:
    for number in words(listed):
        _publish(stage, number)
        stage.turn()


@when(parsers.parse("rides {listed} are numbered and published together"))
def _(stage: Stage, listed: str) -> None:
    _publish(stage, listed)


@when("the durable subscriber is killed and started again")
def _(stage: Stage) -> None:
    stage.application(_ROLE).instances[0].crash()


@then(parsers.parse("the durable subscriber has booked the numbered rides {listed}, each once"))
def _(stage: Stage, listed: str) -> None:
    wanted = {stage.key(f"r-{number}"): 1 for number in words(listed)}

    def booked() -> None:
        table = stage.channel_of(_ROLE, "effects")
        keys = Counter(key for key in stage.probe.effect_keys(table) if key.startswith("r-"))
        expect("bookings of each ride", expected=wanted, seen=dict(keys))

    stage.until(booked)
    stage.calm()
    booked()


@then("no gap of rides is reported")
def _(stage: Stage) -> None:
    stage.pass_time(stage.notes["gap patience"])
    stage.calm()
    expect("gaps that are reported", expected=[], seen=_gaps(stage))


@then(parsers.parse("the gap from {first:d} to {last:d} is reported"))
def _(stage: Stage, first: int, last: int) -> None:
    def reported() -> None:
        expect("gaps that are reported", expected=[(first, last)], seen=_gaps(stage))

    stage.until(reported)
    stage.calm()
    reported()


def _cast(stage: Stage, *, first: int = 1, instances: int = 1) -> None:
    patience = stage.notes["gap patience"] = 3 * stage.target.tempo.visibility
    stage.ask_for(FIRST_SEQUENCE=first, GAP_PATIENCE=patience)
    stage.cast(_ROLE, instances=instances)


def _go_away(stage: Stage) -> None:
    """Shut the subscriber down: whoever comes back remembers nothing."""
    stage.stop(_ROLE)
    for instance in stage.application(_ROLE).instances:
        instance.crash()


def _publish(stage: Stage, listed: str) -> None:
    for number in words(listed):
        publish(stage, ride(stage, f"r-{number}", sequence=int(number)))


def _gaps(stage: Stage) -> list[tuple[int, int]]:
    """Give the gaps that were reported; one that was reported twice is one."""
    told = [message.json for message in stage.puppet.take(stage.channel("gaps"))]
    return sorted({(gap["from"], gap["to"]) for gap in told})
