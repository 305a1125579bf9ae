"""Sentences of the contract of queues: what a queue takes, and what it refuses."""

from __future__ import annotations

import hashlib

from pytest_bdd import parsers, then, when

from pattern_tck.expectations import expect
from pattern_tck.stage import Stage
from pattern_tck.steps.queues import attempt, gives, outcome_of, set_property, the_queue


def _entries(count: int, letters: int = 1) -> list[dict[str, str]]:
    return [{"Id": str(number), "MessageBody": "x" * letters} for number in range(count)]


_BATCHES = {
    "no entries": [],
    "10 entries": _entries(10),
    "11 entries": _entries(11),
    "2 entries of one id": _entries(1) * 2,
    "10 entries of 110000 letters": _entries(10, 110_000),
}


@when(parsers.parse("the {which:w} of the queue becomes {value:d} seconds"))
def _(stage: Stage, which: str, value: int) -> None:
    set_property(stage, which, value)


@when("the queue is deleted")
def _(stage: Stage) -> None:
    stage.puppet.delete_channel(the_queue(stage))


@when(
    parsers.parse(
        'a message of {letters:d} times "{letter}" and {count:d} bytes of attributes is sent'
    )
)
def _(stage: Stage, letters: int, letter: str, count: int) -> None:
    # Name, data type and value count: "n" and "String" are 7 bytes.
    attributes = {"n": "v" * (count - 7)} if count else {}
    attempt(stage, lambda: stage.puppet.send(the_queue(stage), letter * letters, attributes))


@when(parsers.parse("a message that holds U+{code} is sent"))
def _(stage: Stage, code: str) -> None:
    stage.notes["text"] = f"before{chr(int(code, 16))}after"
    attempt(stage, lambda: stage.puppet.send(the_queue(stage), stage.notes["text"]))


@when(parsers.parse("a message with {count:d} attributes is sent"))
def _(stage: Stage, count: int) -> None:
    attributes = {f"a-{number}": "v" for number in range(count)}
    attempt(stage, lambda: stage.puppet.send(the_queue(stage), "m-1", attributes))


@when(parsers.parse("a batch of {entries} is sent"))
def _(stage: Stage, entries: str) -> None:
    attempt(stage, lambda: stage.service.ask("send_message_batch", the_queue(stage),
                                         Entries=_BATCHES[entries]))  # fmt: skip


@then("the queue gives exactly this message")
def _(stage: Stage) -> None:
    gives(stage, the_queue(stage), stage.notes["text"])


@then(parsers.parse("it is {outcome:w}"))
def _(stage: Stage, outcome: str) -> None:
    expect("the service", expected=outcome, seen=outcome_of(stage.notes["refusal"]))


@then("it is refused, and nothing is stored")
def _(stage: Stage) -> None:
    expect("the service", expected="refused", seen=outcome_of(stage.notes["refusal"]))
    expect("messages on the queue", expected=0, seen=stage.probe.stock(the_queue(stage)))


@then("it is refused as InvalidMessageContents, and nothing is stored")
def _(stage: Stage) -> None:
    expect("refusal", expected="InvalidMessageContents", seen=stage.notes["refusal"])
    expect("messages on the queue", expected=0, seen=stage.probe.stock(the_queue(stage)))


@then(parsers.parse("a {which} of {seconds:d} seconds is {outcome:w}"))
def _(stage: Stage, which: str, seconds: int, outcome: str) -> None:
    code = stage.puppet.refusal(lambda: set_property(stage, which, seconds))
    expect(f"a {which} of {seconds} s", expected=outcome, seen=outcome_of(code))


@then(parsers.parse("making it again with a delay of {seconds:d} seconds gives the same queue"))
def _(stage: Stage, seconds: int) -> None:
    seen = stage.service.make_again(the_queue(stage), **_like(stage, seconds))
    expect("address of the queue", expected=the_queue(stage).address, seen=seen)


@then(parsers.parse("making it again with a delay of {seconds:d} seconds is refused as {code:w}"))
def _(stage: Stage, seconds: int, code: str) -> None:
    seen = stage.puppet.refusal(
        lambda: stage.service.make_again(the_queue(stage), **_like(stage, seconds))
    )
    # The service has two spellings of one code, an older and a newer one.
    expect("refusal", expected=code, seen=seen.replace("QueueAlreadyExists", "QueueNameExists"))


@then("the sender and the receiver are told the MD5 digest of the text")
def _(stage: Stage) -> None:
    text = "Grüße-🦄"
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    told = stage.service.ask("send_message", the_queue(stage), MessageBody=text)["MD5OfMessageBody"]
    seen = gives(stage, the_queue(stage), text)["MD5OfBody"]
    expect("digests told to sender and receiver", expected=[digest] * 2, seen=[told, seen])


def _like(stage: Stage, delay: int) -> dict[str, str]:
    """Give all that was said of the queue when it was made, with this delay."""
    return {
        "VisibilityTimeout": str(stage.target.tempo.visibility),
        "DelaySeconds": str(delay),
    }
