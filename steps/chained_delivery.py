"""Sentences of topic-queue-chaining about the way from the topic to the booking."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import empty, numbered, ride
from pattern_tck.steps.topics import (
    books_each_once,
    correlated,
    inbox_of,
    publish,
    publish_rides,
    subscription_of,
    taken,
    undelivered_letters,
)


@given("a topic of somebody else")
def _(stage: Stage) -> None:
    stage.puppet.topic("a topic of somebody else")


@when(parsers.parse('ride "{word}" is published under correlation id "{correlation}"'))
def _(stage: Stage, word: str, correlation: str) -> None:
    stage.notes["ride"] = word
    publish(stage, ride(stage, word), correlated(stage, correlation))


@when(parsers.parse('a message that is no ride is published under correlation id "{correlation}"'))
def _(stage: Stage, correlation: str) -> None:
    stage.notes["body"] = "this is no JSON"
    publish(stage, "this is no JSON", correlated(stage, correlation), misfit=True)


@when(parsers.parse('ride "{word}" is published, and delivered twice'))
def _(stage: Stage, word: str) -> None:
    (copy,) = _held_up(stage, [word])
    for _ in range(2):
        stage.puppet.send(inbox_of(stage, "accounting"), copy.body, copy.attributes)
    stage.resume("accounting")


@when(parsers.parse("{count:d} rides are published, and delivered the last one first"))
def _(stage: Stage, count: int) -> None:
    for copy in reversed(_held_up(stage, numbered(count))):
        stage.puppet.send(inbox_of(stage, "accounting"), copy.body, copy.attributes)
        stage.resume("accounting")
        empty(stage, inbox_of(stage, "accounting"))


@when(parsers.parse('the inbox of "{called}" is lost'))
def _(stage: Stage, called: str) -> None:
    stage.notes["subscription"] = subscription_of(stage, called)
    stage.longest_visibility()  # asked now, while all queues are there
    stage.stop(called)
    stage.puppet.delete_channel(inbox_of(stage, called))


@when(parsers.parse('the delivery format of "{called}" is changed'))
def _(stage: Stage, called: str) -> None:
    subscription = subscription_of(stage, called)
    raw = subscription.attributes.get("RawMessageDelivery", "false") == "true"
    stage.puppet.change_subscription(
        subscription.arn, RawMessageDelivery="false" if raw else "true"
    )


@when(parsers.parse('the dead letters of "{called}" are redriven, and it can book again'))
def _(stage: Stage, called: str) -> None:
    stage.notes["trouble"].times = 0
    inbox = inbox_of(stage, called)
    stage.puppet.redrive(stage.dead_letters_of(inbox), inbox)


@then(parsers.parse('the ride becomes an undelivered letter of the subscription of "{called}"'))
def _(stage: Stage, called: str) -> None:
    letters = undelivered_letters(stage, stage.notes["subscription"])
    kept = taken(stage, letters, 1)
    expected = [stage.key(stage.notes["ride"])]
    seen = [(unwrapped(letter).json or {}).get("id") for letter in kept]
    expect(f"rides that could not be delivered to {called}", expected=expected, seen=seen)


@then(parsers.parse('the subscription of "{called}" and its inbox have a dead-letter queue each'))
def _(stage: Stage, called: str) -> None:
    delivery = undelivered_letters(stage, subscription_of(stage, called))
    processing = stage.dead_letters_of(inbox_of(stage, called))
    expect_that(
        delivery.address != processing.address,
        "dead-letter queues",
        expected="two different ones",
        seen=[delivery.address, processing.address],
    )


@then(parsers.parse('"{called}" books the ride for its fare, or sets it aside'))
def _(stage: Stage, called: str) -> None:
    dead = stage.probe.dead_letters(inbox_of(stage, called))
    queues = [stage.channel_of(called, "invalid messages"), *([dead] if dead else [])]
    key = stage.key(stage.notes["ride"])

    def outcome() -> tuple[list[str], int]:
        keys = stage.probe.effect_keys(stage.channel_of(called, "effects"))
        aside = sum(stage.probe.stock(queue) for queue in queues)
        return keys, aside

    def dealt_with() -> None:
        expect_that(any(outcome()), "the ride", expected="booked or set aside", seen=outcome())

    stage.until(dealt_with)
    stage.calm()
    expect_that(
        outcome() in (([key], 0), ([], 1)),
        "bookings, and messages set aside",
        expected=f"{key} booked, or nothing booked and one message set aside",
        seen=outcome(),
    )
    for value in stage.effects(called, stage.notes["ride"]):
        expect("fare of the booking", expected="256.5", seen=value.partition(" ")[0])


@then(parsers.parse('"{called}" sets the message aside, and nothing else'))
def _(stage: Stage, called: str) -> None:
    (aside,) = _set_aside(stage, called)
    expect_that(
        stage.notes["body"] in (aside.body, unwrapped(aside).body),
        "message on the invalid-message channel",
        expected=stage.notes["body"],
        seen=aside.body,
    )


@then(parsers.parse('"{called}" sets the message aside with correlation id "{correlation}"'))
def _(stage: Stage, called: str, correlation: str) -> None:
    (aside,) = _set_aside(stage, called)
    seen = {**unwrapped(aside).attributes, **aside.attributes}.get("CorrelationId")
    expect("correlation id of the invalid message", expected=stage.key(correlation), seen=seen)


@then(parsers.parse('"{called}" books it under correlation id "{correlation}"'))
def _(stage: Stage, called: str, correlation: str) -> None:
    word = stage.notes["ride"]
    books_each_once(stage, [called], [word])
    seen = [value.partition(" ")[2] for value in stage.effects(called, word)]
    expect("correlation id of the booking", expected=[stage.key(correlation)], seen=seen)


@then(parsers.parse('the inbox of "{called}" admits the topic of completed rides'))
def _(stage: Stage, called: str) -> None:
    seen = stage.probe.admits(inbox_of(stage, called), stage.channel("completed rides"))
    expect("the topic may send to the inbox", expected=True, seen=seen)


@then(parsers.parse('the inbox of "{called}" does not admit the topic of somebody else'))
def _(stage: Stage, called: str) -> None:
    seen = stage.probe.admits(inbox_of(stage, called), stage.channel("a topic of somebody else"))
    expect("a foreign topic may send to the inbox", expected=False, seen=seen)


def _held_up(stage: Stage, rides: list[str]) -> list[Message]:
    """Publish rides while the application is away, and give the copies that were to reach it."""
    stage.stop("accounting")
    publish_rides(stage, rides)
    return taken(stage, inbox_of(stage, "accounting"), len(rides))


def _set_aside(stage: Stage, called: str) -> list[Message]:
    invalid = stage.channel_of(called, "invalid messages")
    taken(stage, invalid, 1)
    stage.calm()
    return taken(stage, invalid, 1)
