"""Sentences about who owns the rules of the ride bus, and about the bridge to another bus."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.dead_letter_queue import watched
from pattern_tck.steps.ride_events import (
    HEARD,
    detail,
    different,
    given_values,
    heard,
    heard_about,
    join,
    listen,
    put,
    replay,
    ride_bus,
    tells_of,
)
from pattern_tck.steps.rides import words

_ROUTER = "bus-router"
_BRIDGE = "bus-bridge"
_CENTRAL = "central events"
_HEARD_THERE = "what is heard on the central bus"
_NEWCOMER = "newcomer"
_QUEUES = ("accounting", "extraordinary rides", "customer care", "unmatched", "undelivered")
_HOUR = 3600


@given("a bus router")
def _(stage: Stage) -> None:
    join(stage, _ROUTER)


@given("a bus bridge from the ride bus to a central bus")
def _(stage: Stage) -> None:
    join(stage, _BRIDGE)


@given("a listener on both buses")
def _(stage: Stage) -> None:
    listen(stage)
    listen(stage, _HEARD_THERE, _CENTRAL)


@when("the bus router is deployed again")
def _(stage: Stage) -> None:
    stage.deploy_again(_ROUTER)


@when(parsers.parse('the queue "{word}" of the bus router is lost'))
def _(stage: Stage, word: str) -> None:
    stage.puppet.delete_channel(_queue(stage, word))
    stage.notes["lost"] = word


@when(parsers.parse('the queue "{word}" of the bus router loses its policy'))
def _(stage: Stage, word: str) -> None:
    stage.service.ask("set_queue_attributes", _queue(stage, word), Attributes={"Policy": ""})


@when("the bus gives up a delivery, since the destination is throttled for too long")
def _(stage: Stage) -> None:
    stage.faults.use_freedom("delivery.refused", value=2, about=stage.key("r-1"))


@when("a newcomer with a rule for everything joins the ride bus")
def _(stage: Stage) -> None:
    listen(stage, _NEWCOMER)


@when("a newcomer with a rule for everything joins the ride bus an hour later")
def _(stage: Stage) -> None:
    stage.pass_time(_HOUR)
    listen(stage, _NEWCOMER)


@when("what the bus router has archived is replayed")
def _(stage: Stage) -> None:
    archives = stage.buses.archives(ride_bus(stage))
    expect_that(archives, "archives of the ride bus", expected="one or more", seen=archives)
    for archive in archives:
        replay(stage, archive, stage.channel(f"rule of {_NEWCOMER}").address)


@when(parsers.parse("a gold customer cancels a ride for the reason {reason}"))
def _(stage: Stage, reason: str) -> None:
    put(stage, "RideCancelled", detail(stage, tier="gold", **given_values(reason=reason)))


@when("the central bus is lost")
def _(stage: Stage) -> None:
    stage.puppet.client("events").delete_event_bus(Name=stage.channel(_CENTRAL).address)


@then(parsers.parse('of the queues of the bus router it is on "{listed}" alone'))
def _(stage: Stage, listed: str) -> None:
    wanted = sorted(words(listed))
    there = [word for word in _QUEUES if word != stage.notes.get("lost")]

    def is_there() -> None:
        seen = sorted(word for word in there if _copies(stage, word))
        expect("queues that have the event", expected=wanted, seen=seen)

    stage.until(is_there)
    stage.linger()
    is_there()


@then(parsers.parse('"{listed}" have been told of it once each'))
def _(stage: Stage, listed: str) -> None:
    expected = dict.fromkeys(words(listed), 1)

    def seen() -> dict[str, int]:
        return {word: len(_copies(stage, word)) for word in expected}

    stage.until(lambda: expect("copies", expected=expected, seen=seen()))
    stage.linger()
    expect("copies", expected=expected, seen=seen())


@then(parsers.parse('an alarm watches the queue "{word}" of the bus router'))
def _(stage: Stage, word: str) -> None:
    watched(stage, _queue(stage, word))


@then("the newcomer on the ride bus has been told of it")
def _(stage: Stage) -> None:
    heard_about(stage, "r-1", _NEWCOMER)


@then("customer care has the cancelled ride as a message, with all that was said of it")
def _(stage: Stage) -> None:
    message = _copy(stage, "customer care").json
    expected = {"type": "RideCancelled", "detail": stage.notes["told"]}
    expect("message", expected=expected, seen=message)


@then(
    parsers.parse(
        '"{word}" has been told of it by the bus router under correlation id "{correlation}"'
    )
)
def _(stage: Stage, word: str, correlation: str) -> None:
    seen = _copy(stage, word).json["detail"].get("correlationId")
    expect("correlation id", expected=stage.key(correlation), seen=seen)


@then("the central bus has had it")
def _(stage: Stage) -> None:
    heard_about(stage, "r-1", _HEARD_THERE)


@then("the central bus has not had it")
def _(stage: Stage) -> None:
    heard_about(stage, "r-1")
    stage.linger()
    seen = [event for event in heard(stage, _HEARD_THERE) if tells_of(stage, event, "r-1")]
    expect("events on the central bus", expected=[], seen=seen)


@then("the central bus has the same event as the ride bus")
def _(stage: Stage) -> None:
    there, here = (_said(heard_about(stage, "r-1", called)) for called in _PLACES)
    expect("event on the central bus", expected=here, seen=there)


@then("the bus bridge keeps it among what was not delivered")
def _(stage: Stage) -> None:
    queue = stage.channel_of(_BRIDGE, "undelivered")
    stage.until(lambda: expect("events", expected=1, seen=len(different(stage, queue))))


#: Where the bridge's events are heard: behind it, and before it.
_PLACES = (_HEARD_THERE, HEARD)


def _queue(stage: Stage, word: str) -> Channel:
    return stage.channel_of(_ROUTER, word)


def _copies(stage: Stage, word: str) -> list[Message]:
    """Give what has come to a queue of the router about the ride of the scenario."""
    key = stage.key("r-1")
    return [message for message in stage.puppet.take(_queue(stage, word)) if key in message.body]


def _copy(stage: Stage, word: str) -> Message:
    def first() -> Message:
        copies = _copies(stage, word)
        expect_that(copies, f"events on {word}", expected="one", seen=copies)
        return copies[0]

    return stage.until(first)


def _said(event: dict[str, Any]) -> dict[str, Any]:
    return {name: event[name] for name in ("source", "detail-type", "detail")}
