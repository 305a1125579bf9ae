"""Sentences about who sends the events of rides to a FIFO queue."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.fifo_ordering import event
from pattern_tck.steps.rides import words
from pattern_tck.steps.still_to_do import still_to_do
from pattern_tck.tap import Call, Proceed

_SENDER = "fifo-sender"


def _cast(stage: Stage) -> None:
    stage.puppet.queue("offered events", FifoQueue="true")
    stage.cast(_SENDER)


@given("a FIFO sender")
def _(stage: Stage) -> None:
    _cast(stage)


@given(parsers.parse('a FIFO sender whose event "{word:S}" is not stored at first'))
def _(stage: Stage, word: str) -> None:
    _cast(stage)
    _fail(stage, word, times=1)


@given(parsers.parse('a FIFO sender whose event "{word:S}" is never stored'))
def _(stage: Stage, word: str) -> None:
    _cast(stage)
    _fail(stage, word, times=float("inf"))


@given(parsers.parse("a FIFO sender who is throttled {count:d} times"))
def _(stage: Stage, count: int) -> None:
    _cast(stage)
    _throttle(stage, count)


@given("a FIFO sender who is throttled for good")
def _(stage: Stage) -> None:
    _cast(stage)
    _throttle(stage, float("inf"))


@given("a FIFO sender to whom one answer is lost")
def _(stage: Stage) -> None:
    _cast(stage)
    stage.faults.at(_SENDER, "send", faults.lose_answer, "does not get an answer")


@given("a FIFO sender that dies before it says so")
def _(stage: Stage) -> None:
    _cast(stage)
    stage.faults.crash(_SENDER, "effect")


@when(parsers.parse('the FIFO sender is to send events "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    _trigger(stage, words(listed))


@when(parsers.parse('the FIFO sender is to send events "{listed}", both of the same amount'))
def _(stage: Stage, listed: str) -> None:
    _trigger(stage, words(listed), amount="5.00")


@then(parsers.parse('the events "{listed}" are stored once, each ride in its order'))
def _(stage: Stage, listed: str) -> None:
    wanted = sorted(stage.key(word) for word in words(listed))
    in_order = [stage.key(word) for word in words(listed)]

    def stored() -> None:
        seen = sorted({_id(message) for message in _taken(stage)})
        expect("events that are stored", expected=wanted, seen=seen)

    stage.until(stored)
    stage.calm()
    seen = [_id(message) for message in _taken(stage)]
    rides = {stage.key(word): stage.key(word.partition("-")[0]) for word in words(listed)}
    by_ride = sorted(seen, key=lambda key: rides.get(key, ""))  # stable: keeps the order
    expect("events by ride, in the order of their storing", expected=in_order, seen=by_ride)


@then("each ride is a group of its own")
def _(stage: Stage) -> None:
    groups: dict[str, set[Any]] = {}
    for message in _taken(stage):
        groups.setdefault(message.json["ride"], set()).add(message.system.get("MessageGroupId"))
    expect("groups of each ride", expected=[1] * len(groups), seen=[*map(len, groups.values())])
    distinct = len(set().union(*groups.values()))
    expect("groups of all rides", expected=len(groups), seen=distinct)


@then("the FIFO sender says that it has sent")
def _(stage: Stage) -> None:
    stage.until(lambda: expect("what the sender says", expected=["sent"], seen=_said(stage)))


@then("the FIFO sender never says that it has sent")
def _(stage: Stage) -> None:
    stage.calm()
    expect("what the sender says", expected=[], seen=_said(stage))
    left = still_to_do(stage, _SENDER, "t-1")
    expect("triggers that are still to be done", expected=1, seen=left)


def _trigger(stage: Stage, listed: list[str], **more: str) -> None:
    events = [{**event(stage, word), **more} for word in listed]
    stage.puppet.send(stage.channel("triggers"), {"id": stage.key("t-1"), "events": events})


def _fail(stage: Stage, word: str, times: float) -> None:
    """Have the sends of an event fail: its entry of a batch, or the whole call about it alone."""
    about = stage.key(word)
    refused = faults.refuse("InternalError", "try again")

    def fail(call: Call, proceed: Proceed) -> Any:
        act = faults.fail_entries(about) if "Entries" in call.parameters else refused
        return act(call, proceed)

    stage.faults.at(_SENDER, "send", fail, f"cannot send {word}", times=times, about=about)


def _throttle(stage: Stage, times: float) -> None:
    code, message = "RequestThrottled", "Request throttled."
    stage.faults.refuse(_SENDER, "send", times=times, code=code, message=message, status=403)


def _taken(stage: Stage) -> list[Message]:
    return stage.puppet.take(stage.channel("offered events"))


def _id(message: Message) -> str:
    return str((message.json or {}).get("id"))


def _said(stage: Stage) -> list[str]:
    return stage.effects(_SENDER, "t-1")
