"""Sentences of the one-way message exchange, about the receiver who goes by what he reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, Value
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import ride

_ROLE = "one-way-receiver"
_DAY = 24 * 60 * 60
_HOUR = 3600

#: What each intent is about, as the notifier states it.
_STATED: Mapping[str, tuple[str, str]] = {
    "command": ("command", "DispatchUnicorn"),
    "event": ("event", "RideCompleted"),
    "document": ("document", "PriceList"),
}

#: What makes a receiver guess: attributes that are other than they should be, or a body that is.
_TROUBLES: Mapping[str, tuple[Mapping[str, str | None], str | None]] = {
    "no intent": ({"Intent": None}, None),
    "a type that is unknown": ({"Type": "FeedUnicorn"}, None),
    "a version that is too new": ({"Version": "2.0"}, None),
    "a body that is no JSON": ({}, "this is no JSON"),
    "a body that has no id": ({}, '{"content": {"from": "Berlin"}}'),
}

_NOTICE = r'an? (?P<intent>command|event|document) "(?P<word>[^"]+)"'


@given("a receiver of notices")
def _(stage: Stage) -> None:
    stage.cast(_ROLE)


@given(parsers.parse("{count:d} receivers of notices"))
def _(stage: Stage, count: int) -> None:
    stage.cast(_ROLE, instances=count)


@given("2 receivers of notices, of which one is slow before its effect")
def _(stage: Stage) -> None:
    stage.cast(_ROLE, instances=2)
    stage.faults.slow(_ROLE, "effect")


@given(parsers.parse("a receiver of notices that is killed {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.cast(_ROLE)
    stage.faults.crash(_ROLE, moment, after=side == "after")


@given(parsers.parse('a receiver of notices who can never follow command "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.cast(_ROLE)
    stage.faults.refuse(_ROLE, "effect", times=float("inf"), about=stage.key(word))


@given(parsers.parse('a receiver to whom the queue delivers notice "{word}" once more'))
def _(stage: Stage, word: str) -> None:
    stage.cast(_ROLE)
    again = faults.Redeliver(stage.key(word))
    stage.faults.at(_ROLE, "receive", again, "gets a notice twice", times=2, at_least=2)


@when(parsers.re(_NOTICE + " is sent one way"))
def _(stage: Stage, intent: str, word: str) -> None:
    _send(stage, word, intent)


@when(parsers.re(_NOTICE + " that has expired is sent one way"))
def _(stage: Stage, intent: str, word: str) -> None:
    _send(stage, word, intent, useful=-1)


@when(parsers.re(_NOTICE + " that is of use for (?P<how_long>.+) is sent one way"))
def _(stage: Stage, intent: str, word: str, how_long: str) -> None:
    useful = {"a visibility timeout": stage.longest_visibility(), "an hour": _HOUR}[how_long]
    _send(stage, word, intent, useful=useful)


@when(
    parsers.re(_NOTICE + ' of version "(?P<version>.+)" with a field that is new is sent one way')
)
def _(stage: Stage, intent: str, word: str, version: str) -> None:
    body = {**_body(stage, word), "feathers": 12}
    stage.puppet.send(_notices(stage), body, {**_stated(intent), "Version": version})


@when(parsers.re(_NOTICE + " is sent one way, and a second time with another MessageId"))
def _(stage: Stage, intent: str, word: str) -> None:
    first, second = _send(stage, word, intent), _send(stage, word, intent)
    assert first != second, "the target gave both messages the same MessageId"


@when(parsers.parse("{count:d} commands are sent one way"))
def _(stage: Stage, count: int) -> None:
    stage.notes["commands"] = [f"n-{number}" for number in range(1, count + 1)]
    for word in stage.notes["commands"]:
        _send(stage, word, "command")


@when(parsers.re("a message with (?P<trouble>.+) is sent one way"))
def _(stage: Stage, trouble: str) -> None:
    _send_trouble(stage, trouble)


@when(
    parsers.parse('a message with {trouble} is sent one way, under correlation id "{correlation}"')
)
def _(stage: Stage, trouble: str, correlation: str) -> None:
    _send_trouble(stage, trouble, CorrelationId=stage.key(correlation))


@when("the receiver of notices is away")
def _(stage: Stage) -> None:
    stage.longest_visibility()
    stage.stop(_ROLE)


@when("the receiver of notices comes back after that visibility timeout")
def _(stage: Stage) -> None:
    stage.pass_visibility(_notices(stage))
    stage.resume(_ROLE)


@when(parsers.parse("the receiver of notices comes back after {count:d} days"))
def _(stage: Stage, count: int) -> None:
    stage.pass_time(count * _DAY)
    stage.resume(_ROLE)


@then(parsers.re(r'notice "(?P<word>[^"]+)" is (?P<deed>done|noted|kept) once'))
def _(stage: Stage, word: str, deed: str) -> None:
    _has_once(stage, {word: deed})


@then(parsers.parse("each of the {count:d} commands is done once"))
def _(stage: Stage, count: int) -> None:
    _has_once(stage, dict.fromkeys(stage.notes["commands"], "done"))
    keys = stage.probe.effect_keys(stage.channel_of(_ROLE, "effects"))
    expect("number of commands done", expected=count, seen=len(keys))


@then(parsers.parse('notice "{word}" has no effect, and counts as expired'))
def _(stage: Stage, word: str) -> None:
    stage.until(
        lambda: expect_that(
            stage.key(word) in _expired(stage),
            "expired notices",
            expected=stage.key(word),
            seen=_expired(stage),
        )
    )
    stage.calm()
    expect(f"effects of {word}", expected=[], seen=stage.effects(_ROLE, word))
    # Whoever dies over it has it again when its visibility timeout is over.
    stage.until(
        lambda: expect("notices that are left", expected=0, seen=stage.probe.stock(_notices(stage)))
    )


@then("no other notice counts as expired")
def _(stage: Stage) -> None:
    expect("expired notices", expected={stage.key("n-1")}, seen=_expired(stage))


@then("no notice counts as expired")
def _(stage: Stage) -> None:
    expect("expired notices", expected=set(), seen=_expired(stage))


@then(parsers.parse("the message with {trouble} is set aside, with all its attributes"))
def _(stage: Stage, trouble: str) -> None:
    body, attributes = stage.notes["sent"]
    invalid = stage.channel_of(_ROLE, "invalid notices")

    def arrived() -> Message:
        messages = stage.puppet.take(invalid)
        expect_that(messages, "messages set aside", expected="one", seen=messages)
        return messages[0]

    aside = stage.until(arrived)
    dead = stage.probe.stock(stage.dead_letters_of(_notices(stage)))
    expect("dead letters", expected=0, seen=dead)
    kept = {name: aside.attributes.get(name) for name in attributes}
    expect("what was set aside", expected=(body, attributes), seen=(aside.body, kept))


@then("no notice is left, dead or set aside")
def _(stage: Stage) -> None:
    places = {
        "left": _notices(stage),
        "dead": stage.dead_letters_of(_notices(stage)),
        "set aside": stage.channel_of(_ROLE, "invalid notices"),
    }

    def none_lies() -> None:
        stocks = {where: stage.probe.stock(queue) for where, queue in places.items()}
        expect("notices that lie about", expected=dict.fromkeys(places, 0), seen=stocks)

    stage.until(none_lies)


@then(parsers.parse('notice "{word}" becomes a dead letter of the receiver of notices'))
def _(stage: Stage, word: str) -> None:
    dead = stage.dead_letters_of(_notices(stage))

    def buried() -> None:
        seen = {(letter.json or {}).get("id") for letter in stage.puppet.take(dead)}
        expect("dead letters", expected={stage.key(word)}, seen=seen)

    stage.until(buried)


def _notices(stage: Stage) -> Channel:
    return stage.channel_of(_ROLE, "notices")


def _body(stage: Stage, word: str) -> dict[str, Any]:
    return {"id": stage.key(word), "content": ride(stage, word)}


def _stated(intent: str) -> dict[str, Value]:
    stated = dict(zip(("Intent", "Type"), _STATED[intent], strict=True))
    return {**stated, "Version": "1.0"}


def _send(stage: Stage, word: str, intent: str, useful: float | None = None) -> str:
    """Send a notice that is of use for so many seconds, or always; give its MessageId."""
    stated = _stated(intent)
    if useful is not None:
        stated["ExpiresAt"] = int(stage.target.clock.now() + useful)
    return stage.puppet.send(_notices(stage), _body(stage, word), stated)


def _send_trouble(stage: Stage, trouble: str, **more: str) -> None:
    wrong, text = _TROUBLES[trouble]
    stated = {**_stated("command"), **wrong, **more}
    attributes = {name: value for name, value in stated.items() if value is not None}
    body = text or json.dumps({"id": stage.key("n-9"), "content": {}})
    stage.notes["sent"] = (body, attributes)
    stage.puppet.send(_notices(stage), body, attributes, misfit=True)


def _expired(stage: Stage) -> set[str]:
    taken = stage.puppet.take(stage.channel_of(_ROLE, "expired notices"))
    return {str((message.json or {}).get("id")) for message in taken}


def _has_once(stage: Stage, deeds: Mapping[str, str]) -> None:
    wanted = {word: [deed] for word, deed in deeds.items()}

    def seen() -> Mapping[str, list[str]]:
        return {word: stage.effects(_ROLE, word) for word in deeds}

    def all_had() -> None:
        missing = [word for word, effects in seen().items() if not effects]
        expect("notices that had no effect", expected=[], seen=missing)

    stage.until(all_had)
    stage.calm()
    expect("effects of each notice", expected=wanted, seen=seen())
