"""Sentences of the queue as buffering load balancer: a backlog, what is stale and what is lost."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.buffering_load_balancer import WORKER, bookings, send, work_of
from pattern_tck.steps.rides import numbered, ride, words

_HOUR = 3600.0
_SOON = 1.0
#: The worker may be a second or two early or late, and counters are read between two seconds.
_ABOUT = 2


@given("the report of a loss is refused once")
def _(stage: Stage) -> None:
    stage.faults.refuse(WORKER, "report")


@when("the buffered worker is away")
def _(stage: Stage) -> None:
    stage.stop(WORKER)


@when(parsers.parse("{count:d} rides have come while the buffered worker was away"))
def _(stage: Stage, count: int) -> None:
    stage.stop(WORKER)
    send(stage, numbered(count))


@when(parsers.parse("{count:d} more of them come each second, and it works again"))
def _(stage: Stage, count: int) -> None:
    stage.notes["arrivals"] = count
    stage.resume(WORKER)


@when(parsers.parse('rides "{listed}" come that nobody will need in a second'))
def _(stage: Stage, listed: str) -> None:
    _send_expiring(stage, words(listed), _SOON)


@when(parsers.parse("{count:d} rides come that nobody will need in a second"))
def _(stage: Stage, count: int) -> None:
    _send_expiring(stage, numbered(count), _SOON)


@when(parsers.parse('buffered ride "{word:S}" comes'))
@when(parsers.parse('buffered ride "{word:S}" comes that has no date of expiry'))
def _(stage: Stage, word: str) -> None:
    send(stage, [word])


@when(parsers.parse('buffered ride "{word:S}" comes that expires in two hours'))
def _(stage: Stage, word: str) -> None:
    _send_expiring(stage, [word], 2 * _HOUR)


@when(parsers.parse('a stale ride comes under correlation id "{correlation:S}"'))
def _(stage: Stage, correlation: str) -> None:
    send(stage, ["r-1"], ExpiresAt=_date(stage, -_SOON), CorrelationId=stage.key(correlation))


@when("it comes back when they are stale")
def _(stage: Stage) -> None:
    stage.pass_time(2 * _SOON)
    stage.notes["back at"] = stage.target.clock.now()
    stage.resume(WORKER)


@when("the buffered worker comes back an hour later")
def _(stage: Stage) -> None:
    stage.pass_time(_HOUR)
    stage.resume(WORKER)


@when(parsers.parse('accepted rides "{listed}" come'))
def _(stage: Stage, listed: str) -> None:
    _accept(stage, words(listed))
    send(stage, words(listed))


@when(parsers.parse('accepted ride "{word:S}" comes that nobody needs any more'))
def _(stage: Stage, word: str) -> None:
    _accept(stage, [word])
    _send_expiring(stage, [word], -_SOON)


@when("retention ends, and the buffered worker comes back")
def _(stage: Stage) -> None:
    stage.pass_time(stage.probe.retention(work_of(stage)) + _HOUR)
    stage.resume(WORKER)


@then(parsers.parse("all {count:d} buffered rides wait"))
def _(stage: Stage, count: int) -> None:
    expect("rides that wait", expected=count, seen=stage.probe.stock(work_of(stage)))


@then(parsers.parse("a part of the {count:d} buffered rides is booked, and all others wait"))
def _(stage: Stage, count: int) -> None:
    booked = len(set(stage.probe.effect_keys(stage.channel_of(WORKER, "effects"))))
    waiting = stage.probe.stock(work_of(stage))
    expect_that(booked < count, "rides booked so far", expected=f"less than {count}", seen=booked)
    # One that was booked a moment ago may not be off the queue.
    expect_that(
        waiting >= count - booked,
        "rides that wait",
        expected=f"at least {count - booked}",
        seen=waiting,
    )


@then(parsers.parse("the backlog is gone after about {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    took = _seconds_until(stage, seconds + _ABOUT, lambda left: left == 0)
    expect_that(
        took is not None and took >= seconds - _ABOUT,
        "seconds until the backlog was gone",
        expected=f"about {seconds}",
        seen=took if took is not None else f"more than {seconds + _ABOUT}",
    )


@then(parsers.parse("the backlog neither grows nor goes within {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    before = _not_booked(stage)
    _seconds_until(stage, seconds, lambda _left: False)
    after = _not_booked(stage)
    expect_that(
        abs(before - after) <= _ABOUT * stage.notes["arrivals"],
        "rides not booked yet",
        expected=f"about {before}",
        seen=after,
    )


@then(parsers.parse('buffered rides "{listed}" are laid aside as stale'))
def _(stage: Stage, listed: str) -> None:
    wanted = {stage.key(word) for word in words(listed)}
    stage.until(lambda: expect("stale work", expected=wanted, seen=_ids(_stale(stage))))
    for word in words(listed):
        expect(f"bookings of stale ride {word}", expected=[], seen=stage.effects(WORKER, word))


@then(parsers.parse('the ride is laid aside as stale under correlation id "{correlation:S}"'))
def _(stage: Stage, correlation: str) -> None:
    def laid_aside() -> None:
        seen = {message.attributes.get("CorrelationId") for message in _stale(stage)}
        expect("correlation ids of stale work", expected={stage.key(correlation)}, seen=seen)

    stage.until(laid_aside)


@then(parsers.parse('the ledger sees nothing but ride "{word:S}"'))
def _(stage: Stage, word: str) -> None:
    def booked() -> None:
        seen = set(stage.probe.effect_keys(stage.channel_of(WORKER, "effects")))
        expect("rides that are booked", expected={stage.key(word)}, seen=seen)

    stage.until(booked)
    others = [event.detail for event in bookings(stage) if not event.mentions(stage.key(word))]
    expect("other bookings that reached the ledger", expected=[], seen=others)


@then(parsers.parse('buffered ride "{word:S}" is booked within {seconds:d} seconds'))
def _(stage: Stage, word: str, seconds: int) -> None:
    for _ in range(seconds):
        stage.pass_time(1)
    seen = stage.effects(WORKER, word)
    expect(f"bookings of ride {word} by then", expected=1, seen=len(seen))


@then("an alarm on the age of the oldest buffered ride goes off long before retention ends")
def _(stage: Stage) -> None:
    alarms = [
        alarm
        for alarm in _alarms(stage)
        if alarm["MetricName"] == "ApproximateAgeOfOldestMessage"
        and alarm["ComparisonOperator"].startswith("Greater")
    ]
    expect_that(alarms, "alarms on the age of the oldest message", expected="one", seen=alarms)
    half = stage.probe.retention(work_of(stage)) / 2
    for alarm in alarms:
        threshold = float(alarm["Threshold"])
        expect_that(0 < threshold < half, "age at which the alarm goes off",
                    expected=f"above 0, and below {half:g} s", seen=threshold)  # fmt: skip


@then(parsers.parse("no alarm of the buffering queue is on after {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    stage.pass_time(seconds)
    expect("alarms that are on", expected=[], seen=_on(stage))


@then(parsers.parse("an alarm of the buffering queue is on after {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    stage.pass_time(seconds)
    expect_that(_on(stage), "alarms that are on", expected="at least one", seen=_on(stage))


@then(parsers.parse('the loss of rides "{listed}" is reported, and no other'))
def _(stage: Stage, listed: str) -> None:
    wanted = {stage.key(word) for word in words(listed)}
    stage.until(lambda: expect("losses", expected=wanted, seen=_ids(_losses(stage))))
    stage.calm()
    expect("losses", expected=wanted, seen=_ids(_losses(stage)))


@then("no loss is reported")
def _(stage: Stage) -> None:
    stage.calm()
    expect("losses", expected=set(), seen=_ids(_losses(stage)))


def _date(stage: Stage, seconds: float) -> float:
    return round(stage.target.clock.now() + seconds, 3)


def _send_expiring(stage: Stage, rides: Collection[str], seconds: float) -> None:
    before = stage.notes.get("buffered", [])
    send(stage, rides, ExpiresAt=_date(stage, seconds))
    stage.notes["buffered"] = [*before, *rides]


def _accept(stage: Stage, rides: Collection[str]) -> None:
    """Note rides as accepted, as whoever takes them from customers does."""
    for word in rides:
        stage.puppet.client("dynamodb").put_item(
            TableName=stage.channel("accepted rides").address,
            Item={
                "pk": {"S": stage.key(word)},
                "acceptedAt": {"N": str(_date(stage, 0))},
            },
        )


def _seconds_until(stage: Stage, at_most: int, holds: Callable[[int], bool]) -> int | None:
    """Let rides arrive second by second, and give after how many the backlog is as said."""
    for second in range(1, at_most + 1):
        for number in range(stage.notes["arrivals"]):
            word = f"s-{second:02}-{number}"
            stage.puppet.send(work_of(stage), ride(stage, word))
            stage.notes["buffered"].append(word)
        stage.pass_time(1)
        if holds(_not_booked(stage)):
            return second
    return None


def _not_booked(stage: Stage) -> int:
    """Give how many of the rides that came are not booked yet: the backlog."""
    booked = set(stage.probe.effect_keys(stage.channel_of(WORKER, "effects")))
    return len(stage.notes["buffered"]) - len(booked)


def _stale(stage: Stage) -> list[Message]:
    return stage.puppet.take(stage.channel_of(WORKER, "stale work"))


def _losses(stage: Stage) -> list[Message]:
    return stage.puppet.take(stage.channel_of(WORKER, "losses"))


def _ids(messages: Collection[Message]) -> set[Any]:
    return {(message.json or {}).get("id") for message in messages}


def _alarms(stage: Stage) -> list[dict[str, Any]]:
    """Give the alarms on any metric of the queue that takes the bursts."""
    name = work_of(stage).address.rpartition("/")[2]
    pages = stage.puppet.client("cloudwatch").get_paginator("describe_alarms").paginate()
    return [
        alarm
        for page in pages
        for alarm in page.get("MetricAlarms", ())
        if {"Name": "QueueName", "Value": name} in alarm.get("Dimensions", ())
    ]


def _on(stage: Stage) -> list[str]:
    return [alarm["AlarmName"] for alarm in _alarms(stage) if alarm["StateValue"] == "ALARM"]
