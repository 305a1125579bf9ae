"""Sentences of the contract of FIFO queues: types and ids, groups, and the order in a group.

A text names its group: "g-2" goes to group "g". Its deduplication id is the text itself, unless a
sentence says otherwise or the content of the queue's messages deduplicates them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from botocore.exceptions import ClientError
from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import Unmet, expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.queues import PROPERTIES, attempt, gives_nothing, outcome_of, the_queue
from pattern_tck.steps.rides import words
from pattern_tck.verdicts import NotExercised

FIFO = {"FifoQueue": "true"}
_TYPES: dict[str, dict[str, str]] = {"FIFO": FIFO, "standard": {}}
_IDS: dict[str, dict[str, Any]] = {
    "neither id": {},
    "a group id only": {"MessageGroupId": "g"},
    "a deduplication id only": {"MessageDeduplicationId": "d-1"},
    "both ids": {"MessageGroupId": "g", "MessageDeduplicationId": "d-1"},
    "a delay of its own": {
        "MessageGroupId": "g",
        "MessageDeduplicationId": "d-1",
        "DelaySeconds": 2,
    },
}

#: A receive may find nothing, or not all: so often it is tried again, at one time.
_LOOKS = 10


@given("a FIFO queue")
def _(stage: Stage) -> None:
    stage.puppet.queue("the queue", **FIFO)


@given(parsers.parse("a FIFO queue whose {which} is {value:d} seconds"))
def _(stage: Stage, which: str, value: int) -> None:
    stage.puppet.queue("the queue", **FIFO, **{PROPERTIES[which]: str(value)})


@when(parsers.parse("a text is sent with {ids}"))
def _(stage: Stage, ids: str) -> None:
    attempt(stage, lambda: stage.puppet.send(the_queue(stage), "g-1", **_IDS[ids]))


@when(parsers.parse('the text "{text:S}" is sent to its group'))
def _(stage: Stage, text: str) -> None:
    _send(stage, [text])


@when(parsers.parse('the texts "{listed}" are sent to their groups'))
def _(stage: Stage, listed: str) -> None:
    _send(stage, words(listed))


@when(parsers.parse('the texts "{listed}" are sent in one batch'))
def _(stage: Stage, listed: str) -> None:
    _send_batch(stage, [_entry(stage, text) for text in words(listed)])


@when(parsers.parse('the texts "{listed}" are sent in one batch, and "{late:S}" asks for a delay'))
def _(stage: Stage, listed: str, late: str) -> None:
    entries = [_entry(stage, text) for text in words(listed)]
    for entry in entries:
        if entry["MessageBody"] == late:
            entry["DelaySeconds"] = 2
    try:
        _send_batch(stage, entries)
    except ClientError:
        stage.notes["sent"] = []  # refused as a whole: nothing is said to be stored


@when(parsers.parse('the next receive gives the text "{text:S}"'))
@then(parsers.parse('the next receive gives the text "{text:S}"'))
def _(stage: Stage, text: str) -> None:
    _gives_next(stage, text)


@when(parsers.parse("up to {count:d} messages are received"))
def _(stage: Stage, count: int) -> None:
    receive(stage, count)


@when(parsers.parse('"{listed}" are received in one batch'))
def _(stage: Stage, listed: str) -> None:
    seen = bodies(receive(stage, 10))
    if len(seen) < len(words(listed)):
        raise NotExercised(f"the queue gave fewer messages than it may: {seen}")
    expect("messages of the batch", expected=words(listed), seen=seen)


@when(parsers.parse('the text "{text:S}" is deleted'))
def _(stage: Stage, text: str) -> None:
    held = [each for each in stage.notes["held"] if each["Body"] == text]
    expect_that(held, "messages received", expected=text, seen=bodies(stage.notes["held"]))
    stage.puppet.delete(the_queue(stage), held[-1])


@then(parsers.parse('the queue gives "{listed}" one after the other, and then nothing'))
def _(stage: Stage, listed: str) -> None:
    for text in words(listed):
        stage.puppet.delete(the_queue(stage), _gives_next(stage, text))
    gives_nothing(stage, the_queue(stage))


@then("the queue gives what the sender was told is stored, in the order of the batch")
def _(stage: Stage) -> None:
    for text in stage.notes["sent"]:
        stage.puppet.delete(the_queue(stage), _gives_next(stage, text))
    gives_nothing(stage, the_queue(stage))


@then("all groups are given in their order, while each message is deleted before the next")
def _(stage: Stage) -> None:
    seen = []
    for _ in stage.notes["sent"]:
        (message,) = receive(stage, 1)
        stage.puppet.delete(the_queue(stage), message)
        seen.append(message["Body"])
    expect("texts by group", expected=_by_group(stage.notes["sent"]), seen=_by_group(seen))
    gives_nothing(stage, the_queue(stage))


@then(parsers.parse('all that the queue gives now is "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    gives_just(stage, the_queue(stage), words(listed))


@then("a receive of up to 10 messages has each group in its order, from its first text on")
def _(stage: Stage) -> None:
    sent = _by_group(stage.notes["sent"])
    for group, seen in _by_group(bodies(receive(stage, 10))).items():
        expect(f"texts of group {group}", expected=sent[group][: len(seen)], seen=seen)


@then("a receive of up to 3 messages gives texts of one group only")
def _(stage: Stage) -> None:
    seen = bodies(receive(stage, 3))
    expect_that(len(_by_group(seen)) == 1, "a batch of 3", expected="one group", seen=seen)


@then('"h-1" is given while "g-1" is given 3 times and times out, and "g-2" is not')
def _(stage: Stage) -> None:
    given: list[str] = []
    for so_far in range(1, 4):
        for _ in range(_LOOKS):
            found = stage.puppet.receive(the_queue(stage), MaxNumberOfMessages=1)
            given += bodies(found)
            if bodies(found) == ["h-1"]:
                stage.puppet.delete(the_queue(stage), found[0])
            if not found and given.count("g-1") >= so_far:
                break
        stage.pass_visibility(the_queue(stage))
    expect("texts given", expected=["g-1"] * 3 + ["h-1"], seen=sorted(given))


@then("the sequence numbers that the sender is told grow within each group")
def _(stage: Stage) -> None:
    for group, texts in _by_group(stage.notes["sent"]).items():
        told = [int(stage.notes["numbers"][text] or 0) for text in texts]
        growing = all(earlier < later for earlier, later in pairwise(told))
        expect_that(growing, f"sequence numbers of {group}", expected="growing", seen=told)


@then("the receiver is told the sequence numbers that the sender was told")
def _(stage: Stage) -> None:
    for text in stage.notes["sent"]:
        message = _gives_next(stage, text)
        stage.puppet.delete(the_queue(stage), message)
        expect(
            f"sequence number of {text}",
            expected=stage.notes["numbers"][text],
            seen=message["Attributes"].get("SequenceNumber", "none"),
        )


@then(parsers.parse('making a queue "{name:S}" as a {kind:w} queue is {outcome:w}'))
def _(stage: Stage, name: str, kind: str, outcome: str) -> None:
    code = stage.puppet.refusal(
        lambda: stage.puppet.client("sqs").create_queue(
            QueueName=f"{stage.prefix}-{name}", Attributes=_TYPES[kind]
        )
    )
    expect(f"{name} as a {kind} queue", expected=outcome, seen=outcome_of(code))


@then(parsers.parse("turning it into a {kind:w} queue is refused"))
def _(stage: Stage, kind: str) -> None:
    attributes = {"FifoQueue": "true" if kind == "FIFO" else "false"}
    code = stage.puppet.refusal(
        lambda: stage.service.ask("set_queue_attributes", the_queue(stage), Attributes=attributes)
    )
    expect(f"turning it into a {kind} queue", expected="refused", seen=outcome_of(code))


@then("deleting with the first handle is refused")
def _(stage: Stage) -> None:
    expect("the delete", expected="refused", seen=outcome_of(_deleting(stage, 0)))


@then("deleting with the last handle is accepted")
def _(stage: Stage) -> None:
    expect("the delete", expected="accepted", seen=outcome_of(_deleting(stage, -1)))


def receive(stage: Stage, count: int) -> list[dict[str, Any]]:
    """Give what the first receive that finds something finds, and hold it; there must be some."""
    for _ in range(_LOOKS):
        if found := stage.puppet.receive(the_queue(stage), MaxNumberOfMessages=count):
            stage.notes.setdefault("held", []).extend(found)
            return found
    raise Unmet("what the queue gives", f"up to {count} messages", "nothing")


def gives_just(stage: Stage, queue: Channel, texts: list[str]) -> None:
    """Receive all that is there now, and expect these texts, each group in its order."""
    seen: list[str] = []
    for _ in range(_LOOKS):
        found = stage.puppet.receive(queue)
        stage.notes.setdefault("held", []).extend(found)
        seen += bodies(found)
        if not found and len(seen) >= len(texts):
            break
    expect(f"what {queue.name} gives", expected=_by_group(texts), seen=_by_group(seen))


def bodies(messages: Iterable[dict[str, Any]]) -> list[str]:
    """Give the bodies of messages."""
    return [message["Body"] for message in messages]


def group_of(text: str) -> str:
    """Give the group of a text."""
    return text.partition("-")[0]


def _by_group(texts: Iterable[str]) -> dict[str, list[str]]:
    """Sort texts by their groups; there is an order in each, and none among them."""
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(group_of(text), []).append(text)
    return dict(sorted(found.items()))


def _gives_next(stage: Stage, text: str) -> dict[str, Any]:
    """Receive one message and expect it to be this text; give it."""
    (message,) = receive(stage, 1)
    expect("what the next receive gives", expected=text, seen=message["Body"])
    return message


def _entry(stage: Stage, text: str) -> dict[str, Any]:
    """Give the parameters of a send to the group of a text."""
    by_content = stage.notes.get("by content", False)
    ids = {} if by_content else {"MessageDeduplicationId": text}
    return {"MessageBody": text, "MessageGroupId": group_of(text), **ids}


def _send(stage: Stage, texts: list[str]) -> None:
    for text in texts:
        answer = stage.service.ask("send_message", the_queue(stage), **_entry(stage, text))
        stage.notes.setdefault("sent", []).append(text)
        stage.notes.setdefault("numbers", {})[text] = answer.get("SequenceNumber")


def _send_batch(stage: Stage, entries: list[dict[str, Any]]) -> None:
    """Send a batch, and note as sent what the answer calls so."""
    named = {str(number): entry for number, entry in enumerate(entries)}
    answer = stage.service.ask(
        "send_message_batch",
        the_queue(stage),
        Entries=[{"Id": number, **entry} for number, entry in named.items()],
    )
    stored = sorted(each["Id"] for each in answer.get("Successful", ()))
    failed = sorted(each["Id"] for each in answer.get("Failed", ()))
    expect("entries that were answered", expected=sorted(named), seen=sorted(stored + failed))
    stage.notes.setdefault("sent", []).extend(named[number]["MessageBody"] for number in stored)


def _deleting(stage: Stage, which: int) -> str:
    """Delete with one of the handles that were given so far; give the code of a refusal."""
    handle = stage.notes["held"][which]["ReceiptHandle"]
    return stage.puppet.refusal(
        lambda: stage.service.ask("delete_message", the_queue(stage), ReceiptHandle=handle)
    )
