"""Sentences of the queue as buffering load balancer: the ledger and its limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import empty, numbered, ride

WORKER = "buffered-worker"

#: Times are kept in milliseconds somewhere on their way.
_EXACT = 0.005
#: Steps that begin at another part of each second: what is counted by seconds shows.
_STEP = 0.75
_STEPS_AT_FIRST = 4


@given(
    parsers.re(
        r"(?P<count>\d+) buffered workers? before a ledger that bears (?P<limit>\d+) bookings "
        r"a second"
    )
)
def _(stage: Stage, count: str, limit: str) -> None:
    stage.ask_for(DOWNSTREAM_LIMIT=limit)
    stage.cast(WORKER, instances=int(count))


@given("a buffered worker dies before it books")
def _(stage: Stage) -> None:
    stage.faults.crash(WORKER, "effect")


@given("a buffered worker dies after it books")
def _(stage: Stage) -> None:
    stage.faults.crash(WORKER, "effect", after=True)


@given("a buffered worker dies before it acknowledges")
def _(stage: Stage) -> None:
    stage.faults.crash(WORKER, "acknowledgement")


@given("a buffered worker is held up before it books")
def _(stage: Stage) -> None:
    stage.faults.slow(WORKER, "effect")


@given(parsers.parse("the ledger asks for patience {count:d} times"))
def _(stage: Stage, count: int) -> None:
    code, message = "ThrottlingException", "Rate exceeded"
    stage.faults.refuse(WORKER, "effect", times=count, code=code, message=message, status=400)


@given(parsers.parse('the ledger refuses buffered ride "{word:S}"'))
def _(stage: Stage, word: str) -> None:
    stage.faults.refuse(WORKER, "effect", times=float("inf"), about=stage.key(word))


@given(parsers.parse('the queue hands buffered ride "{word:S}" out once more after its booking'))
def _(stage: Stage, word: str) -> None:
    again = faults.Redeliver(stage.key(word))
    stage.faults.at(WORKER, "receive", again, "gets a message twice", times=2, at_least=2)


@when(parsers.parse("a burst of {count:d} rides comes"))
def _(stage: Stage, count: int) -> None:
    send(stage, numbered(count))
    _second_by_second(stage)


@when(parsers.parse("bursts of {one:d} and of {other:d} rides come shortly one after the other"))
def _(stage: Stage, one: int, other: int) -> None:
    rides = numbered(one + other)
    send(stage, rides[:one])
    stage.pass_time(_STEP)
    send(stage, rides[one:])
    _second_by_second(stage)


@when(parsers.parse("{count:d} more buffered workers are started"))
def _(stage: Stage, count: int) -> None:
    for _ in range(count):
        stage.add_instance(WORKER)
    _second_by_second(stage)


@when(parsers.parse("the text {text} comes to the buffered worker"))
def _(stage: Stage, text: str) -> None:
    stage.notes["text"] = text
    stage.puppet.send(work_of(stage), text, misfit=True)


@then(parsers.parse("the ledger books each of the {count:d} buffered rides once"))
def _(stage: Stage, count: int) -> None:
    books_each_once(stage, numbered(count))


@then(parsers.parse('the ledger books buffered ride "{word:S}" once'))
def _(stage: Stage, word: str) -> None:
    books_each_once(stage, [word])


@then(parsers.parse("the ledger never sees more than {limit:d} bookings in a second"))
def _(stage: Stage, limit: int) -> None:
    times = [event.at for event in bookings(stage)]
    expect_that(times, "bookings that the ledger saw", expected="some", seen=times)
    too_close = [
        f"{limit + 1} from {first:.3f} s to {last:.3f} s"
        for first, last in zip(times, times[limit:], strict=False)
        if last - first < 1 - _EXACT
    ]
    expect(f"more than {limit} bookings in a second", expected=[], seen=too_close)


@then("no buffered ride is a dead letter")
def _(stage: Stage) -> None:
    letters = stage.probe.stock(stage.dead_letters_of(work_of(stage)))
    expect("dead letters of the buffered worker", expected=0, seen=letters)


@then(
    parsers.parse(
        'buffered ride "{word:S}" becomes a dead letter, and the ledger books the other {count:d}'
    )
)
def _(stage: Stage, word: str, count: int) -> None:
    others = [each for each in stage.notes["buffered"] if each != word]
    expect("other rides", expected=count, seen=len(others))
    books_each_once(stage, others)
    letters = stage.dead_letters_of(work_of(stage))

    def dead() -> None:
        ids = {(message.json or {}).get("id") for message in stage.puppet.take(letters)}
        expect("dead letters of the buffered worker", expected={stage.key(word)}, seen=ids)

    stage.until(dead)
    expect(f"bookings of ride {word}", expected=[], seen=stage.effects(WORKER, word))


@then("nothing is left to the buffered worker")
def _(stage: Stage) -> None:
    empty(stage, work_of(stage))


@then("the buffered worker lays the text aside as invalid")
def _(stage: Stage) -> None:
    invalid = stage.channel_of(WORKER, "invalid messages")

    def laid_aside() -> None:
        texts = {message.body for message in stage.puppet.take(invalid)}
        expect("invalid messages", expected={stage.notes["text"]}, seen=texts)

    stage.until(laid_aside)


def work_of(stage: Stage) -> Channel:
    """Give the queue that takes the bursts."""
    return stage.channel_of(WORKER, "work")


def send(stage: Stage, rides: Collection[str], **attributes: Any) -> None:
    """Complete rides, one send each, faster than anybody can work."""
    stage.notes["buffered"] = list(rides)
    for word in rides:
        stage.puppet.send(work_of(stage), ride(stage, word), attributes)


def bookings(stage: Stage) -> list[Any]:
    """Give the events of calls that reached the ledger, in the order of their time."""
    moment = stage.application(WORKER).role.moments["effect"]
    ledger = stage.channel_of(WORKER, "effects").name
    seen = [
        event
        for event in stage.journal.events
        if event.channel == ledger
        and event.operation.rpartition(" ")[2] in moment.operations
        and not event.outcome.startswith("Crash: killed before")
    ]
    return sorted(seen, key=lambda event: event.at)


def books_each_once(stage: Stage, rides: Collection[str]) -> None:
    """Wait until rides are booked, and see that each is so once."""
    wanted = {stage.key(word): 1 for word in rides}

    def seen() -> dict[str, int]:
        booked = Counter(stage.probe.effect_keys(stage.channel_of(WORKER, "effects")))
        return {key: booked[key] for key in wanted if booked[key]}

    def all_booked() -> None:
        expect("rides that the ledger has not booked", expected=set(), seen={*wanted} - {*seen()})

    stage.until(all_booked)
    stage.calm()
    expect("bookings of each ride", expected=wanted, seen=seen())


def _second_by_second(stage: Stage) -> None:
    """Play the beginning of a burst in short steps, so that a limit can be seen to be kept."""
    for _ in range(_STEPS_AT_FIRST):
        stage.pass_time(_STEP)
