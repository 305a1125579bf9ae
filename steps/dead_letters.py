"""Sentences of the contract of dead-letter queues: the target itself is judged."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect
from pattern_tck.messages import received
from pattern_tck.stage import Stage
from pattern_tck.steps.queues import (
    change_visibility,
    gives,
    gives_nothing,
    outcome_of,
    send,
    the_queue,
)
from pattern_tck.steps.rides import words

_STANDARD: dict[str, str] = {}
_FIFO = {"FifoQueue": "true"}


@given(parsers.parse("a queue that moves a message after {count:d} receives"))
def _(stage: Stage, count: int) -> None:
    _with_dead_letters(stage, count)


@given(parsers.parse("a FIFO queue that moves a message after {count:d} receives"))
def _(stage: Stage, count: int) -> None:
    _with_dead_letters(stage, count, **_FIFO)


@given(parsers.parse('a queue with the dead letters "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    _with_dead_letters(stage, 1)
    for text in words(listed):
        send(stage, text)
    _give(stage, the_queue(stage), words(listed))
    stage.pass_visibility(the_queue(stage))
    gives_nothing(stage, the_queue(stage))
    dead = stage.probe.stock(stage.channel("dead letters"))
    expect("dead letters", expected=len(words(listed)), seen=dead)


@given("another queue with the same dead-letter queue")
def _(stage: Stage) -> None:
    stage.puppet.queue("the other queue", RedrivePolicy=_policy(stage, 1))


@given(parsers.parse("a dead-letter queue that allows {sources}"))
def _(stage: Stage, sources: str) -> None:
    queue = stage.puppet.queue("the queue")
    another = stage.puppet.queue("another queue")
    allows: dict[str, Any] = {
        "whoever comes": {"redrivePermission": "allowAll"},
        "nobody": {"redrivePermission": "denyAll"},
        "another queue": _by_queue(stage, another),
        "just that queue": _by_queue(stage, queue),
    }[sources]
    stage.puppet.queue("dead letters", RedriveAllowPolicy=json.dumps(allows))


@when(parsers.parse("{count:d} receives of it end by the visibility timeout"))
def _(stage: Stage, count: int) -> None:
    for _ in range(count):
        gives(stage, the_queue(stage), "t-1")
        stage.pass_visibility(the_queue(stage))


@when("a receive of it ends by the visibility timeout")
def _(stage: Stage) -> None:
    gives(stage, the_queue(stage), "t-1")
    stage.pass_visibility(the_queue(stage))


@when("a receive of it is given back at once")
def _(stage: Stage) -> None:
    gives(stage, the_queue(stage), "t-1")
    change_visibility(stage, 0)


@when("a receive of it was only a look")
def _(stage: Stage) -> None:
    gives(stage, the_queue(stage), "t-1", VisibilityTimeout=0)


@when(parsers.parse("it becomes a dead letter, which is kept for {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    dead = stage.channel("dead letters")
    expect("retention of the dead-letter queue", expected=seconds, seen=stage.probe.retention(dead))
    _die(stage)


@when("the service is told to redrive")
def _(stage: Stage) -> None:
    stage.service.redrive(stage.channel("dead letters"))


@when("the service is told to redrive to the other queue")
def _(stage: Stage) -> None:
    stage.service.redrive(stage.channel("dead letters"), to=stage.channel("the other queue"))


@when("the service is told to redrive one message a second")
def _(stage: Stage) -> None:
    stage.service.redrive(stage.channel("dead letters"), a_second=1)


@when("the redrive has ended")
def _(stage: Stage) -> None:
    dead = stage.channel("dead letters")
    stage.until(
        lambda: expect(
            "status of the redrive", expected="COMPLETED", seen=stage.service.redrive_status(dead)
        )
    )


@then(parsers.parse('the queue gives the texts "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    stage.until(lambda: _give(stage, the_queue(stage), words(listed)))


@then(
    parsers.parse('the queue gives the text "{text:S}" under a new MessageId, received once by now')
)
def _(stage: Stage, text: str) -> None:
    before = {message["MessageId"] for message in stage.notes["held"]}
    message = stage.until(lambda: gives(stage, the_queue(stage), text))
    expect(
        "whether the MessageId is an old one", expected=False, seen=message["MessageId"] in before
    )
    seen = message["Attributes"]["ApproximateReceiveCount"]
    expect("ApproximateReceiveCount", expected="1", seen=seen)


@then(parsers.parse('the other queue gives the text "{text:S}"'))
def _(stage: Stage, text: str) -> None:
    stage.until(lambda: gives(stage, stage.channel("the other queue"), text))


@then("the other queue has nothing")
def _(stage: Stage) -> None:
    gives_nothing(stage, stage.channel("the other queue"))


@then("telling the service to redrive the queue is refused")
def _(stage: Stage) -> None:
    code = stage.puppet.refusal(lambda: stage.service.redrive(the_queue(stage)))
    expect("the redrive", expected="refused", seen=outcome_of(code))


@then("telling the service to redrive once more is refused")
def _(stage: Stage) -> None:
    code = stage.puppet.refusal(lambda: stage.service.redrive(stage.channel("dead letters")))
    expect("the second redrive", expected="refused", seen=outcome_of(code))


@then("cancelling the redrive is refused")
def _(stage: Stage) -> None:
    code = stage.puppet.refusal(stage.service.cancel_redrive)
    expect("the cancelling", expected="refused", seen=outcome_of(code))


@then(parsers.parse("the queue gives it exactly {count:d} times, and then it is a dead letter"))
def _(stage: Stage, count: int) -> None:
    for _ in range(count):
        gives(stage, the_queue(stage), "t-1")
        change_visibility(stage, 0)
    _is_dead(stage)


@then("the next receive gives nothing, and it is a dead letter")
def _(stage: Stage) -> None:
    _is_dead(stage)


@then("there is no dead letter yet")
def _(stage: Stage) -> None:
    seen = stage.probe.stock(stage.channel("dead letters"))
    expect("dead letters", expected=0, seen=seen)


@then("as a dead letter it has the same MessageId, body and attributes")
def _(stage: Stage) -> None:
    before = received(gives(stage, the_queue(stage), "m-1"))
    stage.pass_visibility(the_queue(stage))
    gives_nothing(stage, the_queue(stage))
    after = received(gives(stage, stage.channel("dead letters"), "m-1"))
    expect("MessageId", expected=before.id, seen=after.id)
    expect("attributes", expected=before.attributes, seen=after.attributes)


@then(parsers.parse('the dead-letter queue still has the text "{text:S}"'))
def _(stage: Stage, text: str) -> None:
    gives(stage, stage.channel("dead letters"), text, VisibilityTimeout=1)


@then("the dead-letter queue has nothing")
def _(stage: Stage) -> None:
    gives_nothing(stage, stage.channel("dead letters"))


@then(parsers.parse("{queue} whose dead letters go to {another} is refused"))
def _(stage: Stage, queue: str, another: str) -> None:
    stage.puppet.queue("standard", **_STANDARD)
    stage.puppet.queue("fifo", **_FIFO)
    standard, fifo = (stage.probe.arn(stage.channel(name)) for name in ("standard", "fifo"))
    place = {
        "a standard queue": standard,
        "a FIFO queue": fifo,
        "a queue that is not": f"{standard}-not",
        "one of another region": _elsewhere(standard),
    }[another]
    policy = json.dumps({"deadLetterTargetArn": place, "maxReceiveCount": 3})
    kind = _FIFO if queue == "a FIFO queue" else _STANDARD
    code = stage.puppet.refusal(
        lambda: stage.puppet.queue("the queue", RedrivePolicy=policy, **kind)
    )
    expect(f"{queue} with {another}", expected="refused", seen=outcome_of(code))


@then(parsers.parse("a queue with its dead letters there is {outcome:w}"))
def _(stage: Stage, outcome: str) -> None:
    attributes = {"RedrivePolicy": _policy(stage, 3)}
    code = stage.puppet.refusal(
        lambda: stage.service.ask("set_queue_attributes", the_queue(stage), Attributes=attributes)
    )
    expect("the redrive policy", expected=outcome, seen=outcome_of(code))


def _with_dead_letters(stage: Stage, count: int, **attributes: str) -> None:
    stage.puppet.queue("dead letters", **attributes)
    stage.puppet.queue("the queue", RedrivePolicy=_policy(stage, count), **attributes)


def _policy(stage: Stage, count: int) -> str:
    place = stage.probe.arn(stage.channel("dead letters"))
    return json.dumps({"deadLetterTargetArn": place, "maxReceiveCount": count})


def _by_queue(stage: Stage, queue: Channel) -> dict[str, Any]:
    return {"redrivePermission": "byQueue", "sourceQueueArns": [stage.probe.arn(queue)]}


def _elsewhere(arn: str) -> str:
    region = arn.split(":")[3]
    return arn.replace(region, "eu-west-1" if region != "eu-west-1" else "us-east-1")


def _die(stage: Stage) -> None:
    gives(stage, the_queue(stage), "t-1")
    stage.pass_visibility(the_queue(stage))
    _is_dead(stage)


def _is_dead(stage: Stage) -> None:
    """Receive once more: the message is moved, and not given."""
    gives_nothing(stage, the_queue(stage))
    seen = stage.probe.stock(stage.channel("dead letters"))
    expect("dead letters", expected=1, seen=seen)


def _give(stage: Stage, queue: Channel, texts: list[str]) -> None:
    """Receive exactly these texts, in any order."""
    found: list[str] = []
    for _ in range(10):
        messages = stage.puppet.receive(queue)
        stage.notes.setdefault("held", []).extend(messages)
        found += [message["Body"] for message in messages]
        if len(found) >= len(texts):
            break
    expect(f"what {queue.name} gives", expected=texts, seen=sorted(found))
