"""Sentences about who sends to a point-to-point channel."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import numbered, ride, words
from pattern_tck.steps.still_to_do import still_to_do
from pattern_tck.tap import Call, Proceed


def _throttle(stage: Stage, times: float) -> None:
    message = "Request throttled."
    stage.faults.refuse(
        "sender", "send", times=times, code="RequestThrottled", message=message, status=403
    )


@given("a sender")
def _(stage: Stage) -> None:
    stage.cast("sender")


@given(parsers.parse("a sender who is throttled {count:d} times"))
def _(stage: Stage, count: int) -> None:
    stage.cast("sender")
    _throttle(stage, count)


@given("a sender who is throttled for good")
def _(stage: Stage) -> None:
    stage.cast("sender")
    _throttle(stage, float("inf"))


@given("a sender one of whose messages is not stored")
def _(stage: Stage) -> None:
    stage.cast("sender")
    refused = faults.refuse("InternalError", "try again")

    def fail_one(call: Call, proceed: Proceed) -> Any:
        act = faults.fail_first_entry if "Entries" in call.parameters else refused
        return act(call, proceed)

    stage.faults.at("sender", "send", fail_one, "has one message not stored")


@given("a sender that dies before it says that it has sent")
def _(stage: Stage) -> None:
    stage.cast("sender")
    stage.faults.crash("sender", "effect")


@given("a sender to whom one answer is lost")
def _(stage: Stage) -> None:
    stage.cast("sender")
    stage.faults.at("sender", "send", faults.lose_answer, "does not get an answer")


@when(parsers.parse('the sender is to send rides "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    _trigger(stage, words(listed))


@when(parsers.parse("the sender is to send {count:d} rides"))
def _(stage: Stage, count: int) -> None:
    _trigger(stage, numbered(count))


@then(parsers.parse('each of rides "{listed}" arrives once'))
def _(stage: Stage, listed: str) -> None:
    wanted = {stage.key(word): 1 for word in words(listed)}
    stage.until(lambda: expect("rides that arrived", expected=set(wanted), seen=set(_sent(stage))))
    stage.calm()
    expect("times that each ride arrived", expected=wanted, seen=dict(_sent(stage)))


@then(parsers.parse('each of rides "{listed}" arrives, under no other id'))
def _(stage: Stage, listed: str) -> None:
    wanted = {stage.key(word) for word in words(listed)}
    stage.until(lambda: expect("rides that arrived", expected=wanted, seen=set(_sent(stage))))
    stage.calm()
    expect("rides that arrived", expected=wanted, seen=set(_sent(stage)))


@then(parsers.parse("the queue holds all {count:d} rides"))
def _(stage: Stage, count: int) -> None:
    queue = stage.channel("offered work")
    stage.until(lambda: expect("rides on the queue", expected=count, seen=stage.probe.stock(queue)))


@then("the sender says that it has sent")
def _(stage: Stage) -> None:
    stage.until(lambda: expect("what the sender says", expected=["sent"], seen=_said(stage)))


@then("the sender never says that it has sent")
def _(stage: Stage) -> None:
    stage.calm()
    stage.calm()
    expect("what the sender says", expected=[], seen=_said(stage))
    left = still_to_do(stage, "sender", "t-1")
    expect("triggers that are still to be done", expected=1, seen=left)
    expect("what the sender says", expected=[], seen=_said(stage))


def _trigger(stage: Stage, rides: list[str]) -> None:
    body = {"id": stage.key("t-1"), "rides": [ride(stage, word) for word in rides]}
    stage.puppet.send(stage.channel("triggers"), body)


def _sent(stage: Stage) -> Counter[str]:
    taken = stage.puppet.take(stage.channel("offered work"))
    return Counter(str((message.json or {}).get("id")) for message in taken)


def _said(stage: Stage) -> list[str]:
    return stage.effects("sender", "t-1")
