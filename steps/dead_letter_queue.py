"""Sentences of the dead-letter queue."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.redriving import redriven
from pattern_tck.steps.rides import ride

_DAY = 24 * 60 * 60


@given(parsers.parse('a consumer for whom ride "{word}" cannot be booked {count:d} times'))
def _(stage: Stage, word: str, count: int) -> None:
    stage.cast("consumer")
    stage.faults.refuse("consumer", "effect", times=count, about=stage.key(word))


@given(parsers.parse("a consumer that dies {side:w} its effect every time"))
def _(stage: Stage, side: str) -> None:
    stage.cast("consumer")
    act = faults.crash_after if side == "after" else faults.crash_before
    words = f"dies {side} its effect every time"
    trouble = stage.faults.at("consumer", "effect", act, words, times=float("inf"))
    stage.notes["trouble"] = trouble


@when(parsers.parse("the message {body} is sent"))
def _(stage: Stage, body: str) -> None:
    stage.puppet.send(_work(stage), body, misfit=True)
    stage.notes["body"] = body


@when(parsers.parse('ride "{word}" is completed by a sender who adds a correlation id'))
def _(stage: Stage, word: str) -> None:
    stage.notes["ride"] = word
    stage.puppet.send(_work(stage), ride(stage, word), {"CorrelationId": stage.key("c-1")})


@when("the consumer is mended")
def _(stage: Stage) -> None:
    stage.notes["trouble"].times = 0


@when(parsers.parse("the booking works again after {count:d} more attempts"))
def _(stage: Stage, count: int) -> None:
    trouble = stage.notes["trouble"]
    trouble.times = trouble.fired + count


@when("the operator redrives the dead letters")
def _(stage: Stage) -> None:
    redriven(stage, _work(stage))


@when("the operator redrives the dead letters 10 days later")
def _(stage: Stage) -> None:
    stage.pass_time(10 * _DAY)
    stage.puppet.redrive(_dead_letters(stage), _work(stage))


@then(parsers.parse('ride "{word}" becomes a dead letter, and no other'))
def _(stage: Stage, word: str) -> None:
    _becomes_dead_letter(stage)
    stage.calm()
    bodies = [_id(message) for message in stage.puppet.take(_dead_letters(stage))]
    expect("dead letters", expected=[stage.key(word)], seen=bodies)


@then("it becomes a dead letter")
def _(stage: Stage) -> None:
    _becomes_dead_letter(stage)


@then("there is no dead letter")
def _(stage: Stage) -> None:
    stage.calm()
    queue = stage.probe.dead_letters(_work(stage))
    expect("dead letters", expected=0, seen=stage.probe.stock(queue) if queue else 0)


@then("the consumer received it exactly maxReceiveCount times")
def _(stage: Stage) -> None:
    key = stage.key(stage.notes["ride"])
    receives = [
        event
        for event in stage.journal.events
        if event.operation == "sqs ReceiveMessage"
        and event.channel == "work of consumer"
        and key in event.outcome
    ]
    allowed = stage.probe.max_receives(_work(stage))
    expect("receives of the poison message", expected=allowed, seen=len(receives))


@then(parsers.parse('ride "{word}" is on the queue or a dead letter, and never nowhere'))
def _(stage: Stage, word: str) -> None:
    def somewhere() -> int:
        dead = stage.probe.dead_letters(_work(stage))
        return stage.probe.stock(_work(stage)) + (stage.probe.stock(dead) if dead else 0)

    for _ in range(12):
        stage.turn()
        expect(f"places where ride {word} is", expected=1, seen=somewhere())
        stage.pass_visibility(_work(stage))


@then("it goes to the invalid-message channel after 1 receive")
def _(stage: Stage) -> None:
    invalid = stage.channel("invalid messages of consumer")

    def arrived() -> list[str]:
        bodies = [message.body for message in stage.puppet.take(invalid)]
        expect("messages on the invalid-message channel", expected=[stage.notes["body"]],
               seen=bodies)  # fmt: skip
        return bodies

    stage.turn()
    arrived()  # at once: no visibility timeout has passed
    stage.calm()
    arrived()
    expect("messages left on the queue", expected=0, seen=stage.probe.stock(_work(stage)))


@then("it is still there when the retention of the queue has passed")
def _(stage: Stage) -> None:
    stage.pass_time(stage.probe.retention(_work(stage)))
    letters = stage.puppet.take(_dead_letters(stage))
    expect("dead letters after the queue's retention", expected=1, seen=len(letters))


@then("an alarm on the depth of the dead-letter queue goes off, and did not before")
def _(stage: Stage) -> None:
    dead = _dead_letters(stage)
    alarms = stage.probe.alarms_on(dead)
    expect_that(alarms, "alarms on the depth of the dead-letter queue", expected="one", seen=alarms)
    depth = stage.probe.depth(dead)
    seen = {number: any(rings(alarm, number) for alarm in alarms) for number in (0, depth)}
    expect("alarm by depth of the queue", expected={0: False, depth: True}, seen=seen)


@then("the dead letter has the ride and the correlation id")
def _(stage: Stage) -> None:
    letters = stage.puppet.take(_dead_letters(stage))
    seen = [(_id(letter), letter.attributes.get("CorrelationId")) for letter in letters]
    key = stage.key(stage.notes["ride"])
    expect("ride and correlation id", expected=[(key, stage.key("c-1"))], seen=seen)


def _becomes_dead_letter(stage: Stage) -> None:
    dead = _dead_letters(stage)
    stage.until(lambda: expect("dead letters", expected=1, seen=stage.probe.stock(dead)))


def _work(stage: Stage) -> Channel:
    return stage.channel("work of consumer")


def _dead_letters(stage: Stage) -> Channel:
    return stage.dead_letters_of(_work(stage))


def _id(message: Message) -> Any:
    body = message.json
    return body.get("id") if isinstance(body, dict) else message.body


def watched(stage: Stage, queue: Channel) -> None:
    """See that an alarm goes off as soon as one message lies on a queue, and not before."""
    alarms = stage.probe.alarms_on(queue)
    expect_that(alarms, f"alarms on the depth of {queue.name}", expected="one", seen=alarms)
    seen = {depth: any(rings(alarm, depth) for alarm in alarms) for depth in (0, 1)}
    expect("alarm by depth of the queue", expected={0: False, 1: True}, seen=seen)


def rings(alarm: dict[str, Any], depth: int) -> bool:
    """Say whether an alarm's condition holds for a depth: the metric is not in every target."""
    threshold = float(alarm["Threshold"])
    comparisons = {
        "GreaterThanThreshold": depth > threshold,
        "GreaterThanOrEqualToThreshold": depth >= threshold,
        "LessThanThreshold": depth < threshold,
        "LessThanOrEqualToThreshold": depth <= threshold,
    }
    return comparisons[alarm["ComparisonOperator"]]
