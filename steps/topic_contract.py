"""Sentences about what a topic owes."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, Value, unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import words
from pattern_tck.steps.topics import listen, taken

_TOPIC = "the topic"


@given("a topic with no subscription")
def _(stage: Stage) -> None:
    stage.puppet.topic(_TOPIC)


@given(parsers.parse('a topic with the subscriptions "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    for called in words(listed):
        listen(stage, called, _TOPIC)


@given(parsers.parse('the raw subscription "{called}"'))
def _(stage: Stage, called: str) -> None:
    listen(stage, called, _TOPIC, RawMessageDelivery="true")


@given(parsers.parse('the subscription "{called}" with a dead-letter queue'))
def _(stage: Stage, called: str) -> None:
    listen(stage, called, _TOPIC, RedrivePolicy=_redrive_policy(stage, called))


@given(parsers.parse('the subscription "{called}" of a queue that does not admit the topic'))
def _(stage: Stage, called: str) -> None:
    listen(stage, called, _TOPIC, admitted=False)


@given(
    parsers.parse(
        'the subscription "{called}" of a queue that does not admit the topic, '
        "with a dead-letter queue"
    )
)
def _(stage: Stage, called: str) -> None:
    policy = _redrive_policy(stage, called)
    listen(stage, called, _TOPIC, admitted=False, RedrivePolicy=policy)


@when(parsers.parse('the subscription "{called}" joins'))
def _(stage: Stage, called: str) -> None:
    listen(stage, called, _TOPIC)


@when(parsers.parse('the subscription "{called}" is ended'))
def _(stage: Stage, called: str) -> None:
    stage.puppet.unsubscribe(stage.notes[called])


@when("the topic is made again under the same name")
def _(stage: Stage) -> None:
    stage.notes["again"] = stage.puppet.topic_again(stage.channel(_TOPIC))


@when(parsers.parse('the queue of the subscription "{called}" is lost'))
def _(stage: Stage, called: str) -> None:
    stage.puppet.delete_channel(stage.channel(called))


@when(parsers.parse('"{word}" is put on the topic'))
def _(stage: Stage, word: str) -> None:
    _put(stage, stage.key(word))


@when(parsers.re(r'"(?P<word>[^"]+)" is put on the topic with the attributes (?P<shown>\{.*\})'))
def _(stage: Stage, word: str, shown: str) -> None:
    _put(stage, stage.key(word), json.loads(shown))


@when(parsers.parse('"{word}" is put on the topic with a Binary attribute'))
def _(stage: Stage, word: str) -> None:
    _put(stage, stage.key(word), {"photo": b"\x00\xff"})


@when(parsers.parse('"{word}" is put on the topic with {count:d} attributes'))
def _(stage: Stage, word: str, count: int) -> None:
    _put(stage, stage.key(word), {f"attribute-{n}": "x" for n in range(count)})


@when(parsers.parse('"{word}" is put on the topic as the text for queues, with attributes'))
def _(stage: Stage, word: str) -> None:
    texts = {"default": "a text for everybody else", "sqs": stage.key(word)}
    _put(stage, json.dumps(texts), {"store": "Bonn"}, MessageStructure="json")


@when(
    parsers.parse(
        "{size:d} bytes in letters of {letter} are put on the topic, with {count:d} attributes"
    )
)
def _(stage: Stage, size: int, letter: str, count: int) -> None:
    text = letter * (size // len(letter.encode()))
    attributes: dict[str, Value] = {f"attribute-{n}": "x" for n in range(count)}
    stage.notes["answer"] = stage.puppet.refusal(lambda: _put(stage, text, attributes))


@then("the topic has accepted the message")
def _(stage: Stage) -> None:
    expect_that(stage.notes["id"], "MessageId of the publish", expected="one",
                seen=stage.notes["id"])  # fmt: skip


@then(parsers.parse("the topic has {answer:w} the size"))
def _(stage: Stage, answer: str) -> None:
    code = {"accepted": "", "refused": "InvalidParameter"}[answer]
    expect("answer to the publish", expected=code, seen=stage.notes["answer"])


@then("it is the same topic")
def _(stage: Stage) -> None:
    expect("ARN", expected=stage.channel(_TOPIC).address, seen=stage.notes["again"])


@then(
    parsers.re(r'each of the subscriptions "(?P<listed>[^"]+)" has the messages "(?P<sent>[^"]+)"')
)
def _(stage: Stage, listed: str, sent: str) -> None:
    for called in words(listed):
        _has(stage, called, sent)
    stage.linger()
    for called in words(listed):
        _has(stage, called, sent)


@then(parsers.parse('each of the subscriptions "{listed}" has no message'))
def _(stage: Stage, listed: str) -> None:
    stage.linger()
    seen = {called: stage.probe.stock(stage.channel(called)) for called in words(listed)}
    expect("copies", expected=dict.fromkeys(words(listed), 0), seen=seen)


@then(
    parsers.parse('the dead-letter queue of the subscription "{called}" has the messages "{sent}"')
)
def _(stage: Stage, called: str, sent: str) -> None:
    _has(stage, f"dead letters of {called}", sent)


@then(parsers.parse("there are still {count:d} subscriptions"))
def _(stage: Stage, count: int) -> None:
    seen = len(stage.probe.subscriptions(stage.channel(_TOPIC)))
    expect("subscriptions", expected=count, seen=seen)


@then(
    parsers.parse(
        'the copy of "{called}" is an envelope with '
        "Type, MessageId, TopicArn, Message and Timestamp"
    )
)
def _(stage: Stage, called: str) -> None:
    envelope = dict(_copy(stage, called).json or {})
    stage.notes["envelope"] = envelope
    time = envelope.pop("Timestamp", "")
    expect_that("T" in time, "Timestamp", expected="a time as in ISO 8601", seen=time)
    expected = {
        "Type": "Notification",
        "MessageId": stage.notes["id"],
        "TopicArn": stage.channel(_TOPIC).address,
        "Message": stage.notes["text"],
    }
    expect("envelope", expected=expected, seen={name: envelope.get(name) for name in expected})


@then("the envelope has the attributes with their types")
def _(stage: Stage) -> None:
    expected = {
        "fare": {"Type": "Number", "Value": "256.5"},
        "store": {"Type": "String", "Value": "Bonn"},
    }
    seen = stage.notes["envelope"].get("MessageAttributes")
    expect("attributes in the envelope", expected=expected, seen=seen)


@then(parsers.parse('the envelope of "{called}" has no attributes'))
def _(stage: Stage, called: str) -> None:
    seen = (_copy(stage, called).json or {}).get("MessageAttributes") or {}
    expect("attributes in the envelope", expected={}, seen=seen)


@then(
    parsers.parse(
        'the envelopes of "{one}" and "{two}" have the MessageId of the publish, '
        "and queue ids of their own"
    )
)
def _(stage: Stage, one: str, two: str) -> None:
    copies = [_copy(stage, one), _copy(stage, two)]
    published = stage.notes["id"]
    seen = [(copy.json or {}).get("MessageId") for copy in copies]
    expect("MessageIds in the envelopes", expected=[published, published], seen=seen)
    ids = {published, *(copy.id for copy in copies)}
    expect_that(len(ids) == 3, "MessageIds on the queues", expected="one each", seen=ids)


@then(parsers.parse('the copy of "{called}" is the bare message'))
def _(stage: Stage, called: str) -> None:
    expect("body", expected=stage.notes["text"], seen=_copy(stage, called).body)


@then(parsers.re(r'the copy of "(?P<called>[^"]+)" has the attributes (?P<shown>\{.*\})'))
def _(stage: Stage, called: str, shown: str) -> None:
    seen = dict(_copy(stage, called).attributes)
    expect("attributes", expected=json.loads(shown), seen=seen)


@then(parsers.parse('the copy of "{called}" has the Binary attribute'))
def _(stage: Stage, called: str) -> None:
    seen = dict(_copy(stage, called).attributes)
    expect("attributes", expected={"photo": b"\x00\xff"}, seen=seen)


def _put(stage: Stage, text: str, attributes: dict[str, Value] | None = None, **more: Any) -> None:
    stage.notes["text"] = text
    stage.notes["id"] = ""
    stage.notes["id"] = stage.puppet.publish(stage.channel(_TOPIC), text, attributes, **more)


def _copy(stage: Stage, called: str) -> Message:
    (copy,) = taken(stage, stage.channel(called), 1)
    return copy


def _has(stage: Stage, called: str, sent: str) -> None:
    expected = sorted(stage.key(word) for word in words(sent))

    def has() -> None:
        copies = stage.puppet.take(stage.channel(called))
        seen = sorted(unwrapped(copy).body for copy in copies)
        expect(f"copies for {called}", expected=expected, seen=seen)

    stage.until(has)


def _redrive_policy(stage: Stage, called: str) -> str:
    dead = stage.puppet.queue(f"dead letters of {called}")
    stage.puppet.admit(dead, stage.channel(_TOPIC))
    return json.dumps({"deadLetterTargetArn": stage.probe.arn(dead)})
