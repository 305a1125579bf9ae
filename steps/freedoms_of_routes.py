"""Sentences about what topics, buses and alarms do when they use a freedom of the contract."""

from __future__ import annotations

import json

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps.buses import events_of
from pattern_tck.steps.freedoms import only_one_failed
from pattern_tck.steps.rides import words
from pattern_tck.steps.topics import listen, taken

_TOPIC = "the topic"


@given(parsers.parse('a topic whose subscription "{called}" wants the store "{store:S}"'))
def _(stage: Stage, called: str, store: str) -> None:
    listen(stage, called, _TOPIC, FilterPolicy=_only(store))


@when(parsers.parse('the subscription "{called}" is to want the store "{store:S}"'))
def _(stage: Stage, called: str, store: str) -> None:
    stage.puppet.change_subscription(stage.notes[called], FilterPolicy=_only(store))


@when(parsers.parse('"{listed}" are put on the topic together, and "{unlucky:S}" fails'))
def _(stage: Stage, listed: str, unlucky: str) -> None:
    entries = [{"Id": word, "Message": stage.key(word)} for word in words(listed)]
    answer = stage.puppet.client("sns").publish_batch(
        TopicArn=stage.channel(_TOPIC).address, PublishBatchRequestEntries=entries
    )
    only_one_failed(answer, words(listed), unlucky)


@when("the topic is deleted")
def _(stage: Stage) -> None:
    stage.puppet.client("sns").delete_topic(TopicArn=stage.channel(_TOPIC).address)


@then(parsers.parse('the copies of "{called}" have one MessageId of the topic, and queue ids '
                    'of their own'))  # fmt: skip
def _(stage: Stage, called: str) -> None:
    copies = taken(stage, stage.channel(called), 2)
    by_topic = {(copy.json or {}).get("MessageId") for copy in copies}
    expect("MessageIds of the topic", expected={stage.notes["id"]}, seen=by_topic)
    expect("MessageIds on the queue", expected=2, seen=len({copy.id for copy in copies}))


@then(parsers.parse('the subscription "{called}" has had "{listed}", in this order'))
def _(stage: Stage, called: str, listed: str) -> None:
    expected = [stage.key(word) for word in words(listed)]
    copies = taken(stage, stage.channel(called), len(expected))
    expect("copies", expected=expected, seen=[unwrapped(copy).body for copy in copies])


@then(parsers.parse('the subscription "{called}" has "{word}" once or not at all'))
def _(stage: Stage, called: str, word: str) -> None:
    stage.linger()
    copies: list[Message] = stage.puppet.take(stage.channel(called))
    seen = [unwrapped(copy).body for copy in copies]
    expect_that(
        seen in ([], [stage.key(word)]), "copies", expected=f"{word}, or nothing", seen=seen
    )


@then(parsers.parse('the events of "{called}" are one event by their id'))
def _(stage: Stage, called: str) -> None:
    seen = {event["id"] for event in events_of(stage, called)}
    expect("ids of the events", expected=1, seen=len(seen))


@then(parsers.parse('the target "{called}" has had "{listed}", in this order'))
def _(stage: Stage, called: str, listed: str) -> None:
    expected = [stage.key(word) for word in words(listed)]

    def has_had() -> None:
        seen = [event["detail"]["id"] for event in events_of(stage, called)]
        expect(f"events of {called}", expected=expected, seen=seen)

    stage.until(has_had)


@then("the alarm has not gone off")
def _(stage: Stage) -> None:
    client = stage.puppet.client("cloudwatch")
    (alarm,) = client.describe_alarms(AlarmNames=[stage.notes["alarm"]])["MetricAlarms"]
    state = alarm["StateValue"]
    expect_that(state != "ALARM", "state of the alarm", expected="not ALARM", seen=state)


def _only(store: str) -> str:
    return json.dumps({"store": [store]})
