"""Sentences that several patterns share: ride completions, bookings, consumers of a queue."""

from __future__ import annotations

from typing import Any

from pytest_bdd import parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage


def ride(stage: Stage, word: str, **more: object) -> dict[str, Any]:
    """Give a ride completion as the Wild Rydes application publishes it."""
    return {
        "id": stage.key(word),
        "from": "Berlin",
        "to": "Frankfurt",
        "duration": 420,
        "distance": 600,
        "customer": "cmr",
        "fare": 256.5,
        **more,
    }


def words(listed: str) -> list[str]:
    """Give the words of a list: ``r-1, r-2``."""
    return [word.strip() for word in listed.split(",")]


def numbered(count: int) -> list[str]:
    """Give so many words for rides."""
    return [f"r-{number:02}" for number in range(1, count + 1)]


def booked_once(stage: Stage, called: str, word: str) -> list[str]:
    """Wait until a ride is booked, then make sure that it is booked no more than once."""

    def booked() -> list[str]:
        seen = stage.effects(called, word)
        expect_that(seen, f"bookings of ride {word}", expected="one booking", seen=seen)
        return seen

    stage.until(booked)
    stage.calm()
    seen = stage.effects(called, word)
    expect(f"number of bookings of ride {word} by {called}", expected=1, seen=len(seen))
    return seen


def empty(stage: Stage, queue: Channel) -> None:
    """Wait until nothing is left on a queue: visible, in flight or delayed."""
    stage.until(
        lambda: expect(f"messages left on {queue.name}", expected=0, seen=stage.probe.stock(queue))
    )


@when(parsers.parse('ride "{word}" is completed'))
def _(stage: Stage, word: str) -> None:
    stage.notes["ride"] = word
    stage.puppet.send(stage.channel("work of consumer"), ride(stage, word))
    stage.resume("consumer")


@then(parsers.parse('ride "{word}" is booked once'))
def _(stage: Stage, word: str) -> None:
    booked_once(stage, "consumer", word)
