"""Sentences of the use case of a completed ride that is submitted over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import api_exploration, faults
from pattern_tck.api_calls import Api
from pattern_tck.expectations import expect, expect_that
from pattern_tck.http import HttpAnswer
from pattern_tck.messages import unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import ride, words

_CALLED = "ride-api"
_PATH = "/submit-ride-completion"


@given("the ride API")
def _(stage: Stage) -> None:
    stage.cast(_CALLED)


@given("the ride API cannot store")
def _(stage: Stage) -> None:
    stage.faults.refuse(_CALLED, "store", times=float("inf"))


@given(parsers.re(r"the ride API dies after it has (?P<done>stored|published)"))
def _(stage: Stage, done: str) -> None:
    moment = {"stored": "store", "published": "publish"}[done]
    stage.faults.at(_CALLED, moment, faults.crash_after, f"dies after it has {done}")


@given(parsers.parse("the topic refuses {count:d} rides of the API"))
def _(stage: Stage, count: int) -> None:
    stage.faults.refuse(_CALLED, "publish", times=count)


@when("a ride is submitted to the API")
def _(stage: Stage) -> None:
    _submit(stage, _ride(stage))


@when(parsers.re(r"a ride is submitted to the API with a fare of (?P<fare>\S+) and a "
                 r"distance of (?P<km>\S+)"))  # fmt: skip
def _(stage: Stage, fare: str, km: str) -> None:
    _submit(stage, _ride(stage, fare=float(fare), distance=float(km)))


@when(parsers.parse('a ride is submitted to the API, and "{away}" takes nothing'))
def _(stage: Stage, away: str) -> None:
    # A queue takes for it: that nobody receives from it is what the API must not notice.
    expect("stock of its queue", expected=0, seen=stage.probe.stock(stage.channel(away)))
    _submit(stage, _ride(stage))


@when("a ride is submitted to the API twice under one key")
def _(stage: Stage) -> None:
    for _ in range(2):
        _submit(stage, _ride(stage), key=stage.key("submission"))


@when("two rides are submitted to the API under one key")
def _(stage: Stage) -> None:
    for fare in (20.0, 30.0):
        _submit(stage, _ride(stage, fare=fare), key=stage.key("submission"))


@when(parsers.parse("{body} is submitted as a ride"))
def _(stage: Stage, body: str) -> None:
    _submit(stage, body, misfit=True)


@then("the ride API serves whatever its contract allows")
def _(stage: Stage) -> None:
    made = api_exploration.allowed(_api(stage))
    expect_that(made, "requests that were made", expected="some", seen=made)


@then("the ride API refuses whatever its contract forbids")
def _(stage: Stage) -> None:
    made = api_exploration.forbidden(_api(stage))
    expect_that(made, "requests that were made", expected="some", seen=made)


@then("the ride API answers 201 with an id")
def _(stage: Stage) -> None:
    expect("status", expected=201, seen=_last(stage).status)
    stage.notes["id"] = _last(stage).json["id"]


@then(parsers.parse("the ride API answers {status:d} with a problem document"))
def _(stage: Stage, status: int) -> None:
    _is_problem(_last(stage), status)


@then(parsers.parse("the gateway answers {status:d}"))
def _(stage: Stage, status: int) -> None:
    expect("status", expected=status, seen=_last(stage).status)


@then("no ride is stored or published")
def _(stage: Stage) -> None:
    stage.calm()
    expect("rides that are stored", expected=[], seen=_stored(stage))
    sent = [event for event in stage.journal.events if event.channel == "completed rides"]
    expect("messages on the topic", expected=[], seen=[str(event) for event in sent])


@then("the ride is stored once")
def _(stage: Stage) -> None:
    stage.calm()
    expect("number of rides that are stored", expected=1, seen=len(_stored(stage)))


@then("the first ride is stored as it was submitted")
def _(stage: Stage) -> None:
    (key,) = _stored(stage)
    (value,) = stage.probe.effects(stage.channel_of(_CALLED, "effects"), key)
    expect("fare of the ride", expected=20.0, seen=json.loads(value)["fare"])


@then(parsers.parse("of the three services {listed} hear of the ride with this id"))
def _(stage: Stage, listed: str) -> None:
    wanted = {
        called: {stage.notes["id"]} if called in words(listed) else set()
        for called in ("accounting", "notification", "extraordinary-rides")
    }

    def heard() -> None:
        expect("rides heard of", expected=wanted, seen={each: _ids(stage, each) for each in wanted})

    stage.until(heard)
    stage.calm()
    heard()


@then("no service hears of a ride")
def _(stage: Stage) -> None:
    stage.calm()
    expect("rides heard of", expected=set(), seen=_ids(stage, "accounting"))


@then(parsers.parse('service "{called}" hears of the ride that was stored'))
@then(parsers.parse('service "{called}" hears of the ride that was stored, perhaps twice'))
def _(stage: Stage, called: str) -> None:
    def heard() -> None:
        stored = set(_stored(stage))
        expect_that(stored, "rides that are stored", expected="one", seen=stored)
        expect(f"rides that {called} heard of", expected=stored, seen=_ids(stage, called))

    stage.until(heard)


@then("every copy of it has one id")
def _(stage: Stage) -> None:
    stage.calm()
    expect("ids of the ride", expected=set(_stored(stage)), seen=_ids(stage, "accounting"))


@then("both answers have one id")
def _(stage: Stage) -> None:
    first, second = stage.notes["answers"]
    expect("statuses", expected=[201, 201], seen=[first.status, second.status])
    expect("id of the second answer", expected=first.json, seen=second.json)


@then("the second answer is 201 with the id that is stored")
def _(stage: Stage) -> None:
    first, second = stage.notes["answers"]
    expect("statuses", expected=[502, 201], seen=[first.status, second.status])
    expect("ids that are stored", expected=[second.json["id"]], seen=_stored(stage))


@then("the second ride is refused with 409 and a problem document")
def _(stage: Stage) -> None:
    expect("status of the first", expected=201, seen=stage.notes["answers"][0].status)
    _is_problem(_last(stage), 409)


def _api(stage: Stage) -> Api:
    return stage.api(_CALLED)


def _ride(stage: Stage, **more: object) -> dict[str, Any]:
    told = ride(stage, "r-1", customer=stage.key("customer"), **more)
    del told["id"]  # that is given by the API
    return told


def _submit(stage: Stage, body: object, *, key: str = "", misfit: bool = False) -> None:
    headers = {"Idempotency-Key": key} if key else {}
    answer = _api(stage).call("POST", _PATH, body, headers, misfit=misfit)
    stage.notes.setdefault("answers", []).append(answer)


def _last(stage: Stage) -> HttpAnswer:
    answer: HttpAnswer = stage.notes["answers"][-1]
    return answer


def _is_problem(answer: HttpAnswer, status: int) -> None:
    expect("status", expected=status, seen=answer.status)
    expect("type of the body", expected="application/problem+json", seen=answer.type)


def _stored(stage: Stage) -> list[str]:
    return stage.probe.effect_keys(stage.channel_of(_CALLED, "effects"))


def _ids(stage: Stage, called: str) -> set[str]:
    heard = [unwrapped(message).json for message in stage.puppet.take(stage.channel(called))]
    rides: list[Mapping[str, Any]] = [each for each in heard if isinstance(each, dict)]
    return {str(each.get("id")) for each in rides}
