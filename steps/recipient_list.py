"""Sentences of the recipient list: rules, rides to distribute, and who has got what."""

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
from pattern_tck.steps.redriving import redriven
from pattern_tck.steps.rides import empty, ride, words
from pattern_tck.tap import Call, Proceed

_ROLE = "recipient-lister"

#: The rules of Wild Rydes: service -> what its rides have.
_SERVICES: Mapping[str, Mapping[str, Any]] = {
    "accounting": {},
    "extraordinary-rides": {"fare": {"least": 50}, "distance": {"least": 20}},
    "berlin-office": {"from": {"is": "Berlin"}},
}

#: What no list can be computed from.
_UNREADABLE: Mapping[str, str] = {
    "what is no JSON": "this is no JSON",
    "a list of rides": '[{"id": "r-9"}]',
    "a ride without id": '{"from": "Berlin", "fare": 20}',
}


@given("the services accounting, extraordinary-rides and berlin-office have rules of their own")
def _(stage: Stage) -> None:
    for service, conditions in _SERVICES.items():
        _rule(stage, service, conditions)


@given(parsers.re('recipients? "(?P<listed>[^"]+)" of every ride'))
def _(stage: Stage, listed: str) -> None:
    for recipient in words(listed):
        _rule(stage, recipient, {})


@given(parsers.parse('recipient "{recipient}" of rides for {fare:d} and more'))
def _(stage: Stage, recipient: str, fare: int) -> None:
    _rule(stage, recipient, {"fare": {"least": fare}}, name=f"{recipient} for {fare}")


@given("a recipient lister")
def _(stage: Stage) -> None:
    stage.cast(_ROLE)


@given("2 instances of the recipient lister, of which one is slow before its copy")
def _(stage: Stage) -> None:
    stage.cast(_ROLE, instances=2)
    stage.faults.slow(_ROLE, "copy")


@given(parsers.parse('a recipient lister that is killed {side:w} its copy for "{recipient}"'))
def _(stage: Stage, side: str, recipient: str) -> None:
    stage.cast(_ROLE)
    stage.faults.crash(_ROLE, "copy", after=side == "after", about=_queue(stage, recipient).address)


@given("a recipient lister that is killed before its acknowledgement")
def _(stage: Stage) -> None:
    stage.cast(_ROLE)
    stage.faults.crash(_ROLE, "acknowledgement")


@given(
    parsers.parse('a recipient lister that is refused its copy for "{recipient}" {count:d} times')
)
def _(stage: Stage, recipient: str, count: int) -> None:
    stage.cast(_ROLE)
    stage.faults.refuse(_ROLE, "copy", times=count, about=_queue(stage, recipient).address)


@given(parsers.parse('a recipient lister that is refused its copy for "{recipient}" for good'))
def _(stage: Stage, recipient: str) -> None:
    stage.cast(_ROLE)
    about = _queue(stage, recipient).address
    stage.notes["trouble"] = stage.faults.refuse(_ROLE, "copy", times=float("inf"), about=about)


@given(parsers.parse("a recipient lister that is refused {count:d} of its copies"))
def _(stage: Stage, count: int) -> None:
    stage.cast(_ROLE)
    stage.faults.refuse(_ROLE, "copy", times=count)


@given("a recipient lister one of whose copies is not stored")
def _(stage: Stage) -> None:
    stage.cast(_ROLE)
    _not_stored(stage, faults.fail_first_entry, "has one copy not stored", times=1)


@given(parsers.parse('a recipient lister that is refused every copy of ride "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.cast(_ROLE)
    about = stage.key(word)
    act = faults.fail_entries(about)
    _not_stored(stage, act, f"is refused {word}", times=float("inf"), about=about)


@given(parsers.parse('a recipient lister to whom the queue delivers ride "{word}" once more'))
def _(stage: Stage, word: str) -> None:
    stage.cast(_ROLE)
    again = faults.Redeliver(stage.key(word))
    stage.faults.at(_ROLE, "receive", again, "gets a ride twice", times=2, at_least=2)


@when(parsers.parse("a ride from {town} for {fare:g} over {distance:g} is to be distributed"))
def _(stage: Stage, town: str, fare: float, distance: float) -> None:
    _distribute(stage, "r-1", fare=fare, distance=distance, **{"from": town})


@when(parsers.parse('ride "{word}" is to be distributed'))
def _(stage: Stage, word: str) -> None:
    _distribute(stage, word)


@when(parsers.parse('ride "{word}" is to be distributed, and is'))
def _(stage: Stage, word: str) -> None:
    _distribute(stage, word)
    empty(stage, _rides(stage))


@when(parsers.parse('ride "{word}" is to be distributed, and the first attempt ends'))
def _(stage: Stage, word: str) -> None:
    _distribute(stage, word)
    queue = _rides(stage)
    stage.until(lambda: expect("rides not begun", expected=0, seen=stage.probe.depth(queue)))


@when(parsers.parse('ride "{word}" for {fare:d} is to be distributed'))
def _(stage: Stage, word: str, fare: int) -> None:
    _distribute(stage, word, fare=fare)


@when(parsers.parse('rides "{listed}" for {fare:d} are to be distributed'))
def _(stage: Stage, listed: str, fare: int) -> None:
    _together(stage, dict.fromkeys(words(listed), fare))


@when(parsers.parse('rides "{listed}" for {fare:d} come with ride "{word}" for {other:d}'))
def _(stage: Stage, listed: str, fare: int, word: str, other: int) -> None:
    _together(stage, {**dict.fromkeys(words(listed), fare), word: other})


@when(parsers.parse('ride "{word}" is to be distributed, with attributes of all kinds'))
def _(stage: Stage, word: str) -> None:
    _send(stage, ride(stage, word), {"fare": 256.5, "from": "Berlin", "seal": b"\x00\xff"})


@when(parsers.parse('ride "{word}" is to be distributed under correlation id "{correlation}"'))
def _(stage: Stage, word: str, correlation: str) -> None:
    _send(stage, ride(stage, word), {"CorrelationId": stage.key(correlation)})


@when(parsers.parse("{something} comes in among the rides"))
def _(stage: Stage, something: str) -> None:
    stage.puppet.send(_rides(stage), _UNREADABLE[something], misfit=True)


@when(parsers.parse('the rules have "{joining}" in the place of "{leaving}"'))
def _(stage: Stage, joining: str, leaving: str) -> None:
    _remove_rule(stage, leaving)
    _rule(stage, joining, {})


@when(parsers.parse('a rule has recipient "{recipient}" join'))
def _(stage: Stage, recipient: str) -> None:
    _rule(stage, recipient, {})


@when(parsers.parse('the rule of recipient "{recipient}" is removed'))
def _(stage: Stage, recipient: str) -> None:
    _remove_rule(stage, recipient)


@when(
    parsers.parse(
        'the queue of "{recipient}" accepts again, and the dead letters of the lister are redriven'
    )
)
def _(stage: Stage, recipient: str) -> None:
    stage.notes["trouble"].times = 0
    redriven(stage, _rides(stage))


@then(parsers.parse("it is distributed to {listed}, and to nobody else"))
def _(stage: Stage, listed: str) -> None:
    key = stage.key("r-1")
    wanted = {service: {key} if service in words(listed) else set() for service in _SERVICES}
    _have(stage, wanted)
    unclaimed = stage.probe.stock(stage.channel_of(_ROLE, "unclaimed rides"))
    expect("rides unclaimed", expected=0, seen=unclaimed)


@then(parsers.parse('recipient "{recipient}" has rides "{listed}"'))
def _(stage: Stage, recipient: str, listed: str) -> None:
    _have(stage, {recipient: {stage.key(word) for word in words(listed)}})


@then(parsers.parse('recipient "{recipient}" has no ride'))
def _(stage: Stage, recipient: str) -> None:
    stage.calm()
    expect(f"rides of {recipient}", expected=set(), seen=_ids(stage, _queue(stage, recipient)))


@then(parsers.parse('each of recipients "{listed}" has ride "{word}" as it came'))
def _(stage: Stage, listed: str, word: str) -> None:
    for recipient in words(listed):
        _as_it_came(stage, _queue(stage, recipient), word)


@then(parsers.parse('ride "{word}" is unclaimed, as it came'))
def _(stage: Stage, word: str) -> None:
    _as_it_came(stage, stage.channel_of(_ROLE, "unclaimed rides"), word)


@then(parsers.parse('ride "{word}" is distributed, with one copy for each of "{listed}"'))
def _(stage: Stage, word: str, listed: str) -> None:
    key = stage.key(word)
    _have(stage, {recipient: {key} for recipient in words(listed)})
    copies = _copies(stage, words(listed))
    expect(f"copies of {word}", expected=dict.fromkeys(words(listed), 1), seen=copies)


@then(parsers.parse('of ride "{word}" there is at most one copy too many'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    copies = _copies(stage, stage.notes["recipients"])
    expect_that(
        sum(copies.values()) <= len(copies) + 1,
        f"copies of {word}",
        expected=f"at most {len(copies) + 1}",
        seen=copies,
    )


@then("no ride is left to distribute")
def _(stage: Stage) -> None:
    empty(stage, _rides(stage))
    dead = stage.probe.stock(stage.dead_letters_of(_rides(stage)))
    expect("dead letters", expected=0, seen=dead)


@then(parsers.parse('ride "{word}" becomes a dead letter of the lister'))
def _(stage: Stage, word: str) -> None:
    letters = stage.dead_letters_of(_rides(stage))
    stage.until(lambda: expect("dead letters", expected=1, seen=stage.probe.stock(letters)))
    seen = {letter["Body"] for letter in stage.puppet.receive(letters, VisibilityTimeout=0)}
    expect_that(
        all(stage.key(word) in body for body in seen), "dead letters", expected=word, seen=seen
    )


@then(
    parsers.parse(
        'the lister sets {something} aside, and recipients "{listed}" have only ride "{word}"'
    )
)
def _(stage: Stage, something: str, listed: str, word: str) -> None:
    aside = stage.channel_of(_ROLE, "unreadable rides")

    def set_aside() -> None:
        seen = {message.body for message in stage.puppet.take(aside)}
        expect("what is set aside", expected={_UNREADABLE[something]}, seen=seen)

    stage.until(set_aside)
    _have(stage, {recipient: {stage.key(word)} for recipient in words(listed)})


def _rides(stage: Stage) -> Channel:
    return stage.channel_of(_ROLE, "rides to distribute")


def _queue(stage: Stage, recipient: str) -> Channel:
    """Give the queue of a recipient; it is there from the first time that it is asked for."""
    known = stage.notes.setdefault("recipients", [])
    if recipient not in known:
        known.append(recipient)
    return stage.puppet.make(f"queue of {recipient}", "queue")


def _rule(
    stage: Stage, recipient: str, conditions: Mapping[str, Any], name: str | None = None
) -> None:
    item = {
        "pk": name or recipient,
        "queue": _queue(stage, recipient).address,
        "when": json.dumps(conditions),
    }
    stage.puppet.client("dynamodb").put_item(
        TableName=stage.puppet.make("rules", "table").address,
        Item={field: {"S": value} for field, value in item.items()},
    )


def _remove_rule(stage: Stage, recipient: str) -> None:
    stage.puppet.client("dynamodb").delete_item(
        TableName=stage.channel("rules").address, Key={"pk": {"S": recipient}}
    )


def _send(stage: Stage, body: Mapping[str, Any], attributes: Mapping[str, Value]) -> None:
    stage.notes[body["id"]] = (body, attributes)
    stage.puppet.send(_rides(stage), body, attributes)


def _distribute(stage: Stage, word: str, **more: object) -> None:
    _send(stage, ride(stage, word, **more), {"fare": 256.5, "source": "front end"})


def _together(stage: Stage, fares: Mapping[str, int]) -> None:
    stage.stop(_ROLE)
    for word, fare in fares.items():
        _distribute(stage, word, fare=fare)
    stage.resume(_ROLE)


def _not_stored(stage: Stage, act: faults.Act, how: str, *, times: float, about: str = "") -> None:
    """Have a copy be refused, alone or within a batch that succeeds otherwise."""
    refused = faults.refuse("InternalError", "try again")

    def fail(call: Call, proceed: Proceed) -> Any:
        return (act if "Entries" in call.parameters else refused)(call, proceed)

    stage.faults.at(_ROLE, "copy", fail, how, times=times, about=about)


def _taken(stage: Stage, queue: Channel) -> list[Message]:
    return stage.puppet.take(queue)


def _ids(stage: Stage, queue: Channel) -> set[str]:
    return {str((message.json or {}).get("id")) for message in _taken(stage, queue)}


def _copies(stage: Stage, recipients: list[str]) -> dict[str, int]:
    return {one: len(_taken(stage, _queue(stage, one))) for one in recipients}


def _have(stage: Stage, wanted: Mapping[str, set[str]]) -> None:
    """See that recipients get rides, and no others."""

    def all_have() -> None:
        seen = {recipient: _ids(stage, _queue(stage, recipient)) for recipient in wanted}
        expect("rides of each recipient", expected=dict(wanted), seen=seen)

    stage.until(all_have)
    stage.calm()
    all_have()


def _as_it_came(stage: Stage, queue: Channel, word: str) -> None:
    """See that a queue gets a ride, whose every copy has the body and attributes that were sent."""
    body, attributes = stage.notes[stage.key(word)]

    def unchanged() -> None:
        seen = [(copy.body, dict(copy.attributes)) for copy in _taken(stage, queue)]
        expect_that(seen, f"copies of {word} on {queue.name}", expected="one", seen=seen)
        for copy in seen:
            expect(f"{word} on {queue.name}", expected=(json.dumps(body), attributes), seen=copy)

    stage.until(unchanged)
