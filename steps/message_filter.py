"""Sentences of the message filter, about who subscribes with one."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect
from pattern_tck.messages import Value, unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import ride
from pattern_tck.steps.topics import (
    books_each_once,
    books_nothing,
    correlated,
    publish,
    subscription_of,
    taken,
)

_SERVICE = "extraordinary-rides"
_EVERYTHING = json.dumps({"fare": [{"exists": True}]})
_OUTCOMES = ("successful", "failed")


@given("the extraordinary-rides service")
def _(stage: Stage) -> None:
    stage.cast("filtering-subscriber", called=_SERVICE)


@given("the extraordinary-rides service that reads the body")
def _(stage: Stage) -> None:
    stage.cast("body-filtering-subscriber", called=_SERVICE)


@given("a subscriber to the outcomes of fare collections")
def _(stage: Stage) -> None:
    stage.cast("outcome-subscriber")


@when("its filter still lets everything through")
def _(stage: Stage) -> None:
    stage.puppet.change_subscription(subscription_of(stage, _SERVICE).arn, FilterPolicy=_EVERYTHING)


@when("its filter let everything through until a moment ago")
def _(stage: Stage) -> None:
    subscription = subscription_of(stage, _SERVICE)
    for policy in (_EVERYTHING, subscription.attributes["FilterPolicy"]):
        stage.puppet.change_subscription(subscription.arn, FilterPolicy=policy)


@when(parsers.parse("a ride is published with the attributes fare {fare} and distance {distance}"))
def _(stage: Stage, fare: str, distance: str) -> None:
    publish(stage, ride(stage, "r-1"), _present(fare=fare, distance=distance), misfit=True)


@when(parsers.parse("a ride is published whose body has fare {fare} and distance {distance}"))
def _(stage: Stage, fare: str, distance: str) -> None:
    body = ride(stage, "r-1")
    del body["fare"], body["distance"]
    publish(stage, {**body, **_present(fare=fare, distance=distance)}, misfit=True)


@when("rides are published with fares 256.5, 10, 50 and 49.99")
def _(stage: Stage) -> None:
    for word, fare in (("r-1", 256.5), ("r-2", 10), ("r-3", 50), ("r-4", 49.99)):
        publish(stage, ride(stage, word, fare=fare), {"fare": fare, "distance": 600})


@when(
    parsers.parse('a ride for a fare of {fare} is published under correlation id "{correlation}"')
)
def _(stage: Stage, fare: str, correlation: str) -> None:
    publish(stage, ride(stage, "r-1", fare=float(fare)), correlated(stage, correlation))


@when("a ride of fare 10 is published whose attributes say 256.5")
def _(stage: Stage) -> None:
    publish(stage, ride(stage, "r-1", fare=10), {"fare": 256.5, "distance": 600})


@when(parsers.parse("the text {text} is published to the topic of rides"))
def _(stage: Stage, text: str) -> None:
    publish(stage, text, misfit=True)


@when(parsers.parse("an outcome is published with IsSuccessful {value}"))
def _(stage: Stage, value: str) -> None:
    attributes = {**_present(IsSuccessful=value), "attempts": 3}
    body = {"fareId": stage.key("f-1"), "fareAmount": "$20.00", "chargeId": "ch-1"}
    stage.notes["outcome"] = (body, attributes)
    stage.puppet.publish(stage.channel("fare outcomes"), body, attributes, misfit=True)


@then("the extraordinary-rides service has booked it")
def _(stage: Stage) -> None:
    books_each_once(stage, [_SERVICE], ["r-1"])


@then("the extraordinary-rides service has not booked it")
def _(stage: Stage) -> None:
    books_nothing(stage, _SERVICE)


@then(
    "the extraordinary-rides service has booked the first and the third, and nothing lies anywhere"
)
def _(stage: Stage) -> None:
    books_each_once(stage, [_SERVICE], ["r-1", "r-3"])
    books_nothing(stage, _SERVICE, but=["r-1", "r-3"])


@then(
    parsers.parse(
        'the extraordinary-rides service books it for {fare} under correlation id "{correlation}"'
    )
)
def _(stage: Stage, fare: str, correlation: str) -> None:
    books_each_once(stage, [_SERVICE], ["r-1"])
    expected = [(float(fare), stage.key(correlation))]
    seen = [value.partition(" ") for value in stage.effects(_SERVICE, "r-1")]
    expect("fare and correlation id of the booking", expected=expected,
           seen=[(_float(fare), correlation) for fare, _, correlation in seen])  # fmt: skip


@then(parsers.parse("{count:d} services have heard of it"))
def _(stage: Stage, count: int) -> None:
    for called in ("accounting", "notification"):
        taken(stage, stage.channel(called), 1)
    if count > 2:
        books_each_once(stage, [_SERVICE], ["r-1"])
    else:
        books_nothing(stage, _SERVICE)


@then(parsers.parse("it is on the queue {queue}, and on no other"))
def _(stage: Stage, queue: str) -> None:
    taken(stage, stage.channel_of("outcome-subscriber", queue), 1)
    stage.calm()
    expect("outcomes on each queue", expected={queue: 1}, seen=_outcomes(stage))


@then("it is on neither queue of outcomes")
def _(stage: Stage) -> None:
    stage.calm()
    expect("outcomes on each queue", expected={}, seen=_outcomes(stage))


@then(parsers.parse("the queue {queue} has its body and its attributes as they were published"))
def _(stage: Stage, queue: str) -> None:
    (outcome,) = taken(stage, stage.channel_of("outcome-subscriber", queue), 1)
    message = unwrapped(outcome)
    seen = (message.json, dict(message.attributes))
    expect("body and attributes", expected=stage.notes["outcome"], seen=seen)


def _outcomes(stage: Stage) -> dict[str, int]:
    taken_from = {
        outcome: stage.puppet.take(stage.channel_of("outcome-subscriber", outcome))
        for outcome in _OUTCOMES
    }
    return {outcome: len(messages) for outcome, messages in taken_from.items() if messages}


def _present(**values: str) -> dict[str, Value]:
    """Give the values of a table, read as JSON, without those that are absent."""
    return {name: json.loads(text) for name, text in values.items() if text != "absent"}


def _float(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
