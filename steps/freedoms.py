"""Sentences by which a scenario has the target use a freedom, and what queues do then."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

from botocore.exceptions import HTTPClientError
from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import Unmet, expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.queues import set_property, the_queue
from pattern_tck.steps.rides import words

#: By what the target does: the freedom's name, which of its choices, and how often.
USES: Final[dict[str, tuple[str, int, int]]] = {
    "delivers {it} a second time at once": ("receive.duplicate", 1, 1),
    "delivers {it} again after its visibility timeout": ("receive.duplicate", 2, 1),
    "ignores a late delete of {it}": ("delete.ignored", 1, 1),
    "brings {it} back at once after its delete": ("delete.undone", 1, 1),
    "brings {it} back an hour after its delete": ("delete.undone", 2, 1),
    "brings {it} back a day after its delete": ("delete.undone", 3, 1),
    "loses the answer to the delete of {it}": ("delete.answer-lost", 1, 1),
    "lets the next one overtake {it}": ("receive.order", 1, 1),
    "lets the one after next overtake {it}": ("receive.order", 2, 1),
    "finds nothing in one receive": ("receive.sparse", 1, 1),
    "finds only some of the messages in one receive": ("receive.sparse", 2, 1),
    "has room for no more messages in flight": ("receive.in-flight-quota", 1, 1),
    "loses the answer to a receive of {it}": ("receive.answer-lost", 1, 1),
    "loses the answer to the send of {it}": ("send.answer-lost", 1, 1),
    # An SDK sends three times before it gives up.
    "loses every answer to the send of {it}": ("send.answer-lost", 1, 3),
    "throttles the send of {it} for a moment": ("send.throttled", 1, 1),
    "throttles the send of {it} for longer than an SDK tries": ("send.throttled", 2, 1),
    "fails the second entry of one batch": ("batch.partial", 2, 1),
    "takes a minute over new attributes": ("attributes.lag", 1, 1),
    "tells the counters of a minute ago": ("counters.lag", 1, 1),
    "takes a minute over a purge": ("purge.lag", 1, 1),
    "keeps the metrics of {it} back for 15 minutes": ("metric.silence", 1, 1),
    "lets {it} pass a filter that was replaced": ("filter.lag", 1, 1),
    "delivers {it} twice to one subscription": ("topic.duplicate", 1, 1),
    "delivers {it} a second late to one subscription": ("topic.late", 1, 1),
    "delivers {it} a minute late to one subscription": ("topic.late", 2, 1),
    "refuses one delivery of {it}": ("delivery.refused", 1, 1),
    "gives up {it} for a target that is throttled": ("delivery.refused", 2, 1),
    "sends {it} twice to one target": ("rule.twice", 1, 1),
    "sends {it} a second late to one target": ("event.late", 1, 1),
    "sends {it} a minute late to one target": ("event.late", 2, 1),
    "lets a rule act on {it} as it was": ("rule.lag", 1, 1),
    "starts a workflow as it was before its last change": ("definition.lag", 1, 1),
    "loses the answer to the task {it}": ("task.answer-lost", 1, 1),
    "delays the answer to the task {it}": ("task.answer-late", 1, 1),
    "lets somebody stop a workflow before the task {it}": ("execution.stopped", 1, 1),
    "runs an express workflow a second time": ("express.twice", 1, 1),
    "lets the next event overtake {it} in a replay": ("replay.order", 1, 1),
}

_MOST: Final = 10
#: An honest receive may find nothing, too: so often it is tried again, at one time.
_LOOKS: Final = 10


@given(parsers.parse("the target, as it may, {does}"))
def _(stage: Stage, does: str) -> None:
    quoted = re.search('"(.+)"', does)
    about = quoted[1] if quoted else ""
    name, value, times = USES[does.replace(f'"{about}"', "{it}")]
    channel = stage.directory.channels.get(about)
    if channel is not None:
        about = channel.address.rpartition("/")[2]
    stage.faults.use_freedom(name, value=value, about=about, times=times)


@when("one receive finds nothing")
def _(stage: Stage) -> None:
    _finds_nothing(stage)


@when(parsers.parse("one receive that waits for up to {seconds:d} seconds finds nothing"))
def _(stage: Stage, seconds: int) -> None:
    found = stage.service.long_poll(the_queue(stage), seconds)
    expect("messages", expected=0, seen=len(found))


@when(parsers.parse("one receive of up to {most:d} messages gives fewer"))
def _(stage: Stage, most: int) -> None:
    found = _receive(stage, most)
    expect_that(len(found) < most, "messages", expected=f"fewer than {most}", seen=len(found))


@when(parsers.parse('the text "{text:S}" is sent, and the sender never gets an answer'))
def _(stage: Stage, text: str) -> None:
    try:
        told = stage.puppet.send(the_queue(stage), text)
    except HTTPClientError:
        return
    raise Unmet("what the sender is told", "nothing", told)


@when(parsers.parse('the texts "{listed}" are sent one by one'))
def _(stage: Stage, listed: str) -> None:
    for text in words(listed):
        stage.puppet.send(the_queue(stage), text)


@when(parsers.parse('the texts "{listed}" are sent together, and "{unlucky:S}" fails'))
def _(stage: Stage, listed: str, unlucky: str) -> None:
    entries = [{"Id": text, "MessageBody": text} for text in words(listed)]
    answer = stage.service.ask("send_message_batch", the_queue(stage), Entries=entries)
    only_one_failed(answer, words(listed), unlucky)


@when(parsers.parse('"{listed}" are deleted together, and "{unlucky:S}" fails'))
def _(stage: Stage, listed: str, unlucky: str) -> None:
    held = {each["Body"]: each["ReceiptHandle"] for each in _drained(stage)}
    entries = [{"Id": text, "ReceiptHandle": held[text]} for text in words(listed)]
    answer = stage.service.ask("delete_message_batch", the_queue(stage), Entries=entries)
    only_one_failed(answer, words(listed), unlucky)


@when(parsers.parse("the next receives give the {count:d} messages, which are deleted"))
def _(stage: Stage, count: int) -> None:
    found = _drained(stage)
    expect("messages", expected=count, seen=len(found))
    for message in found:
        stage.puppet.delete(the_queue(stage), message)


@when(parsers.parse("the {which} of the queue is to be {seconds:d} seconds"))
def _(stage: Stage, which: str, seconds: int) -> None:
    set_property(stage, which, seconds)


@when("the queue is purged")
def _(stage: Stage) -> None:
    stage.service.ask("purge_queue", the_queue(stage))


@then(parsers.parse("another purge is refused as {code:w}"))
def _(stage: Stage, code: str) -> None:
    seen = stage.puppet.refusal(lambda: stage.service.ask("purge_queue", the_queue(stage)))
    expect("refusal", expected=code, seen=seen)


@then(parsers.parse("a receive is refused as {code:w}"))
def _(stage: Stage, code: str) -> None:
    expect("refusal", expected=code, seen=stage.puppet.refusal(lambda: _receive(stage)))


@then(parsers.parse('a send of "{text:S}" is refused as throttled'))
def _(stage: Stage, text: str) -> None:
    more: dict[str, Any] = {}
    if the_queue(stage).address.endswith(".fifo"):
        more = {"MessageGroupId": text.partition("-")[0], "MessageDeduplicationId": text}
    code = stage.puppet.refusal(lambda: stage.puppet.send(the_queue(stage), text, **more))
    expect("refusal", expected="RequestThrottled", seen=code)


@then(parsers.parse('the queue gives "{text:S}" twice at one time'))
def _(stage: Stage, text: str) -> None:
    found = [each["Body"] for each in _drained(stage)]
    expect("what the queue gives", expected=[text, text], seen=found)


@then(parsers.parse('the queue gives each of "{listed}" once'))
def _(stage: Stage, listed: str) -> None:
    found = Counter(each["Body"] for each in _drained(stage))
    expect("what the queue gives", expected=dict.fromkeys(words(listed), 1), seen=dict(found))


@then(parsers.parse('the queue has "{text:S}" {count:d} times, each under a MessageId of its own'))
def _(stage: Stage, text: str, count: int) -> None:
    found = _drained(stage)
    expect("what the queue gives", expected=[text] * count, seen=[each["Body"] for each in found])
    expect("MessageIds", expected=count, seen=len({each["MessageId"] for each in found}))


@then("one of them is the MessageId that the sender was told")
def _(stage: Stage) -> None:
    ids = [each["MessageId"] for each in stage.notes["held"]]
    told = stage.notes["told"]
    expect_that(told in ids, "MessageIds on the queue", expected=f"{told} among them", seen=ids)


@then(parsers.parse("the next receives give the rest of the {count:d} messages"))
def _(stage: Stage, count: int) -> None:
    _drained(stage)
    seen = {each["MessageId"] for each in stage.notes["held"]}
    expect("messages that were given", expected=count, seen=len(seen))


@then(parsers.parse("the queue is said to have {count:d} messages"))
def _(stage: Stage, count: int) -> None:
    seen = stage.probe.depth(the_queue(stage))
    expect("ApproximateNumberOfMessages", expected=count, seen=seen)


@then(parsers.parse('all of the backlog is given before the text "{text:S}"'))
def _(stage: Stage, text: str) -> None:
    seen = [each["Body"] for each in _drained(stage)]
    expect("messages given", expected=stage.notes["waiting"] + 1, seen=len(seen))
    expect("the last of them", expected=text, seen=seen[-1])


def only_one_failed(answer: Any, listed: list[str], unlucky: str) -> None:
    """See that a batch call has done all of its entries but one."""
    failed = [each["Id"] for each in answer.get("Failed", ())]
    done = [each["Id"] for each in answer.get("Successful", ())]
    expect("entries that failed", expected=[unlucky], seen=failed)
    expect("entries that were done", expected=[i for i in listed if i != unlucky], seen=done)


def _receive(stage: Stage, most: int = _MOST) -> list[dict[str, Any]]:
    """Receive once, and hold what comes."""
    found = stage.puppet.receive(the_queue(stage), MaxNumberOfMessages=most)
    stage.notes.setdefault("held", []).extend(found)
    return found


def _finds_nothing(stage: Stage) -> None:
    expect("messages", expected=[], seen=[each["Body"] for each in _receive(stage)])


def _drained(stage: Stage) -> list[dict[str, Any]]:
    """Receive all that is visible, and hold it."""
    found: list[dict[str, Any]] = []
    for _ in range(_LOOKS):
        more = _receive(stage)
        found += more
        if found and not more:
            break
    return found
