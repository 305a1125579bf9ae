"""Sentences of the contract of queues: the target itself is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import Unmet, expect
from pattern_tck.stage import Stage

#: A queue may show nothing to a receive although it holds something: a few looks, at one time.
_LOOKS = 10

PROPERTIES = {
    "visibility timeout": "VisibilityTimeout",
    "retention": "MessageRetentionPeriod",
    "delay": "DelaySeconds",
    "largest message": "MaximumMessageSize",
    "wait": "ReceiveMessageWaitTimeSeconds",
}


@given("a queue")
def _(stage: Stage) -> None:
    stage.puppet.queue("the queue")


@given("a queue as it comes")
def _(stage: Stage) -> None:
    stage.puppet.queue("the queue", VisibilityTimeout="")


@given(parsers.parse("a queue whose {which} is {value:d} {unit:w}"))
def _(stage: Stage, which: str, value: int, unit: str) -> None:
    stage.puppet.queue("the queue", **{PROPERTIES[which]: str(value)})


@when(parsers.parse('the text "{text:S}" is sent to the queue'))
def _(stage: Stage, text: str) -> None:
    stage.notes["told"] = send(stage, text)


@when(parsers.parse('the text "{text:S}" is sent to the queue with a delay of {seconds:d} seconds'))
def _(stage: Stage, text: str, seconds: int) -> None:
    stage.notes["told"] = send(stage, text, DelaySeconds=seconds)


@when(parsers.parse("{seconds:d} seconds go by"))
def _(stage: Stage, seconds: int) -> None:
    stage.pass_time(seconds)


@when("the visibility timeout of the queue goes by")
def _(stage: Stage) -> None:
    stage.pass_visibility(the_queue(stage))


@when(parsers.parse("the queue gives it {count:d} times, and nobody deletes it"))
def _(stage: Stage, count: int) -> None:
    for _ in range(count):
        gives(stage, the_queue(stage), "t-1")
        stage.pass_visibility(the_queue(stage))


@when(parsers.parse('the queue gives the text "{text:S}", and it is deleted'))
def _(stage: Stage, text: str) -> None:
    stage.puppet.delete(the_queue(stage), gives(stage, the_queue(stage), text))


@when(parsers.parse('the queue gives the text "{text:S}"'))
@then(parsers.parse('the queue gives the text "{text:S}"'))
def _(stage: Stage, text: str) -> None:
    gives(stage, the_queue(stage), text)


@then(
    parsers.parse(
        'the queue gives the text "{text:S}", under the MessageId that the sender was told'
    )
)
def _(stage: Stage, text: str) -> None:
    seen = gives(stage, the_queue(stage), text)["MessageId"]
    expect("MessageId", expected=stage.notes["told"], seen=seen)


@then(parsers.parse('the queue gives the text "{text:S}", received {count:d} times by now'))
def _(stage: Stage, text: str, count: int) -> None:
    seen = gives(stage, the_queue(stage), text)["Attributes"]["ApproximateReceiveCount"]
    expect("ApproximateReceiveCount", expected=str(count), seen=seen)


@then(parsers.parse('the queue still has the text "{text:S}"'))
def _(stage: Stage, text: str) -> None:
    gives(stage, the_queue(stage), text, VisibilityTimeout=0)


@then("the queue gives nothing")
def _(stage: Stage) -> None:
    gives_nothing(stage, the_queue(stage))


def the_queue(stage: Stage) -> Channel:
    """Give the queue that the scenario is about."""
    return stage.channel("the queue")


def gives(stage: Stage, queue: Channel, text: str, **asked: Any) -> dict[str, Any]:
    """Receive a text from a queue, now; give the message as the service gave it."""
    seen: list[str] = []
    for _ in range(_LOOKS):
        for message in stage.puppet.receive(queue, **asked):
            stage.notes.setdefault("held", []).append(message)
            seen.append(message["Body"])
            if message["Body"] == text:
                return message
    raise Unmet(f"what {queue.name} gives", repr(text), repr(seen))


def gives_nothing(stage: Stage, queue: Channel) -> None:
    """Receive from a queue, and expect nothing."""
    seen = [message["Body"] for message in stage.puppet.receive(queue)]
    expect(f"what {queue.name} gives", expected=[], seen=seen)


def look(receive: Callable[[], Mapping[str, Any]]) -> list[Any]:
    """Give what the first receive that finds something finds."""
    for _ in range(_LOOKS):
        if found := receive().get("Messages"):
            return list(found)
    return []


def send(stage: Stage, text: str, **more: Any) -> str:
    """Send a text to the queue; on a FIFO queue as the next one of a group."""
    if the_queue(stage).address.endswith(".fifo"):
        more |= {"MessageGroupId": "g-1", "MessageDeduplicationId": text}
    return stage.puppet.send(the_queue(stage), text, **more)


def change_visibility(stage: Stage, seconds: int) -> None:
    """Change the visibility timeout of the message that was received last."""
    handle = stage.notes["held"][-1]["ReceiptHandle"]
    stage.service.ask(
        "change_message_visibility",
        the_queue(stage),
        ReceiptHandle=handle,
        VisibilityTimeout=seconds,
    )


def set_property(stage: Stage, which: str, value: int) -> None:
    """Change a property of the queue."""
    attributes = {PROPERTIES[which]: str(value)}
    stage.service.ask("set_queue_attributes", the_queue(stage), Attributes=attributes)


def attempt(stage: Stage, call: Callable[[], object]) -> None:
    """Make a call, and note how it was refused, if it was."""
    stage.notes["refusal"] = stage.puppet.refusal(call)


def outcome_of(code: str) -> str:
    """Say in a word whether a call was accepted."""
    return "refused" if code else "accepted"
