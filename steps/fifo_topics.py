"""Sentences about what a FIFO topic owes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps.queues import outcome_of
from pattern_tck.steps.rides import words
from pattern_tck.steps.topics import listen, taken

_TOPIC = "the topic"
_FIFO = {"FifoTopic": "true"}
_COMPARES = {**_FIFO, "ContentBasedDeduplication": "true"}
_SCOPES = {"the whole topic": "Topic", "each group": "MessageGroup"}


@given(parsers.parse('a FIFO topic with the FIFO subscriptions "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    stage.puppet.topic(_TOPIC, **_FIFO)
    for called in words(listed):
        stage.puppet.queue(called, FifoQueue="true")
        listen(stage, called, _TOPIC)


@given("a FIFO topic that compares contents")
def _(stage: Stage) -> None:
    stage.puppet.topic(_TOPIC, **_COMPARES)


@given(parsers.parse("a FIFO topic whose ids count for {scope}"))
def _(stage: Stage, scope: str) -> None:
    stage.puppet.topic(_TOPIC, **_FIFO, FifoThroughputScope=_SCOPES[scope])


@given(parsers.parse('the standard subscription "{called}" of the FIFO topic'))
def _(stage: Stage, called: str) -> None:
    listen(stage, called, _TOPIC)


@given(parsers.parse('the standard subscription "{called}" of the FIFO topic, raw'))
def _(stage: Stage, called: str) -> None:
    listen(stage, called, _TOPIC, RawMessageDelivery="true")


@when(parsers.parse("{count:d} messages of {groups:d} groups are published in turn"))
def _(stage: Stage, count: int, groups: int) -> None:
    for number in range(count):
        _publish(stage, f"m-{number:03}", f"g-{number % groups}", f"i-{number}")


@when(parsers.parse('"{word:S}" is published in the group "{group:S}" under the id "{called:S}"'))
def _(stage: Stage, word: str, group: str, called: str) -> None:
    _publish(stage, word, group, called)


@when(parsers.parse('"{word:S}" is published in the group "{group:S}"'))
def _(stage: Stage, word: str, group: str) -> None:
    _publish(stage, word, group)


@when(parsers.parse('"{word:S}" is published without a group'))
def _(stage: Stage, word: str) -> None:
    _publish(stage, word)


@then("publishing without a group is refused")
def _(stage: Stage) -> None:
    _refused(stage, lambda: _publish(stage, "m-1", called="i-1"))


@then(parsers.parse('publishing in the group "{group:S}" without an id is refused'))
def _(stage: Stage, group: str) -> None:
    _refused(stage, lambda: _publish(stage, "m-1", group))


@then(parsers.parse("a subscription of the FIFO topic over {protocol:w} is refused"))
def _(stage: Stage, protocol: str) -> None:
    topic = stage.channel(_TOPIC)
    place = _endpoints(topic)[protocol]
    _refused(
        stage,
        lambda: stage.puppet.client("sns").subscribe(
            TopicArn=topic.address, Protocol=protocol, Endpoint=place
        ),
    )


@then(
    parsers.parse(
        'each of the FIFO subscriptions "{listed}" has each group in the order of publishing'
    )
)
def _(stage: Stage, listed: str) -> None:
    published = stage.notes["published"]
    expected = _by_group((each["group"], each["text"]) for each in published)
    for called in words(listed):
        copies = taken(stage, stage.channel(called), len(published))
        seen = _by_group((_group(copy), unwrapped(copy).body) for copy in copies)
        expect(f"copies of {called} by group", expected=expected, seen=seen)


@then(parsers.parse("the topic has accepted all {count:d} messages"))
def _(stage: Stage, count: int) -> None:
    ids = [each["answer"].get("MessageId") for each in stage.notes["published"]]
    expect_that(len(ids) == count and all(ids), "MessageIds", expected=f"{count} of them", seen=ids)


@then(
    parsers.parse(
        'the envelopes of "{called}" have the sequence numbers of the publishes, which rise'
    )
)
def _(stage: Stage, called: str) -> None:
    numbers = [each["answer"].get("SequenceNumber") for each in stage.notes["published"]]
    copies = taken(stage, stage.channel(called), len(numbers))
    seen = [(copy.json or {}).get("SequenceNumber") for copy in copies]
    expect("sequence numbers", expected=numbers, seen=seen)
    rise = all(int(one or 0) < int(two or 0) for one, two in itertools.pairwise(numbers))
    expect_that(rise, "sequence numbers", expected="rising ones", seen=numbers)


@then(parsers.parse('the raw copy of "{called}" is the message alone, without a sequence number'))
def _(stage: Stage, called: str) -> None:
    (copy,) = taken(stage, stage.channel(called), 1)
    expect("body", expected=stage.notes["published"][0]["text"], seen=copy.body)
    number = stage.notes["published"][0]["answer"].get("SequenceNumber")
    expect_that(number, "SequenceNumber of the publish", expected="one", seen=number)
    seen = [name for name, value in _all_of(copy).items() if number in (name, value)]
    expect("attributes with the sequence number", expected=[], seen=seen)


@then(parsers.re(r'the copies of "(?P<listed>[^"]+)" have (?:the group "(?P<group>\w+)"|no group)'))
def _(stage: Stage, listed: str, group: str | None) -> None:
    for called in words(listed):
        (copy,) = taken(stage, stage.channel(called), 1)
        expect(f"MessageGroupId of the copy of {called}", expected=group, seen=_group(copy))


def _publish(stage: Stage, word: str, group: str = "", called: str = "") -> None:
    """Publish, and note the text, the group and the answer."""
    text = stage.key(word)
    said = {"MessageGroupId": group, "MessageDeduplicationId": called}
    answer = stage.puppet.client("sns").publish(
        TopicArn=stage.channel(_TOPIC).address,
        Message=text,
        **{name: value for name, value in said.items() if value},
    )
    stage.notes.setdefault("published", []).append({"text": text, "group": group, "answer": answer})


def _refused(stage: Stage, call: Callable[[], object]) -> None:
    expect("answer", expected="refused", seen=outcome_of(stage.puppet.refusal(call)))


def _endpoints(topic: Channel) -> Mapping[str, str]:
    """Give an endpoint of the right form for each protocol; the function need not be there."""
    _, partition, _, region, account, _ = topic.address.split(":")
    return {
        "lambda": f"arn:{partition}:lambda:{region}:{account}:function:tck",
        "https": "https://example.com/tck",
        "email": "tck@example.com",
        "sms": "+15555550100",
    }


def _by_group(pairs: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for group, text in pairs:
        found[group].append(text)
    return dict(found)


def _group(copy: Message) -> str | None:
    return copy.system.get("MessageGroupId")


def _all_of(copy: Message) -> Mapping[str, Any]:
    return {**copy.system, **copy.attributes}
