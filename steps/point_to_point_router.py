"""Sentences about a router that works between queues."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, Value
from pattern_tck.stage import Stage
from pattern_tck.steps.ride_events import completed, detail, different, given_values
from pattern_tck.steps.rides import empty, numbered, words

_ROUTER = "point-to-point-router"
_THEIRS = ("accounting", "extraordinary rides", "customer care")
_OWN = ("unmatched", "invalid messages")


@given("a point-to-point router")
def _(stage: Stage) -> None:
    stage.cast(_ROUTER)


@given(parsers.parse("{count:d} point-to-point routers"))
def _(stage: Stage, count: int) -> None:
    stage.cast(_ROUTER, instances=count)


@given(parsers.parse("a point-to-point router that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.cast(_ROUTER)
    stage.faults.crash(_ROUTER, moment, after=side == "after")


@given(parsers.parse("a point-to-point router whose forwarding is throttled {count:d} times"))
def _(stage: Stage, count: int) -> None:
    stage.cast(_ROUTER)
    message = "Request throttled."
    stage.faults.refuse(
        _ROUTER, "forwarding", times=count, code="RequestThrottled", message=message, status=403
    )


@when(
    parsers.re(
        r"an? (?P<kind>\w+) of the fare (?P<fare>\S+), the distance (?P<distance>\S+) and the tier "
        r"(?P<tier>\S+) is sent to the point-to-point router"
    )
)
def _(stage: Stage, kind: str, fare: str, distance: str, tier: str) -> None:
    said = detail(stage, **given_values(fare=fare, distance=distance, tier=tier))
    _send(stage, {"type": kind, "detail": said})


@when(
    parsers.parse(
        'a {kind:w} is sent to the point-to-point router under correlation id "{correlation}"'
    )
)
def _(stage: Stage, kind: str, correlation: str) -> None:
    said = completed(stage, "r-1")
    _send(stage, {"type": kind, "detail": said}, {"CorrelationId": stage.key(correlation)})


@when(parsers.parse("{count:d} completed rides are sent to the point-to-point router"))
def _(stage: Stage, count: int) -> None:
    for word in numbered(count):
        _send(stage, {"type": "RideCompleted", "detail": completed(stage, word, fare=12.5)})


@when(parsers.parse("the text {text} is sent to the point-to-point router"))
def _(stage: Stage, text: str) -> None:
    stage.notes["body"] = text
    stage.puppet.send(_before(stage), text, misfit=True)


@when("the queue of customer care is lost")
def _(stage: Stage) -> None:
    stage.puppet.delete_channel(stage.channel("customer care"))


@then(parsers.parse('of the queues around the point-to-point router it is on "{word}" alone'))
def _(stage: Stage, word: str) -> None:
    def is_there() -> None:
        seen = [name for name in (*_THEIRS, *_OWN) if _copies(stage, name)]
        expect("queues that have the message", expected=words(word), seen=seen)

    stage.until(is_there)
    stage.linger()
    is_there()


@then(
    parsers.parse(
        'it comes out of the point-to-point router as it was, under correlation id "{correlation}"'
    )
)
def _(stage: Stage, correlation: str) -> None:
    def arrived() -> Message:
        copies = _copies(stage, "extraordinary rides")
        expect_that(copies, "messages as they were sent", expected="one", seen=copies)
        return copies[0]

    seen = stage.until(arrived).attributes.get("CorrelationId")
    expect("correlation id", expected=stage.key(correlation), seen=seen)


@then(parsers.parse("each of the {count:d} completed rides is routed"))
def _(stage: Stage, count: int) -> None:
    wanted = {stage.key(word) for word in numbered(count)}
    stage.until(lambda: expect("rides that were routed", expected=wanted, seen=set(_routed(stage))))


@then(parsers.parse("each of the {count:d} completed rides is routed once"))
def _(stage: Stage, count: int) -> None:
    wanted = {stage.key(word): 1 for word in numbered(count)}
    rides = set(wanted)
    stage.until(lambda: expect("rides that were routed", expected=rides, seen=set(_routed(stage))))
    stage.calm()
    expect("times that each ride was routed", expected=wanted, seen=dict(_routed(stage)))


@then("nothing is left before the point-to-point router")
def _(stage: Stage) -> None:
    empty(stage, _before(stage))


@then("one message becomes a dead letter of the point-to-point router")
def _(stage: Stage) -> None:
    letters = stage.dead_letters_of(_before(stage))
    stage.until(lambda: expect("dead letters", expected=1, seen=len(different(stage, letters))))


def _before(stage: Stage) -> Channel:
    return stage.channel_of(_ROUTER, "ride messages")


def _send(stage: Stage, body: Any, attributes: dict[str, Value] | None = None) -> None:
    stage.notes["body"] = json.dumps(body)
    stage.puppet.send(_before(stage), stage.notes["body"], attributes)


def _routed(stage: Stage) -> Counter[str]:
    """Give how often ordinary rides have come to where they belong, by their ids."""
    messages = stage.puppet.take(stage.channel("accounting"))
    return Counter(str(message.json["detail"]["id"]) for message in messages)


def _copies(stage: Stage, word: str) -> list[Message]:
    """Give what has come to a queue just as it was sent."""
    queue = stage.channel(word) if word in _THEIRS else stage.channel_of(_ROUTER, word)
    return [message for message in stage.puppet.take(queue) if message.body == stage.notes["body"]]
