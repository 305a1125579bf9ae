"""Sentences about who sends in the name of tenants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import ride, words
from pattern_tck.steps.still_to_do import still_to_do
from pattern_tck.tap import Call, Proceed

_SENDER = "tenant-sender"
_TENANTS = ["A", "B", "C"]
_NAMES: Mapping[str, list[str | None]] = {
    "nobody": [None, None, None],
    "another stranger": ["X", "Y", "Z"],
    "an empty text": ["", "", ""],
}


def _cast(stage: Stage) -> None:
    stage.ask_for(TENANTS=",".join(_TENANTS))
    stage.cast(_SENDER)


@given("a tenant sender")
def _(stage: Stage) -> None:
    _cast(stage)


@given("a tenant sender whose first message is not stored at once")
def _(stage: Stage) -> None:
    _cast(stage)
    refused = faults.refuse("InternalError", "try again")

    def fail_one(call: Call, proceed: Proceed) -> Any:
        act = faults.fail_first_entry if "Entries" in call.parameters else refused
        return act(call, proceed)

    stage.faults.at(_SENDER, "send", fail_one, "has one message not stored")


@given(parsers.parse("a tenant sender who is throttled {count:d} times"))
def _(stage: Stage, count: int) -> None:
    _cast(stage)
    _throttle(stage, count)


@given("a tenant sender who is throttled for good")
def _(stage: Stage) -> None:
    _cast(stage)
    _throttle(stage, float("inf"))


@given("a tenant sender that dies before it says so")
def _(stage: Stage) -> None:
    _cast(stage)
    stage.faults.crash(_SENDER, "effect")


@when(parsers.parse('the tenant sender is to send {count:d} rides of each of tenants "{listed}"'))
def _(stage: Stage, count: int, listed: str) -> None:
    _trigger(stage, [tenant for tenant in words(listed) for _ in range(count)])


@when(parsers.parse("the tenant sender is to send 3 rides of which each names {whom}"))
def _(stage: Stage, whom: str) -> None:
    _trigger(stage, _NAMES[whom])


@then(parsers.parse("the {count:d} rides are stored once, each in the name of its tenant"))
def _(stage: Stage, count: int) -> None:
    _stored(stage, count)
    stage.calm()
    times = Counter(message.json["id"] for message in _taken(stage))
    expect("rides stored more than once", expected={}, seen={
        key: number for key, number in times.items() if number > 1
    })  # fmt: skip


@then(parsers.parse("the {count:d} rides are stored, each in the name of its tenant"))
def _(stage: Stage, count: int) -> None:
    _stored(stage, count)


@then(parsers.parse('the messages bear just the names "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    wanted = set(words(listed))
    stage.until(lambda: expect("names", expected=wanted, seen=set(map(_name, _taken(stage)))))


@then("the messages bear one name, which is no tenant's")
def _(stage: Stage) -> None:
    def all_there() -> None:
        ids = {message.json["id"] for message in _taken(stage)}
        expect("rides that are stored", expected=set(stage.notes["sent"]), seen=ids)

    stage.until(all_there)
    names = {_name(message) for message in _taken(stage)}
    one = len(names) == 1 and not names & {None, *_TENANTS}
    expect_that(one, "names", expected="one, that is no tenant's", seen=names)


@then("the tenant sender says that it has sent")
def _(stage: Stage) -> None:
    stage.until(lambda: expect("what the sender says", expected=["sent"], seen=_said(stage)))


@then("the tenant sender never says that it has sent")
def _(stage: Stage) -> None:
    stage.calm()
    expect("what the sender says", expected=[], seen=_said(stage))
    left = still_to_do(stage, _SENDER, "t-1")
    expect("triggers that are still to be done", expected=1, seen=left)


def _trigger(stage: Stage, tenants: list[str] | list[str | None]) -> None:
    rides = []
    for number, tenant in enumerate(tenants, start=1):
        told = ride(stage, f"r-{number:02}")
        rides.append(told if tenant is None else {**told, "tenant": tenant})
    stage.notes["sent"] = {told["id"]: told.get("tenant") for told in rides}
    stage.puppet.send(stage.channel("triggers"), {"id": stage.key("t-1"), "rides": rides})


def _stored(stage: Stage, count: int) -> None:
    wanted = stage.notes["sent"]
    expect("rides to be sent", expected=count, seen=len(wanted))

    def stored() -> None:
        seen = {message.json["id"]: _name(message) for message in _taken(stage)}
        expect("in whose name each ride is stored", expected=wanted, seen=seen)

    stage.until(stored)


def _throttle(stage: Stage, times: float) -> None:
    code, message = "RequestThrottled", "Request throttled."
    stage.faults.refuse(_SENDER, "send", times=times, code=code, message=message, status=403)


def _taken(stage: Stage) -> list[Message]:
    return stage.puppet.take(stage.channel("shared work"))


def _name(message: Message) -> str | None:
    return message.system.get("MessageGroupId")


def _said(stage: Stage) -> list[str]:
    return stage.effects(_SENDER, "t-1")
