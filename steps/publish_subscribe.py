"""Sentences of the publish-subscribe channel, about who publishes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import empty, numbered, ride, words
from pattern_tck.steps.still_to_do import still_to_do
from pattern_tck.steps.topics import listen
from pattern_tck.tap import Call, Proceed


def _throttle(stage: Stage, times: float) -> None:
    stage.faults.refuse(
        "publisher", "publish", times=times, code="Throttled", message="Rate exceeded", status=429
    )


_LISTENS = (
    r'service "(?P<called>[^"]+)" {} for fares from (?P<fare>\d+) and distances from (?P<km>\d+)'
)


@given("a publisher")
def _(stage: Stage) -> None:
    stage.cast("publisher")


@given(parsers.parse("a publisher who is throttled {count:d} times"))
def _(stage: Stage, count: int) -> None:
    stage.cast("publisher")
    _throttle(stage, count)


@given("a publisher who is throttled for good")
def _(stage: Stage) -> None:
    stage.cast("publisher")
    _throttle(stage, float("inf"))


@given("a publisher one of whose rides the topic refuses")
def _(stage: Stage) -> None:
    stage.cast("publisher")
    refused = faults.refuse("InternalError", "try again")

    def fail_one(call: Call, proceed: Proceed) -> Any:
        batch = call.operation == "PublishBatch"
        return (faults.fail_first_entry if batch else refused)(call, proceed)

    stage.faults.at("publisher", "publish", fail_one, "has one ride refused")


@given("a publisher that dies after its publish")
def _(stage: Stage) -> None:
    stage.cast("publisher")
    stage.faults.crash("publisher", "publish", after=True)


@given("a publisher to whom the answer to a publish is lost")
def _(stage: Stage) -> None:
    stage.cast("publisher")
    stage.faults.at("publisher", "publish", faults.lose_answer, "does not get an answer")


@given(parsers.parse('services "{listed}" listen'))
def _(stage: Stage, listed: str) -> None:
    for called in words(listed):
        listen(stage, called)


@given(parsers.parse('service "{called}" listens'))
def _(stage: Stage, called: str) -> None:
    listen(stage, called)


@given(parsers.re(_LISTENS.format("listens")))
def _(stage: Stage, called: str, fare: str, km: str) -> None:
    listen(stage, called, FilterPolicy=_policy(fare, km))


@when(parsers.re(_LISTENS.format("now listens")))
def _(stage: Stage, called: str, fare: str, km: str) -> None:
    stage.puppet.change_subscription(stage.notes[called], FilterPolicy=_policy(fare, km))


@when(parsers.parse('service "{called}" joins'))
def _(stage: Stage, called: str) -> None:
    listen(stage, called)


@when(parsers.parse('service "{called}" leaves'))
def _(stage: Stage, called: str) -> None:
    stage.puppet.unsubscribe(stage.notes[called])


@when(parsers.parse('ride "{word}" is submitted'))
def _(stage: Stage, word: str) -> None:
    _submit(stage, word)


@when(parsers.parse('ride "{word}" is submitted, and published'))
def _(stage: Stage, word: str) -> None:
    _submit(stage, word)
    _says_so(stage, [word])


@when(parsers.parse('ride "{word}" is submitted with a fare of {fare:g} and a distance of {km:g}'))
def _(stage: Stage, word: str, fare: float, km: float) -> None:
    _submit(stage, word, fare=_number(fare), distance=_number(km))


@when(
    parsers.parse(
        'ride "{word}" is submitted with a fare of {fare:g} and a distance of {km:g}, and published'
    )
)
def _(stage: Stage, word: str, fare: float, km: float) -> None:
    _submit(stage, word, fare=_number(fare), distance=_number(km))
    _says_so(stage, [word])


@when(parsers.parse('rides "{listed}" are submitted'))
def _(stage: Stage, listed: str) -> None:
    stage.stop("publisher")
    for word in words(listed):
        _submit(stage, word)
    stage.resume("publisher")


@when(parsers.parse("{count:d} rides are submitted"))
def _(stage: Stage, count: int) -> None:
    for word in numbered(count):
        _submit(stage, word)


@then(parsers.parse('each of services "{listed}" hears of rides "{rides}"'))
def _(stage: Stage, listed: str, rides: str) -> None:
    _hear(stage, {called: words(rides) for called in words(listed)})


@then(parsers.parse("of the three services {listed} hear of it"))
def _(stage: Stage, listed: str) -> None:
    everybody = ("accounting", "notification", "extraordinary-rides")
    _hear(stage, {called: ["r-1"] if called in words(listed) else [] for called in everybody})


@then(parsers.parse('service "{called}" hears all that was submitted, and an id'))
def _(stage: Stage, called: str) -> None:
    (heard,) = stage.until(lambda: _heard(stage, called, 1))
    told = {name: value for name, value in heard.items() if name != "id"}
    expect("the ride that was published", expected=_submitted(stage, "r-1"), seen=told)
    expect_that(heard.get("id"), "id of the ride", expected="one", seen=heard.get("id"))


@then(parsers.parse('service "{called}" hears of ride "{word}" more than once, under one id'))
def _(stage: Stage, called: str, word: str) -> None:
    heard = stage.until(lambda: _heard(stage, called, 2))
    of_it = [each.get("id") for each in heard if each.get("request") == stage.key(word)]
    expect("messages about other rides", expected=0, seen=len(heard) - len(of_it))
    expect_that(len(set(of_it)) == 1 and of_it[0], "ids of the ride", expected="one", seen=of_it)


@then(parsers.parse('service "{called}" has {count:d} rides waiting'))
def _(stage: Stage, called: str, count: int) -> None:
    queue = stage.channel(called)
    stage.until(lambda: expect("rides waiting", expected=count, seen=stage.probe.stock(queue)))


@then(parsers.parse('the publisher says that it has published rides "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    _says_so(stage, words(listed))


@then(
    parsers.parse('the publisher never says that it has published, and ride "{word}" is left to do')
)
def _(stage: Stage, word: str) -> None:
    stage.calm()
    stage.calm()
    expect("what the publisher says", expected=[], seen=stage.effects("publisher", word))
    expect("rides left to do", expected=1, seen=still_to_do(stage, "publisher", word))
    expect("what the publisher says", expected=[], seen=stage.effects("publisher", word))


@then("no submitted ride is left to do")
def _(stage: Stage) -> None:
    empty(stage, stage.channel("triggers"))


def _submitted(stage: Stage, word: str, **more: object) -> dict[str, Any]:
    """Give a ride as the front end submits it: with an id of the request, and none of the ride."""
    body = ride(stage, word, **more)
    return {"request": body.pop("id"), **body}


def _submit(stage: Stage, word: str, **more: object) -> None:
    stage.puppet.send(stage.channel("triggers"), _submitted(stage, word, **more))


def _says_so(stage: Stage, rides: list[str]) -> None:
    wanted = sorted(stage.key(word) for word in rides)
    table = stage.channel_of("publisher", "effects")

    def said() -> None:
        expect("what the publisher says", expected=wanted, seen=stage.probe.effect_keys(table))

    stage.until(said)


def _heard(stage: Stage, called: str, at_least: int) -> list[Mapping[str, Any]]:
    messages = [unwrapped(message) for message in stage.puppet.take(stage.channel(called))]
    seen = [message.json or {} for message in messages]
    expect_that(len(seen) >= at_least, f"messages for {called}", expected=f"at least {at_least}",
                seen=seen)  # fmt: skip
    return seen


def _hear(stage: Stage, wanted: Mapping[str, list[str]]) -> None:
    """See that each service hears of its rides, each under one id, and of no others."""
    expected = {called: {stage.key(word): 1 for word in rides} for called, rides in wanted.items()}

    def ids(called: str) -> Mapping[str, int]:
        """Give the number of ids under which each request was heard of."""
        pairs = {(one.get("request"), one.get("id")) for one in _heard(stage, called, 0)}
        requests = [str(request) for request, known_by in pairs if known_by]
        return {request: requests.count(request) for request in requests}

    def all_heard() -> None:
        seen = {called: ids(called) for called in expected}
        expect("ids of the rides heard of, by service", expected=expected, seen=seen)

    stage.until(all_heard)
    stage.calm()
    all_heard()


def _policy(fare: str, km: str) -> str:
    return json.dumps(
        {
            "fare": [{"numeric": [">=", int(fare)]}],
            "distance": [{"numeric": [">=", int(km)]}],
        }
    )


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value
