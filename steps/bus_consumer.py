"""Sentences about a consumer on the ride bus."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.ride_events import (
    HEARD,
    completed,
    different,
    heard,
    heard_about,
    join,
    listen,
    put,
    replay,
    ride_bus,
    tells_of,
)
from pattern_tck.steps.rides import booked_once, empty, words

_CONSUMER = "bus-consumer"
_ARCHIVE = "archive of the ride bus"
_HOUR, _DAY = 3600, 86400


@given("a bus consumer")
def _(stage: Stage) -> None:
    _join(stage)


@given("a bus consumer, and an archive of the ride bus")
def _(stage: Stage) -> None:
    _join(stage)
    stage.buses.archive(_ARCHIVE, ride_bus(stage))


@given("an archive of the ride bus")
def _(stage: Stage) -> None:
    listen(stage)
    stage.buses.archive(_ARCHIVE, ride_bus(stage))


@given(parsers.parse("{count:d} instances of the bus consumer, of which one is slow before its "
                     "effect"))  # fmt: skip
def _(stage: Stage, count: int) -> None:
    _join(stage, count)
    stage.faults.slow(_CONSUMER, "effect")


@given(parsers.parse("a bus consumer that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    _join(stage)
    stage.faults.crash(_CONSUMER, moment, after=side == "after")


@given("a bus consumer whose event the bus does not take at first")
def _(stage: Stage) -> None:
    _join(stage)
    stage.faults.at(_CONSUMER, "publication", faults.fail_events(), "has its event not taken")


@given(parsers.parse('a bus consumer that cannot collect the fare of "{word}"'))
def _(stage: Stage, word: str) -> None:
    _join(stage)
    stage.faults.refuse(_CONSUMER, "effect", times=float("inf"), about=stage.key(word))


@given("somebody on the ride bus who answers each collected fare with the completed ride")
def _(stage: Stage) -> None:
    listen(stage, "somebody")

    def react(message: Message) -> None:
        if message.json["detail-type"] == "FareCollected":
            said = {**message.json["detail"], "tier": "silver", "distance": 600}
            put(stage, "RideCompleted", said)

    stage.answer(stage.channel("somebody"), react)


@when(parsers.parse('a completed ride "{word:S}" is put on the ride bus'))
def _(stage: Stage, word: str) -> None:
    put(stage, "RideCompleted", completed(stage, word))


@when(parsers.parse('a completed ride "{word}" is put on the ride bus twice'))
def _(stage: Stage, word: str) -> None:
    for _time in range(2):
        put(stage, "RideCompleted", completed(stage, word))


@when(parsers.parse('a completed ride "{word}" with a new field is put on the ride bus'))
def _(stage: Stage, word: str) -> None:
    put(stage, "RideCompleted", completed(stage, word, pets=["a cat"]))


@when(parsers.parse('a completed ride "{word}" of the version "{version}" is put on the ride bus'))
def _(stage: Stage, word: str, version: str) -> None:
    said = completed(stage, word, version=version, surface={"kind": "gravel"})
    put(stage, "RideCompleted", said, misfit=not version.startswith("1."))


@when(
    parsers.parse(
        'a completed ride "{word}" is put on the ride bus under correlation id "{correlation}"'
    )
)
def _(stage: Stage, word: str, correlation: str) -> None:
    put(stage, "RideCompleted", completed(stage, word, correlationId=stage.key(correlation)))


@when(parsers.parse('a completed ride "{word}" is put on the ride bus, and delivered to the bus '
                    'consumer twice'))  # fmt: skip
def _(stage: Stage, word: str) -> None:
    stage.stop(_CONSUMER)
    put(stage, "RideCompleted", completed(stage, word))
    stage.puppet.send(_inbox(stage), json.dumps(heard_about(stage, word)))
    stage.resume(_CONSUMER)


@when(parsers.parse('the completed rides "{listed}" are put on the ride bus, the last one first'))
def _(stage: Stage, listed: str) -> None:
    for word in reversed(words(listed)):
        put(stage, "RideCompleted", completed(stage, word))
        stage.turn()


@when("a bus consumer joins an hour later")
def _(stage: Stage) -> None:
    stage.pass_time(_HOUR)
    join(stage, _CONSUMER)


@when("the ride bus is replayed a day later")
def _(stage: Stage) -> None:
    stage.pass_time(_DAY)
    stage.notes["told before"] = len(_told(stage))
    replay(stage, stage.channel(_ARCHIVE))


@when(parsers.parse('what the bus consumer has told of "{word}" comes to its own inbox'))
def _(stage: Stage, word: str) -> None:
    event = next(event for event in _told(stage) if tells_of(stage, event, word))
    stage.puppet.send(_inbox(stage), json.dumps(event))


@when(parsers.parse('a cancelled ride "{word}" comes to the inbox of the bus consumer'))
def _(stage: Stage, word: str) -> None:
    put(stage, "RideCancelled", completed(stage, word))
    stage.puppet.send(_inbox(stage), json.dumps(heard_about(stage, word)))


@when(parsers.parse("the text {text} comes to the inbox of the bus consumer"))
def _(stage: Stage, text: str) -> None:
    stage.puppet.send(_inbox(stage), text, misfit=True)


@when("the inbox of the bus consumer is lost")
def _(stage: Stage) -> None:
    stage.longest_visibility()  # asked now, while all queues are there
    stage.stop(_CONSUMER)
    stage.puppet.delete_channel(_inbox(stage))


@then(parsers.parse('the bus consumer collects the fare of "{word}" once, and tells of it'))
def _(stage: Stage, word: str) -> None:
    booked_once(stage, _CONSUMER, word)
    _tells(stage, word)


@then(parsers.parse('the bus consumer collects the fare of each of "{listed}" once'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        booked_once(stage, _CONSUMER, word)


@then(
    parsers.parse(
        'the bus consumer tells of the fare of "{word}" under correlation id "{correlation}"'
    )
)
def _(stage: Stage, word: str, correlation: str) -> None:
    seen = _tells(stage, word)["detail"].get("correlationId")
    expect("correlation id", expected=stage.key(correlation), seen=seen)


@then("nothing more is said on the ride bus")
def _(stage: Stage) -> None:
    stage.calm()
    before = len(heard(stage))
    stage.calm()
    expect("events on the ride bus", expected=before, seen=len(heard(stage)))


@then("nothing is left in the inbox of the bus consumer, nor set aside")
def _(stage: Stage) -> None:
    empty(stage, _inbox(stage))
    seen = [message.body for message in different(stage, _invalid(stage))]
    expect("what was set aside", expected=[], seen=seen)


@then("the bus consumer sets one event aside")
def _(stage: Stage) -> None:
    _one(stage, _invalid(stage))


@then(parsers.parse('the bus consumer has collected no fare of "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    expect(f"bookings of ride {word}", expected=[], seen=stage.effects(_CONSUMER, word))


@then("the bus consumer has seen it again, collected nothing more, and told nothing more")
def _(stage: Stage) -> None:
    again = [event for event in heard(stage) if event.get("replay-name")]
    expect_that(again, "replayed events", expected="one or more", seen=again)
    empty(stage, _inbox(stage))
    booked_once(stage, _CONSUMER, "r-1")
    told = len(_told(stage))
    expect("events that it told", expected=stage.notes["told before"], seen=told)


@then("one event becomes a dead letter of the bus consumer")
def _(stage: Stage) -> None:
    _one(stage, stage.dead_letters_of(_inbox(stage)))


@then("the bus consumer has one event among what was not delivered")
def _(stage: Stage) -> None:
    _one(stage, stage.channel_of(_CONSUMER, "undelivered"))


def _join(stage: Stage, instances: int = 1) -> None:
    """Cast the consumer in a world where the kit hears all of the ride bus."""
    listen(stage)
    join(stage, _CONSUMER, instances=instances)


def _inbox(stage: Stage) -> Channel:
    return stage.channel_of(_CONSUMER, "inbox")


def _invalid(stage: Stage) -> Channel:
    return stage.channel_of(_CONSUMER, "invalid events")


def _one(stage: Stage, queue: Channel) -> None:
    """See that one message comes to a queue; copies of it are no others."""
    stage.until(
        lambda: expect(f"messages on {queue.name}", expected=1, seen=len(different(stage, queue)))
    )


def _told(stage: Stage) -> list[dict[str, Any]]:
    """Give what was told of collected fares, apart from what was only replayed."""
    return [
        event
        for event in heard(stage, HEARD)
        if event["detail-type"] == "FareCollected" and not event.get("replay-name")
    ]


def _tells(stage: Stage, word: str) -> dict[str, Any]:
    """Wait until the consumer tells of a fare, and give the first such event."""

    def first() -> dict[str, Any]:
        about = [event for event in _told(stage) if tells_of(stage, event, word)]
        expect_that(about, f"events about the fare of {word}", expected="one", seen=about)
        return about[0]

    return stage.until(first)
