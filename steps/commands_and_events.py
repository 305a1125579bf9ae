"""Sentences of commands and events, about the service that is commanded and tells."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, Value, unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import empty, words
from pattern_tck.steps.topics import listen
from pattern_tck.tap import Call, Proceed

_ROLE = "ride-service"
_TOPIC = "ride events"
_FARE = 25.5

#: What the ride service cannot follow: attributes that are other than those of a command to
#: complete a ride, and fields that its body lacks; or no body to speak of.
_UNREADABLE: Mapping[str, tuple[Mapping[str, str], tuple[str, ...] | None]] = {
    "no JSON": ({}, None),
    "a command without a ride": ({}, ("ride",)),
    "a command that is unknown": ({"Type": "PaintUnicorn"}, ()),
    "an event": ({"Intent": "event", "Type": "RideCompleted"}, ()),
    "a command of another version": ({"Version": "2.0"}, ()),
}


@given("a ride service")
def _(stage: Stage) -> None:
    stage.cast(_ROLE)


@given(parsers.parse("{count:d} instances of the ride service"))
def _(stage: Stage, count: int) -> None:
    stage.cast(_ROLE, instances=count)


@given("2 instances of the ride service, of which one is slow before its effect")
def _(stage: Stage) -> None:
    stage.cast(_ROLE, instances=2)
    stage.faults.slow(_ROLE, "effect")


@given(
    parsers.parse('a ride service to whom the queue delivers the command about "{word}" once more')
)
def _(stage: Stage, word: str) -> None:
    stage.cast(_ROLE)
    again = faults.Redeliver(stage.key(word))
    stage.faults.at(_ROLE, "receive", again, "gets a command twice", times=2, at_least=2)


@given(parsers.parse("a ride service that is killed {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.cast(_ROLE)
    stage.faults.crash(_ROLE, moment, after=side == "after")


@given(parsers.parse('a ride service that cannot store ride "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.cast(_ROLE)
    stage.faults.refuse(_ROLE, "effect", times=float("inf"), about=stage.key(word))


@given(parsers.parse("a ride service whose first {count:d} publishes are throttled"))
def _(stage: Stage, count: int) -> None:
    stage.cast(_ROLE)
    stage.faults.refuse(
        _ROLE, "publish", times=count, code="Throttled", message="Rate exceeded", status=429
    )


@given("a ride service whose first acknowledgement is refused")
def _(stage: Stage) -> None:
    stage.cast(_ROLE)
    stage.faults.refuse(_ROLE, "acknowledgement")


@given("a ride service that is watched as it publishes")
def _(stage: Stage) -> None:
    stage.cast(_ROLE)
    stage.notes["stored"] = []

    def watch(call: Call, proceed: Proceed) -> Any:
        stage.notes["stored"].append(copy.copy(stage.effects(_ROLE, "r-1")))
        return proceed(call.parameters)

    stage.faults.at(_ROLE, "publish", watch, "is watched", times=float("inf"))


@given("an observer who listens")
@given("an observer who fails at every event")
def _(stage: Stage) -> None:
    listen(stage, "an observer", _TOPIC)


@when("another observer joins")
def _(stage: Stage) -> None:
    listen(stage, "another observer", _TOPIC)


@when(parsers.parse('ride "{word}" is commanded to be completed'))
def _(stage: Stage, word: str) -> None:
    _command(stage, word)
    stage.turn()


@when(parsers.parse('ride "{word}" is commanded to be completed, and is'))
def _(stage: Stage, word: str) -> None:
    _command(stage, word)
    empty(stage, _commands(stage))


@when(parsers.parse('ride "{word}" is commanded to be completed, twice by the same command'))
def _(stage: Stage, word: str) -> None:
    for _ in range(2):
        _command(stage, word)


@when(
    parsers.parse('ride "{word}" is commanded to be completed under correlation id "{correlation}"')
)
def _(stage: Stage, word: str, correlation: str) -> None:
    _command(stage, word, CorrelationId=stage.key(correlation))


@when(parsers.parse("{count:d} rides are commanded to be completed"))
def _(stage: Stage, count: int) -> None:
    stage.notes["rides"] = [f"r-{number}" for number in range(1, count + 1)]
    for word in stage.notes["rides"]:
        _command(stage, word)


@when(parsers.parse('the fare of ride "{word}" is commanded to be corrected to {fare:g}'))
def _(stage: Stage, word: str, fare: float) -> None:
    _command(stage, word, "CorrectFare", fare)
    stage.turn()


@when(
    parsers.parse('{something} is sent to the ride service, under correlation id "{correlation}"')
)
def _(stage: Stage, something: str, correlation: str) -> None:
    stated, lacks = _UNREADABLE[something]
    whole = {"id": stage.key("c-9"), "ride": stage.key("r-9"), "fare": _FARE}
    body: object = "this is no JSON"
    if lacks is not None:
        body = {name: value for name, value in whole.items() if name not in lacks}
    attributes = {**_stated(), **stated, "CorrelationId": stage.key(correlation)}
    stage.notes["correlation"] = stage.key(correlation)
    stage.puppet.send(_commands(stage), body, attributes, misfit=True)


@then(parsers.parse('ride "{word}" is stored once, and told under one event id'))
def _(stage: Stage, word: str) -> None:
    _stored_and_told(stage, [word])


@then(parsers.parse("each of the {count:d} rides is stored once, and told under one event id"))
def _(stage: Stage, count: int) -> None:
    _stored_and_told(stage, stage.notes["rides"])
    expect("events that were told", expected=count, seen=len({one["id"] for one in _heard(stage)}))


@then(parsers.parse('ride "{word}" is stored once'))
def _(stage: Stage, word: str) -> None:
    _stored(stage, word, _FARE)


@then(parsers.parse('ride "{word}" is stored for {fare:g}'))
def _(stage: Stage, word: str, fare: float) -> None:
    _stored(stage, word, fare)


@then(parsers.parse('of ride "{word}" the events "{listed}" are told'))
def _(stage: Stage, word: str, listed: str) -> None:
    _told(stage, word, words(listed))


@then(parsers.parse('of ride "{word}" the events "{listed}" are told to both observers'))
def _(stage: Stage, word: str, listed: str) -> None:
    for called in ("an observer", "another observer"):
        _told(stage, word, words(listed), called)


@then(parsers.parse('of ride "{word}" no event is told'))
def _(stage: Stage, word: str) -> None:
    expect(f"events of ride {word}", expected=[], seen=_events_of(stage, word))


@then("whenever an event was published, the ride was stored")
def _(stage: Stage) -> None:
    seen = stage.notes["stored"]
    expect_that(all(seen), "what was stored at each publish", expected="the ride", seen=seen)


@then(parsers.parse('each event of ride "{word}" has an id and a version of its own'))
def _(stage: Stage, word: str) -> None:
    events = _events_of(stage, word)
    versions = sorted(event["version"] for event in events)
    expect("versions", expected=list(range(1, len(events) + 1)), seen=versions)
    ids = {event["id"] for event in events}
    expect("ids", expected=len(events), seen=len(ids))


@then(parsers.parse('each event of ride "{word}" states intent "{intent}", its type and a version'))
def _(stage: Stage, word: str, intent: str) -> None:
    for message in _messages(stage, "an observer"):
        event, stated = message.json or {}, message.attributes
        if event.get("ride") == stage.key(word):
            seen = {name: stated.get(name) for name in ("Intent", "Type")}
            expect("what it states", expected={"Intent": intent, "Type": event["type"]}, seen=seen)
            expect_that(stated.get("Version"), "version", expected="one", seen=stated)


@then("no command is left to the ride service")
def _(stage: Stage) -> None:
    empty(stage, _commands(stage))
    dead = stage.probe.stock(stage.dead_letters_of(_commands(stage)))
    expect("commands that became dead letters", expected=0, seen=dead)


@then(parsers.parse("all {count:d} events are still with the observer"))
def _(stage: Stage, count: int) -> None:
    stage.until(
        lambda: expect(
            "events that wait for the observer",
            expected=count,
            seen=len({event["id"] for event in _heard(stage)}),
        )
    )


@then(parsers.parse('the command about "{word}" becomes a dead letter'))
def _(stage: Stage, word: str) -> None:
    letters = stage.dead_letters_of(_commands(stage))

    def buried() -> None:
        seen = {(letter.json or {}).get("ride") for letter in stage.puppet.take(letters)}
        expect("dead letters", expected={stage.key(word)}, seen=seen)

    stage.until(buried)


@then(parsers.parse("{something} is set aside by the ride service, with its correlation id"))
def _(stage: Stage, something: str) -> None:
    aside = stage.channel_of(_ROLE, "invalid commands")

    def arrived() -> None:
        taken = stage.puppet.take(aside)
        seen = {message.attributes.get("CorrelationId") for message in taken}
        expect(f"{something} set aside", expected={stage.notes["correlation"]}, seen=seen)

    stage.until(arrived)
    dead = stage.probe.stock(stage.dead_letters_of(_commands(stage)))
    expect("dead letters", expected=0, seen=dead)


@then(parsers.parse('the event about "{word}" is told under correlation id "{correlation}"'))
def _(stage: Stage, word: str, correlation: str) -> None:
    _told(stage, word, ["RideCompleted"])
    seen = {each.attributes.get("CorrelationId") for each in _messages(stage, "an observer")}
    expect("correlation ids of the event", expected={stage.key(correlation)}, seen=seen)


def _commands(stage: Stage) -> Channel:
    return stage.channel_of(_ROLE, "commands")


def _stated() -> dict[str, Value]:
    return {"Intent": "command", "Type": "CompleteRide", "Version": "1.0"}


def _command(
    stage: Stage, word: str, kind: str = "CompleteRide", fare: float = _FARE, **more: Value
) -> None:
    # The same command about the same ride is the same command, however often it is sent.
    body = {"id": stage.key(f"{kind}-{word}"), "ride": stage.key(word), "fare": fare}
    stage.puppet.send(_commands(stage), body, {**_stated(), "Type": kind, **more})


def _messages(stage: Stage, called: str) -> list[Message]:
    return [unwrapped(message) for message in stage.puppet.take(stage.channel(called))]


def _heard(stage: Stage, called: str = "an observer") -> list[dict[str, Any]]:
    """Give every event that an observer heard, each wording of it once."""
    heard: list[dict[str, Any]] = []
    for message in _messages(stage, called):
        event = message.json or {"id": None, "type": message.body, "ride": None, "version": 0}
        if event not in heard:
            heard.append(event)
    return heard


def _events_of(stage: Stage, word: str, called: str = "an observer") -> list[dict[str, Any]]:
    heard = [event for event in _heard(stage, called) if event.get("ride") == stage.key(word)]
    return sorted(heard, key=lambda event: int(event["version"]))


def _told(stage: Stage, word: str, kinds: list[str], called: str = "an observer") -> None:
    """See that the events of a ride are told, each in one wording only."""

    def told() -> None:
        seen = [event["type"] for event in _events_of(stage, word, called)]
        expect(f"events of ride {word}", expected=kinds, seen=seen)

    stage.until(told)
    stage.calm()
    told()


def _stored(stage: Stage, word: str, fare: float) -> None:
    def stored() -> None:
        seen = stage.effects(_ROLE, word)
        expect(f"what is stored of ride {word}", expected=[str(fare)], seen=seen)

    stage.until(stored)


def _stored_and_told(stage: Stage, rides: list[str]) -> None:
    for word in rides:
        _stored(stage, word, _FARE)

    def told() -> None:
        seen = {word: [event["type"] for event in _events_of(stage, word)] for word in rides}
        expected = {word: ["RideCompleted"] for word in rides}
        expect("events of each ride, by their ids and words", expected=expected, seen=seen)

    stage.until(told)
    stage.calm()
    told()
    for word in rides:
        _stored(stage, word, _FARE)
