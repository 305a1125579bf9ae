"""Sentences about the operator of a dead-letter queue, who is the one under test here."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, Value
from pattern_tck.stage import Stage
from pattern_tck.steps.dead_letter_queue import watched
from pattern_tck.steps.rides import empty, numbered, ride, words

_NOTHING: Sequence[str] = ()


@given(parsers.re(r'an operator with the dead letters "(?P<listed>[^"]+)"'))
def _(stage: Stage, listed: str) -> None:
    _cast(stage)
    _die(stage, words(listed))


@given(
    parsers.re(
        r'an operator with the dead letters "(?P<listed>[^"]+)",'
        r" redriven (?P<most>\d+) times at most"
    )
)
def _(stage: Stage, listed: str, most: str) -> None:
    _cast(stage, most=int(most))
    _die(stage, words(listed))


@given(parsers.parse('an operator with {count:d} instances and the dead letters "{listed}"'))
def _(stage: Stage, count: int, listed: str) -> None:
    _cast(stage, instances=count)
    _die(stage, words(listed))


@given(parsers.parse("an operator with {count:d} dead letters"))
def _(stage: Stage, count: int) -> None:
    _cast(stage)
    _die(stage, numbered(count))


@given("an operator without dead letters")
def _(stage: Stage) -> None:
    _cast(stage)


@given("an operator with the dead letter this is no JSON")
def _(stage: Stage) -> None:
    _cast(stage)
    stage.notes["letter"] = stage.puppet.send(_letters(stage), "this is no JSON")


@given(parsers.parse("an operator with a dead letter that has {count:d} attributes"))
def _(stage: Stage, count: int) -> None:
    _cast(stage)
    many = {f"Header{number}": f"value {number}" for number in range(count)}
    stage.notes["headers"] = many
    stage.puppet.send(_letters(stage), ride(stage, "r-1"), many)


@given(parsers.parse("the operator's tool dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.faults.crash("operator", moment, after=side == "after")


@given("the operator's tool is slow before its send")
def _(stage: Stage) -> None:
    stage.faults.slow("operator", "send")


@given(parsers.parse("the source refuses {count:d} letters of the operator"))
def _(stage: Stage, count: int) -> None:
    stage.faults.refuse("operator", "send", times=count)


@given("the source refuses all letters of the operator")
def _(stage: Stage) -> None:
    stage.faults.refuse("operator", "send", times=float("inf"))


@when("the operator is ordered to look")
def _(stage: Stage) -> None:
    _order(stage, redrive=[])


@when("the operator is ordered to redrive all")
def _(stage: Stage) -> None:
    _order(stage, redrive="all")


@when(parsers.parse("the operator is ordered to redrive all, {count:d} letter a second"))
def _(stage: Stage, count: int) -> None:
    _order(stage, redrive="all", a_second=count)


@when(parsers.parse('the operator is ordered to redrive "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    _order(stage, redrive=[stage.key(word) for word in words(listed)])


@when("the operator redrives all, and all of it dies again")
def _(stage: Stage) -> None:
    _order(stage, redrive="all")
    _reported(stage)
    back = {message.body: message.attributes for message in _arrived(stage)}
    for body, attributes in back.items():
        stage.puppet.send(_letters(stage), body, attributes)


@when(parsers.parse('ride "{word}" becomes a dead letter, too'))
def _(stage: Stage, word: str) -> None:
    _die(stage, [word])


@when("the same order comes again")
def _(stage: Stage) -> None:
    stage.puppet.send(stage.channel("triggers"), stage.notes["order"])


@when(parsers.parse("the operator is given {text}"))
def _(stage: Stage, text: str) -> None:
    stage.notes["order"] = text
    stage.puppet.send(stage.channel("triggers"), text, misfit=True)


@then(parsers.parse("the operator reports redriven {redriven}, parked {parked}, left {left}"))
def _(stage: Stage, redriven: str, parked: str, left: str) -> None:
    told = {"redriven": redriven, "parked": parked, "left": left}
    wanted = {what: _keys(stage, re.findall(r"r-\d+", listed)) for what, listed in told.items()}
    expect("report of the operator", expected=wanted, seen=_reported(stage))


@then(parsers.parse("the operator reports all {count:d} dead letters as left"))
def _(stage: Stage, count: int) -> None:
    wanted = _keys(stage, numbered(count))
    expect("dead letters in the report", expected=wanted, seen=_reported(stage)["left"])


@then("the operator reports the MessageId of the dead letter as left")
def _(stage: Stage) -> None:
    wanted = [stage.notes["letter"]]
    expect("dead letters in the report", expected=wanted, seen=_reported(stage)["left"])


@then(parsers.parse('the dead letters "{listed}" can be seen by anybody'))
def _(stage: Stage, listed: str) -> None:
    stage.until(lambda: _can_be_seen(stage, words(listed)))


@then(parsers.parse('the dead letters "{listed}" can be seen by anybody at once'))
def _(stage: Stage, listed: str) -> None:
    stage.turn()
    _can_be_seen(stage, words(listed))


@then("the source of the dead letters has nothing")
def _(stage: Stage) -> None:
    _has_at_source(stage, _NOTHING)


@then(parsers.parse('the source of the dead letters has "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    _has_at_source(stage, words(listed))


@then(parsers.parse("the source of the dead letters had no more than {count:d} letter a second"))
def _(stage: Stage, count: int) -> None:
    sent = sorted(int(message.system["SentTimestamp"]) for message in _arrived(stage))
    apart = [later - earlier for earlier, later in itertools.pairwise(sent)]
    # Two clocks round to a millisecond.
    slow = all(milliseconds >= 1000 / count - 2 for milliseconds in apart)
    expect_that(slow, "milliseconds between letters", expected=f">= {1000 / count}", seen=apart)


@then(parsers.parse('ride "{word}" is back at the source with its body and its attributes'))
def _(stage: Stage, word: str) -> None:
    (message,) = stage.until(lambda: _some(_arrived(stage)))[:1]
    _is_as_it_was(stage, word, message)


@then(
    parsers.parse(
        'ride "{word}" is parked with its body and its attributes, redriven {count:d} times'
    )
)
def _(stage: Stage, word: str, count: int) -> None:
    parked = stage.channel("parked of operator")
    (message,) = stage.until(lambda: _some(stage.puppet.take(parked)))[:1]
    _is_as_it_was(stage, word, message)
    expect("redrives", expected=count, seen=message.attributes.get("Redrives"))


@then(parsers.parse("the dead letter is parked with its {count:d} attributes"))
def _(stage: Stage, count: int) -> None:
    parked = stage.channel("parked of operator")
    (message,) = stage.until(lambda: _some(stage.puppet.take(parked)))[:1]
    expect("attributes", expected=stage.notes["headers"], seen=dict(message.attributes))
    expect("number of attributes", expected=count, seen=len(message.attributes))


@then("an alarm watches what the operator has parked")
def _(stage: Stage) -> None:
    watched(stage, stage.channel("parked of operator"))


@then("no order is left to the operator")
def _(stage: Stage) -> None:
    empty(stage, stage.channel("triggers"))


@then("the operator sets the order aside")
def _(stage: Stage) -> None:
    aside = stage.channel("invalid orders of operator")

    def there() -> None:
        bodies = {message.body for message in stage.puppet.take(aside)}
        expect("orders that were set aside", expected={stage.notes["order"]}, seen=bodies)

    stage.until(there)
    empty(stage, stage.channel("triggers"))


def _cast(stage: Stage, *, instances: int = 1, most: int = 3) -> None:
    stage.ask_for(MAX_REDRIVES=most)
    letters = stage.puppet.queue("dead letters")
    policy = {"deadLetterTargetArn": stage.probe.arn(letters), "maxReceiveCount": 4}
    stage.puppet.queue("source", RedrivePolicy=json.dumps(policy))
    stage.cast("operator", instances=instances)


def _die(stage: Stage, rides: Sequence[str]) -> None:
    for word in rides:
        stage.puppet.send(_letters(stage), ride(stage, word), _headers(stage))


def _headers(stage: Stage) -> Mapping[str, Value]:
    return {"CorrelationId": stage.key("c-1"), "Weight": 7, "Seal": b"\x00\x01"}


def _order(stage: Stage, **asked: object) -> None:
    number = stage.notes["orders"] = stage.notes.get("orders", 0) + 1
    order = stage.notes["order"] = {"id": stage.key(f"o-{number}"), **asked}
    stage.puppet.send(stage.channel("triggers"), order)


def _reported(stage: Stage) -> dict[str, list[str]]:
    """Wait for the report about the last order; there is one, however often the order came."""

    def there() -> dict[str, list[str]]:
        seen = stage.effects("operator", f"o-{stage.notes['orders']}")
        expect("number of reports", expected=1, seen=len(seen))
        told: dict[str, list[str]] = json.loads(seen[0])
        return told

    return stage.until(there)


def _letters(stage: Stage) -> Channel:
    return stage.channel("dead letters")


def _can_be_seen(stage: Stage, rides: Sequence[str]) -> None:
    found = stage.puppet.receive(_letters(stage), VisibilityTimeout=0)
    visible = sorted({json.loads(letter["Body"])["id"] for letter in found})
    expect("dead letters that can be seen", expected=_keys(stage, rides), seen=visible)


def _arrived(stage: Stage) -> list[Message]:
    """Give what has come to the source since the last look; what was there, is taken."""
    taken = stage.puppet.take(stage.channel("source"))
    before = stage.notes.get("known", 0)
    stage.notes["known"] = len(taken)
    return taken[before:]


def _has_at_source(stage: Stage, rides: Sequence[str]) -> None:
    wanted = _keys(stage, rides)
    found: set[str] = set()

    def there() -> None:
        found.update((message.json or {}).get("id", "?") for message in _arrived(stage))
        expect("rides at the source", expected=wanted, seen=sorted(found))

    stage.until(there)
    stage.calm()
    there()


def _is_as_it_was(stage: Stage, word: str, message: Message) -> None:
    expect("body", expected=ride(stage, word), seen=message.json)
    attributes: dict[str, Any] = dict(message.attributes)
    attributes.pop("Redrives", None)
    expect("attributes", expected=dict(_headers(stage)), seen=attributes)


def _some(messages: list[Message]) -> list[Message]:
    expect_that(messages, "messages", expected="at least one", seen=messages)
    return messages


def _keys(stage: Stage, rides: Sequence[str]) -> list[str]:
    return sorted(stage.key(word) for word in rides)
