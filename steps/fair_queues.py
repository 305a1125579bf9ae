"""Sentences of the contract of fair queues: a standard queue that several tenants share."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.queues import look, the_queue
from pattern_tck.steps.rides import words

#: Long enough for what is in flight to stay so, on any clock.
_LONG = "600"
_BATCH = 10
_LOOKS = 10


@given(
    parsers.parse(
        'a queue on which tenant "{tenant:S}" has {busy:d} messages in flight, and {waiting:d} '
        "more that wait"
    )
)
def _(stage: Stage, tenant: str, busy: int, waiting: int) -> None:
    stage.puppet.queue("the queue", VisibilityTimeout=_LONG)
    _send_many(stage, tenant, busy + waiting)
    seen: list[str] = []
    while len(seen) < busy:
        found = _received(stage, min(_BATCH, busy - len(seen)))
        expect_that(found, "what the queue gives", expected="some of the backlog", seen=found)
        seen += found
    stage.notes["waiting"] = waiting
    # Who is noisy may be found out a moment later.
    stage.pass_time(stage.target.tempo.slack)


@when(parsers.parse('tenant "{tenant:S}" sends the text "{text:S}"'))
def _(stage: Stage, tenant: str, text: str) -> None:
    stage.puppet.send(the_queue(stage), text, MessageGroupId=tenant)


@when(parsers.parse('somebody of no tenant sends the text "{text:S}"'))
def _(stage: Stage, text: str) -> None:
    stage.puppet.send(the_queue(stage), text)


@then(parsers.parse('the text "{text:S}" is given before half of the backlog'))
def _(stage: Stage, text: str) -> None:
    _before_the_backlog(stage, [text])


@then(parsers.parse('the texts "{listed}" are given before half of the backlog'))
def _(stage: Stage, listed: str) -> None:
    _before_the_backlog(stage, words(listed))


@then("all of the backlog is given")
def _(stage: Stage) -> None:
    expected = stage.notes["waiting"]
    seen: set[str] = set()
    for _ in range(expected + _LOOKS):
        seen |= {message["MessageId"] for message in stage.puppet.receive(the_queue(stage))}
        if len(seen) >= expected:
            break
    expect("messages of the backlog that were given", expected=expected, seen=len(seen))


@then(parsers.parse('a receive that asks for nothing gives the text "{text:S}"'))
def _(stage: Stage, text: str) -> None:
    found = look(lambda: stage.service.ask("receive_message", the_queue(stage)))
    expect("what a receive gives", expected=[text], seen=[each["Body"] for each in found])


@then(parsers.parse('a receive that asks for the tenant is told "{tenant:S}"'))
def _(stage: Stage, tenant: str) -> None:
    found = look(lambda: stage.service.ask("receive_message", the_queue(stage),
                                           AttributeNames=["MessageGroupId"]))  # fmt: skip
    seen = [each.get("Attributes", {}).get("MessageGroupId", "nothing") for each in found]
    expect("tenant", expected=[tenant], seen=seen)


@then(parsers.parse('two receives of one message each give the texts "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    seen = [text for _ in range(2) for text in _received(stage, 1)]
    expect("texts given side by side", expected=words(listed), seen=sorted(seen))


def _send_many(stage: Stage, tenant: str, count: int) -> None:
    for first in range(0, count, _BATCH):
        entries = [
            {"Id": str(number), "MessageBody": f"m-{number}", "MessageGroupId": tenant}
            for number in range(first, min(first + _BATCH, count))
        ]
        answer = stage.service.ask("send_message_batch", the_queue(stage), Entries=entries)
        expect("entries that failed", expected=[], seen=list(answer.get("Failed", ())))


def _received(stage: Stage, count: int) -> list[str]:
    """Receive at most so many messages and leave them in flight; give their texts."""
    asked = {"MaxNumberOfMessages": count}
    found = look(lambda: stage.service.ask("receive_message", the_queue(stage), **asked))
    return [message["Body"] for message in found]


def _before_the_backlog(stage: Stage, texts: list[str]) -> None:
    """Receive half as many messages as wait; these texts must be among them."""
    seen: list[str] = []
    for _ in range(stage.notes["waiting"]):
        left = stage.notes["waiting"] // 2 - len(seen)
        if left <= 0 or set(texts) <= set(seen):
            break
        seen += _received(stage, min(_BATCH, left))
    missing = sorted(set(texts) - set(seen))
    expect_that(
        not missing,
        f"the first {stage.notes['waiting'] // 2} messages given",
        expected=f"{', '.join(texts)} among them",
        seen=seen,
    )
