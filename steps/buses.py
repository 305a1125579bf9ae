"""Sentences about what an event bus owes: rules, targets, entries, changes."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterable
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import words

_BUS = "the bus"
#: Patterns by what a rule is for; every event has a source that begins with nothing.
PATTERNS = {
    "rides": '{"detail-type": ["ride"]}',
    "tips": '{"detail-type": ["tip"]}',
    "everything": '{"source": [{"prefix": ""}]}',
}
_FLAWS: dict[str, dict[str, str | None]] = {
    "no source": {"Source": None},
    "no type": {"DetailType": None},
    "no detail": {"Detail": None},
    "a detail that is a text": {"Detail": '"r-2"'},
    "a detail that is a list": {"Detail": '[{"id": "r-2"}]'},
    "a detail that is broken": {"Detail": '{"id": "r-2"'},
}


@given("a bus without rules")
def _(stage: Stage) -> None:
    bus_of(stage)


@given(parsers.parse("a rule for {what:w}"))
def _(stage: Stage, what: str) -> None:
    rule(stage, PATTERNS[what], [])


@given(parsers.parse('a rule for {what:w} with the targets "{listed}"'))
def _(stage: Stage, what: str, listed: str) -> None:
    rule(stage, PATTERNS[what], words(listed))


@given(parsers.parse('a rule of the bus "{bus}" for {what:w} with the targets "{listed}"'))
def _(stage: Stage, bus: str, what: str, listed: str) -> None:
    rule(stage, PATTERNS[what], words(listed), bus)


@given(parsers.parse('the buses "{listed}", each of which hands rides on to the next'))
def _(stage: Stage, listed: str) -> None:
    buses = [stage.puppet.make(name, "bus") for name in words(listed)]
    for one, other in itertools.pairwise(buses):
        made = rule(stage, PATTERNS["rides"], [], one.name)
        stage.buses.forward(made, other)


@when(parsers.parse("the rule is changed to {what:w}"))
def _(stage: Stage, what: str) -> None:
    stage.buses.change_rule(last_rule(stage), PATTERNS[what])


@when("the rule is switched off")
def _(stage: Stage) -> None:
    stage.buses.disable(last_rule(stage))


@when(parsers.parse('the {kind:w} "{word:S}" is put on the bus'))
def _(stage: Stage, kind: str, word: str) -> None:
    put(stage, _about(stage, word, kind))


@when(parsers.parse('the {kind:w} "{word:S}" is put on the bus "{bus}"'))
def _(stage: Stage, kind: str, word: str, bus: str) -> None:
    put(stage, _about(stage, word, kind), bus=bus)


@when(parsers.parse('the {kind:w} "{word:S}" of {time:S} is put on the bus'))
def _(stage: Stage, kind: str, word: str, time: str) -> None:
    put(stage, {**_about(stage, word, kind), "Time": dt.datetime.fromisoformat(time)})


@when(parsers.parse('the rides "{listed}" are put in one call, the second with {flaw}'))
def _(stage: Stage, listed: str, flaw: str) -> None:
    entries = [_about(stage, word) for word in words(listed)]
    spoilt = {**entries[1], **_FLAWS[flaw]}
    entries[1] = {name: value for name, value in spoilt.items() if value is not None}
    put(stage, *entries)


@when(parsers.parse("{count:d} rides are put in one call"))
def _(stage: Stage, count: int) -> None:
    put(stage, *_rides(stage, count))


@then(parsers.parse("putting {count:d} rides in one call is refused"))
def _(stage: Stage, count: int) -> None:
    code = stage.puppet.refusal(lambda: put(stage, *_rides(stage, count)))
    expect("answer to the call", expected="ValidationException", seen=code)


@then("the bus has accepted the event")
def _(stage: Stage) -> None:
    (result,) = stage.notes["results"]
    expect_that(result.get("EventId"), "result", expected="an EventId", seen=result)


@then(parsers.parse("of the {count:d} results only the second is an error"))
def _(stage: Stage, count: int) -> None:
    results = stage.notes["results"]
    expected = ["ErrorCode" if number == 1 else "EventId" for number in range(count)]
    seen = [_which(result, ("ErrorCode", "EventId")) for result in results]
    expect("results", expected=expected, seen=seen)


@then(
    parsers.parse(
        'the results have the ids of the events that "{called}" has, in the order of the entries'
    )
)
def _(stage: Stage, called: str) -> None:
    ids = [result.get("EventId") for result in stage.notes["results"]]
    has_events(stage, called, [f"r-{number}" for number in range(len(ids))])
    found = {event["detail"]["id"]: event["id"] for event in events_of(stage, called)}
    seen = [found[stage.key(f"r-{number}")] for number in range(len(ids))]
    expect("ids of the events", expected=ids, seen=seen)


@then(parsers.parse('each of the targets "{listed}" has the events "{sent}"'))
def _(stage: Stage, listed: str, sent: str) -> None:
    for called in words(listed):
        has_events(stage, called, words(sent))
    stage.linger()
    for called in words(listed):
        has_events(stage, called, words(sent))


@then(parsers.parse('each of the targets "{listed}" has no event'))
def _(stage: Stage, listed: str) -> None:
    stage.linger()
    for called in words(listed):
        expect(f"events of {called}", expected=[], seen=_keys(stage, called))


@then("they have ids of their own")
def _(stage: Stage) -> None:
    ids = [event["id"] for event in events_of(stage, "one")]
    expect_that(len(ids) == len(set(ids)), "ids", expected="one each", seen=ids)


@then(parsers.parse('the event of "{called}" has the time of the call'))
def _(stage: Stage, called: str) -> None:
    seen = _only(stage, called)["time"]
    apart = dt.datetime.fromisoformat(seen).timestamp() - stage.notes["put at"]
    expect_that(abs(apart) < _SOON, "time", expected=f"within {_SOON} s of the call", seen=seen)


@then(parsers.parse('the event of "{called}" has the time {time:S}'))
def _(stage: Stage, called: str, time: str) -> None:
    expect("time", expected=time, seen=_only(stage, called)["time"])


@then(parsers.parse('"{one}" and "{two}" have the same event'))
def _(stage: Stage, one: str, two: str) -> None:
    first, second = (
        {name: _only(stage, called)[name] for name in ("source", "detail-type", "detail")}
        for called in (one, two)
    )
    expect(f"event of {two}", expected=first, seen=second)


@then(parsers.parse('before long the target "{called}" has rides, and no tips'))
def _(stage: Stage, called: str) -> None:
    stage.until(lambda: expect("what comes", expected=["ride"], seen=_round(stage, called)))


@then(parsers.parse('before long the target "{called}" gets no rides'))
def _(stage: Stage, called: str) -> None:
    stage.until(lambda: expect("what comes", expected=[], seen=_round(stage, called)))


#: Clocks of two machines may be apart by so much, in seconds.
_SOON = 120


def bus_of(stage: Stage) -> Channel:
    """Give the bus of the scenario, which is made when it is first asked for."""
    return stage.puppet.make(_BUS, "bus")


def rule(stage: Stage, pattern: str, targets: Iterable[str], bus: str = _BUS) -> Channel:
    """Make the next rule, ``rule 1`` and so on, with queues of the kit as its targets."""
    names = stage.notes.setdefault("rules", [])
    names.append(f"rule {len(names) + 1}")
    made = stage.buses.rule(names[-1], stage.puppet.make(bus, "bus"), pattern)
    arns = {called: _admit(stage, called, made) for called in targets}
    if arns:
        stage.buses.aim(made, arns)
    stage.notes["rules are new"] = True
    return made


def last_rule(stage: Stage) -> Channel:
    """Give the rule that was made last."""
    return stage.channel(stage.notes["rules"][-1])


def event(detail: str, source: str = "tck", kind: str = "ride", **more: Any) -> dict[str, Any]:
    """Give an entry for PutEvents; ``detail`` is handed on as it is written."""
    return {"Source": source, "DetailType": kind, "Detail": detail, **more}


def put(stage: Stage, *entries: dict[str, Any], bus: str = _BUS) -> None:
    """Put events in one call, when new rules have had a short time, and note the results."""
    wait_for_rules(stage)
    stage.notes["put at"] = stage.target.clock.now()
    stage.notes["results"] = stage.buses.put(stage.puppet.make(bus, "bus"), *entries)


def wait_for_rules(stage: Stage) -> None:
    """Give rules that were made since the last time a moment in which to become active."""
    if stage.notes.pop("rules are new", False):
        stage.linger()


def put_ride(stage: Stage, word: str) -> None:
    """Put one ride on the bus of the scenario."""
    put(stage, _about(stage, word))


def events_of(stage: Stage, called: str) -> list[dict[str, Any]]:
    """Give the events that ever came to a queue."""
    return [event_in(message) for message in stage.puppet.take(stage.channel(called))]


def event_in(message: Message) -> dict[str, Any]:
    """Give the event that a message brings."""
    brought = message.json
    holds = isinstance(brought, dict) and isinstance(brought.get("detail"), dict)
    expect_that(holds, "body", expected="an event", seen=message.body)
    return dict(brought)


def has_events(stage: Stage, called: str, sent: list[str]) -> None:
    """Wait until a queue has had exactly these events, in any order."""
    expected = sorted(stage.key(word) for word in sent)
    stage.until(lambda: expect(f"events of {called}", expected=expected, seen=_keys(stage, called)))


def _about(stage: Stage, word: str, kind: str = "ride") -> dict[str, Any]:
    return event(json.dumps({"id": stage.key(word)}), kind=kind)


def _rides(stage: Stage, count: int) -> list[dict[str, Any]]:
    return [_about(stage, f"r-{number}") for number in range(count)]


def _admit(stage: Stage, called: str, made: Channel) -> str:
    return stage.buses.admit(stage.puppet.make(called, "queue"), made)


def _keys(stage: Stage, called: str) -> list[str]:
    return sorted(str(event["detail"].get("id")) for event in events_of(stage, called))


def _only(stage: Stage, called: str) -> dict[str, Any]:
    stage.until(lambda: expect("events", expected=1, seen=len(events_of(stage, called))))
    return events_of(stage, called)[0]


def _which(result: dict[str, Any], names: tuple[str, ...]) -> str:
    return ", ".join(name for name in names if result.get(name))


def _round(stage: Stage, called: str) -> list[str]:
    """Put a ride and a tip, and give the types of what comes of these two."""
    stage.notes["rounds"] = stage.notes.get("rounds", 0) + 1
    number = stage.notes["rounds"]
    put(stage, _about(stage, f"r-{number}"), _about(stage, f"t-{number}", "tip"))
    stage.linger()
    sent = {stage.key(f"r-{number}"), stage.key(f"t-{number}")}
    return [
        event["detail-type"]
        for event in events_of(stage, called)
        if event["detail"].get("id") in sent
    ]
