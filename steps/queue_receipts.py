"""Sentences of the contract of queues: what a receive gives, hides, and lets one do."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Value
from pattern_tck.stage import Stage
from pattern_tck.steps.queues import change_visibility, gives, look, outcome_of, the_queue
from pattern_tck.steps.rides import words

_ASKED: dict[str, dict[str, int]] = {
    "nothing in special": {},
    **{f"up to {count} messages": {"MaxNumberOfMessages": count} for count in (0, 3, 10, 11)},
}

#: What is still called at once, on any clock.
_AT_ONCE = 5.0


@given(parsers.parse("a queue with {count:d} messages"))
def _(stage: Stage, count: int) -> None:
    queue = stage.puppet.queue("the queue")
    for number in range(count):
        stage.puppet.send(queue, f"m-{number}")


@when("a message with ReplyTo, ReplyBy and Status is sent")
def _(stage: Stage) -> None:
    attributes: dict[str, Value] = {"ReplyTo": "A", "ReplyBy": "noon", "Status": 1}
    stage.notes["told"] = stage.puppet.send(the_queue(stage), "m-1", attributes)


@when(parsers.parse('a reply for "{one:S}" and a reply for "{other:S}" are sent'))
def _(stage: Stage, one: str, other: str) -> None:
    for name in (one, other):
        stage.puppet.send(the_queue(stage), f"reply for {name}", {name: "yes"})


@when(parsers.parse("its visibility timeout is changed to {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    change_visibility(stage, seconds)


@then(parsers.parse("a receive of {asked} gives from 1 to {most:d} messages"))
def _(stage: Stage, asked: str, most: int) -> None:
    found = look(lambda: stage.service.ask("receive_message", the_queue(stage), **_ASKED[asked]))
    expect_that(
        1 <= len(found) <= most, "messages received", expected=f"1 to {most}", seen=len(found)
    )


@then(parsers.parse("a receive of {asked} is refused"))
def _(stage: Stage, asked: str) -> None:
    code = stage.puppet.refusal(
        lambda: stage.service.ask("receive_message", the_queue(stage), **_ASKED[asked])
    )
    expect(f"a receive of {asked}", expected="refused", seen=outcome_of(code))


@then(parsers.parse("a receive that waits for up to {seconds:d} seconds gives it"))
def _(stage: Stage, seconds: int) -> None:
    expect("messages", expected=1, seen=len(stage.service.long_poll(the_queue(stage), seconds)))


@then(parsers.parse("a receive that waits for up to {seconds:d} seconds gives it at once"))
def _(stage: Stage, seconds: int) -> None:
    _at_once(stage, seconds, messages=1)


@then(
    parsers.parse(
        "a receive that waits for up to {seconds:d} seconds comes back at once with nothing"
    )
)
def _(stage: Stage, seconds: int) -> None:
    _at_once(stage, seconds, messages=0)


@then("the answer to a receive has no list of messages")
def _(stage: Stage) -> None:
    answer = stage.service.ask("receive_message", the_queue(stage))
    expect("Messages in the answer", expected=False, seen="Messages" in answer)


@then(parsers.parse("a receive that asks for {names} gives it with {attributes}"))
def _(stage: Stage, names: str, attributes: str) -> None:
    asked = {"MessageAttributeNames": words(names)} if names != "nothing" else {}
    found = look(lambda: stage.service.ask("receive_message", the_queue(stage), **asked))
    seen = sorted(name for message in found for name in message.get("MessageAttributes", {}))
    expected = words(attributes) if attributes != "nothing" else []
    expect("attributes of the message", expected=expected, seen=seen)


@then("a receive tells the receive count only if it asks for it")
def _(stage: Stage) -> None:
    def told(**asked: Any) -> list[str]:
        found = look(lambda: stage.service.ask("receive_message", the_queue(stage),
                                               VisibilityTimeout=0, **asked))  # fmt: skip
        return [name for message in found for name in message.get("Attributes", {})]

    expect("what is told unasked", expected=[], seen=told())
    count = "ApproximateReceiveCount"
    expect("what is told", expected=[count], seen=told(AttributeNames=[count]))


@then(
    parsers.parse(
        'a receive that asks for the attribute "{one:S}" gives the reply for "{other:S}" as well'
    )
)
def _(stage: Stage, one: str, other: str) -> None:
    gives(stage, the_queue(stage), f"reply for {other}", MessageAttributeNames=[one])


@then(parsers.parse("a change of its visibility timeout to {seconds:d} seconds is refused"))
def _(stage: Stage, seconds: int) -> None:
    code = stage.puppet.refusal(lambda: change_visibility(stage, seconds))
    expect("the change", expected="refused", seen=outcome_of(code))


@then(
    parsers.parse(
        "a change of its visibility timeout to {seconds:d} seconds is accepted, "
        "or refused as {code:w}"
    )
)
def _(stage: Stage, seconds: int, code: str) -> None:
    seen = stage.puppet.refusal(lambda: change_visibility(stage, seconds))
    expect_that(seen in {"", code}, "refusal", expected=f"none, or {code}", seen=seen)


@then("both have the same MessageId and handles of their own")
def _(stage: Stage) -> None:
    held = stage.notes["held"]
    expect("different MessageIds", expected=1, seen=len({m["MessageId"] for m in held}))
    expect("different handles", expected=2, seen=len({m["ReceiptHandle"] for m in held}))


@then("deleting with its MessageId is refused")
def _(stage: Stage) -> None:
    code = _delete(stage, stage.notes["held"][-1]["MessageId"])
    expect("a delete by MessageId", expected="refused", seen=outcome_of(code))


@then("deleting with the first handle is accepted")
def _(stage: Stage) -> None:
    code = _delete(stage, stage.notes["held"][0]["ReceiptHandle"])
    expect("the delete", expected="accepted", seen=outcome_of(code))


@then(parsers.parse('deleting with the handle "{handle:S}" is refused as {code:w}'))
def _(stage: Stage, handle: str, code: str) -> None:
    expect("refusal", expected=code, seen=_delete(stage, handle))


def _at_once(stage: Stage, seconds: int, messages: int) -> None:
    began = stage.target.clock.now()
    found = stage.service.long_poll(the_queue(stage), seconds)
    took = stage.target.clock.now() - began
    expect("messages", expected=messages, seen=len(found))
    expect_that(took < _AT_ONCE, "seconds that the receive took", expected="few", seen=took)


def _delete(stage: Stage, handle: str) -> str:
    return stage.puppet.refusal(
        lambda: stage.service.ask("delete_message", the_queue(stage), ReceiptHandle=handle)
    )
