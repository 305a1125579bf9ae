"""Sentences of topic-queue-chaining: applications behind queues that listen to a topic."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import empty, numbered, ride, words
from pattern_tck.steps.topics import (
    books_each_once,
    has_as_dead_letter,
    inbox_of,
    publish,
    publish_rides,
)


@given(parsers.re(r'application "(?P<called>[^"]+)" subscribes with (?P<workers>\d+) workers?'))
def _(stage: Stage, called: str, workers: str) -> None:
    stage.cast("subscriber", called=called, instances=int(workers))


@given(parsers.parse('applications "{listed}" subscribe'))
def _(stage: Stage, listed: str) -> None:
    for called in words(listed):
        stage.cast("subscriber", called=called)


@given(parsers.parse('"{called}" cannot book ride "{word}"'))
def _(stage: Stage, called: str, word: str) -> None:
    about = stage.key(word)
    stage.notes["trouble"] = stage.faults.refuse(called, "effect", times=float("inf"), about=about)


@given(parsers.parse('"{called}" cannot book ride "{word}" {count:d} times'))
def _(stage: Stage, called: str, word: str, count: int) -> None:
    stage.faults.refuse(called, "effect", times=count, about=stage.key(word))


@given(parsers.parse('"{called}" is slow to book'))
def _(stage: Stage, called: str) -> None:
    stage.faults.slow(called, "effect")


@when(parsers.parse('"{called}" is away'))
def _(stage: Stage, called: str) -> None:
    stage.stop(called)


@when(parsers.re(r'"(?P<called>[^"]+)" (comes back|is started again)'))
def _(stage: Stage, called: str) -> None:
    stage.resume(called)


@when(parsers.parse('"{called}" is killed'))
def _(stage: Stage, called: str) -> None:
    stage.turn()
    stage.application(called).instances[0].crash()
    stage.stop(called)


@when(parsers.parse('"{called}" starts another worker, and its first one is killed'))
def _(stage: Stage, called: str) -> None:
    stage.turn()
    stage.add_instance(called)
    gone = stage.application(called).instances.pop(0)
    gone.crash()
    gone.close()


@when(parsers.parse('"{first}" comes first to ride "{one}", and "{second}" first to ride "{two}"'))
def _(stage: Stage, first: str, one: str, second: str, two: str) -> None:
    for ahead, behind, word in ((first, second, one), (second, first, two)):
        stage.stop(behind)
        publish(stage, ride(stage, word))
        books_each_once(stage, [ahead], [word])
        stage.resume(behind)


@when(parsers.parse("{count:d} rides are published"))
def _(stage: Stage, count: int) -> None:
    publish_rides(stage, numbered(count))


@when(parsers.parse("{count:d} more rides are published"))
def _(stage: Stage, count: int) -> None:
    publish_rides(stage, numbered(2 * count)[count:])


@when(parsers.parse('ride "{word}" is published'))
def _(stage: Stage, word: str) -> None:
    stage.notes["ride"] = word
    publish_rides(stage, [word])


@when(parsers.parse('rides "{listed}" are published'))
def _(stage: Stage, listed: str) -> None:
    stage.notes["ride"] = words(listed)[0]
    publish_rides(stage, words(listed))


@when(parsers.parse('ride "{word}" is published twice'))
def _(stage: Stage, word: str) -> None:
    publish_rides(stage, [word, word])


@when(parsers.parse("the message {body} is published"))
def _(stage: Stage, body: str) -> None:
    stage.notes["body"] = body
    publish(stage, body, misfit=True)


@then(parsers.parse('"{called}" books published ride "{word}" once'))
def _(stage: Stage, called: str, word: str) -> None:
    books_each_once(stage, [called], [word])


@then(parsers.parse('each of "{listed}" books published ride "{word}" once'))
def _(stage: Stage, listed: str, word: str) -> None:
    books_each_once(stage, words(listed), [word])


@then(parsers.parse('each of "{listed}" books each of the {count:d} published rides once'))
def _(stage: Stage, listed: str, count: int) -> None:
    books_each_once(stage, words(listed), numbered(count))


@then(parsers.parse('"{called}" books all {count:d} published rides while "{slow}" is slow'))
def _(stage: Stage, called: str, count: int, slow: str) -> None:
    books_each_once(stage, [called], numbered(count))
    early, late = _bookings_at(stage, called), _bookings_at(stage, slow)
    expect_that(
        max(early) < min(late, default=float("inf")),
        f"seconds at which {called} and {slow} booked",
        expected=f"{called} first",
        seen=(early, late),
    )


@then(parsers.re(r'(?P<count>\d+) messages? waits? for "(?P<called>[^"]+)"'))
def _(stage: Stage, count: str, called: str) -> None:
    inbox = inbox_of(stage, called)
    stage.until(
        lambda: expect(
            f"messages that wait for {called}", expected=int(count), seen=stage.probe.stock(inbox)
        )
    )


@then(parsers.parse('nothing is left in the inbox of "{called}"'))
def _(stage: Stage, called: str) -> None:
    empty(stage, inbox_of(stage, called))


@then(parsers.parse('the ride becomes a dead letter of "{called}" alone'))
def _(stage: Stage, called: str) -> None:
    has_as_dead_letter(stage, called)


def _bookings_at(stage: Stage, called: str) -> list[float]:
    """Give the times at which an application was seen to book."""
    moment = stage.application(called).role.moments["effect"]
    return [
        event.at
        for event in stage.journal.events
        if event.channel == f"effects of {called}"
        and event.operation.rpartition(" ")[2] in moment.operations
    ]
