"""Sentences of commands and events, about an observer that keeps its own picture of the rides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect
from pattern_tck.messages import Value
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import words
from pattern_tck.tap import Call, Proceed

_ROLE = "ride-observer"


@given("a ride observer")
def _(stage: Stage) -> None:
    stage.cast(_ROLE)


@given("2 instances of the ride observer, of which one is slow before its effect")
def _(stage: Stage) -> None:
    stage.cast(_ROLE, instances=2)

    def one(call: Call, proceed: Proceed) -> Any:
        return proceed({**call.parameters, "MaxNumberOfMessages": 1})

    stage.faults.at(_ROLE, "receive", one, "gets one event at a time", times=float("inf"))
    stage.faults.slow(_ROLE, "effect")


@given(parsers.parse("a ride observer that is killed {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.cast(_ROLE)
    stage.faults.crash(_ROLE, moment, after=side == "after")


@given(parsers.parse('a ride observer who cannot keep ride "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.cast(_ROLE)
    stage.faults.refuse(_ROLE, "effect", times=float("inf"), about=stage.key(word))


@when(parsers.parse('the events of ride "{word}" are told in the order "{order}"'))
def _(stage: Stage, word: str, order: str) -> None:
    for number in words(order):
        _tell(stage, _event(stage, word, int(number)), _stated(int(number)))
        stage.turn()


@when(
    parsers.parse(
        'the events of ride "{word}" are told in the order "{order}", while nobody is there'
    )
)
def _(stage: Stage, word: str, order: str) -> None:
    stage.stop(_ROLE)
    for number in words(order):
        _tell(stage, _event(stage, word, int(number)), _stated(int(number)))
    stage.resume(_ROLE)


@when("the ride observer is away")
def _(stage: Stage) -> None:
    stage.stop(_ROLE)


@when("the ride observer is started anew")
def _(stage: Stage) -> None:
    stage.application(_ROLE).instances[0].crash()
    stage.resume(_ROLE)


@when(parsers.parse('an event of ride "{word}" is told with {something_new}'))
def _(stage: Stage, word: str, something_new: str) -> None:
    event, stated = _event(stage, word, 1), _stated(1)
    changed = {
        "a field more": ({**event, "unicorn": {"name": "Shadowfax"}}, stated),
        "a newer minor version": ({**event, "tip": 3}, {**stated, "Version": "1.12"}),
        "an attribute more": (event, {**stated, "Region": "Berlin", "Weight": 7}),
        "its fields rearranged": (dict(reversed(event.items())), stated),
    }
    _tell(stage, *changed[something_new])


@when(parsers.parse('an event "{kind}" of ride "{word}" is told'))
def _(stage: Stage, kind: str, word: str) -> None:
    event = {**_event(stage, word, 1), "type": kind}
    _tell(stage, event, {**_stated(1), "Type": kind}, misfit=True)


@when(parsers.parse("{something} is told on the topic of ride events"))
def _(stage: Stage, something: str) -> None:
    event, stated = _event(stage, "r-1", 1), _stated(1)
    without_ride = {name: value for name, value in event.items() if name != "ride"}
    told: Mapping[str, tuple[object, Mapping[str, Value]]] = {
        "a text that is no JSON": ("this is no JSON", stated),
        "a fact without a ride": (without_ride, stated),
        "a fact of a new major version": (event, {**stated, "Version": "2.0"}),
    }
    _tell(stage, *told[something], misfit=True)


@then(parsers.parse('the observer knows ride "{word}" by event {number:d}'))
def _(stage: Stage, word: str, number: int) -> None:
    def known() -> None:
        seen = stage.effects(_ROLE, word)
        expect(f"what is known of ride {word}", expected=[str(_fare(number))], seen=seen)

    stage.until(known)
    stage.calm()
    known()


@then(parsers.parse('the observer knows nothing of ride "{word}"'))
def _(stage: Stage, word: str) -> None:
    _knows_nothing(stage, word)


@then("no event of the observer is left or dead")
def _(stage: Stage) -> None:
    places = {"left": _inbox(stage), "dead": stage.dead_letters_of(_inbox(stage))}

    def none_lies() -> None:
        stocks = {where: stage.probe.stock(queue) for where, queue in places.items()}
        expect("events that lie about", expected=dict.fromkeys(places, 0), seen=stocks)

    stage.until(none_lies)


@then(parsers.parse('the event of ride "{word}" becomes a dead letter of the observer'))
def _(stage: Stage, word: str) -> None:
    letters = stage.dead_letters_of(_inbox(stage))

    def buried() -> None:
        bodies = [letter.body for letter in stage.puppet.take(letters)]
        ours = [stage.key(word) in body for body in bodies]
        expect("dead letters about the ride, and whether there are others", expected=True,
               seen=bool(ours) and all(ours))  # fmt: skip

    stage.until(buried)


@then(parsers.parse('the observer sets aside {something}, and knows nothing of ride "{word}"'))
def _(stage: Stage, something: str, word: str) -> None:
    aside = stage.channel_of(_ROLE, "invalid events")

    def arrived() -> None:
        taken = {message.body for message in stage.puppet.take(aside)}
        expect(f"times that {something} was set aside", expected=1, seen=len(taken))

    stage.until(arrived)
    _knows_nothing(stage, word)


def _inbox(stage: Stage) -> Channel:
    return stage.channel_of(_ROLE, "observed events")


def _fare(number: int) -> float:
    return 10.5 * number


def _event(stage: Stage, word: str, number: int) -> dict[str, Any]:
    """Give the event of a ride by its number: the completion, then corrections of the fare."""
    return {
        "id": stage.key(f"e-{word}-{number}"),
        "type": "RideCompleted" if number == 1 else "FareCorrected",
        "ride": stage.key(word),
        "fare": _fare(number),
        "version": number,
    }


def _stated(number: int) -> dict[str, Value]:
    kind = "RideCompleted" if number == 1 else "FareCorrected"
    return {"Intent": "event", "Type": kind, "Version": "1.0"}


def _tell(
    stage: Stage, event: object, stated: Mapping[str, Value], *, misfit: bool = False
) -> None:
    stage.puppet.publish(stage.channel("ride events"), event, stated, misfit=misfit)


def _knows_nothing(stage: Stage, word: str) -> None:
    expect(f"what is known of ride {word}", expected=[], seen=stage.effects(_ROLE, word))
