"""Sentences about events that a bus cannot deliver, and about targets with wishes of their own."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.buses import (
    PATTERNS,
    event_in,
    has_events,
    last_rule,
    put_ride,
    rule,
)
from pattern_tck.steps.rides import words

_FIFO = {"FifoQueue": "true"}
_QUEUES: dict[str, dict[str, str]] = {
    "a FIFO queue that compares contents": {**_FIFO, "ContentBasedDeduplication": "true"},
    "a FIFO queue that wants ids": _FIFO,
    "a standard queue": {},
}
#: What names the failure in a dead letter. EXHAUSTED_RETRY_CONDITION is there after retries only.
_NAMES = ("RULE_ARN", "TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE", "RETRY_ATTEMPTS")


@given(parsers.parse('its target "{called}" with a dead-letter queue'))
def _(stage: Stage, called: str) -> None:
    _aim(stage, called, letters=_letters(stage, called))


@given(parsers.parse('its target "{called}" with a dead-letter queue that does not admit the rule'))
def _(stage: Stage, called: str) -> None:
    _aim(stage, called, letters=_letters(stage, called, admitted=False))


@given(parsers.parse('its target "{called}", which does not admit the rule'))
def _(stage: Stage, called: str) -> None:
    _aim(stage, called, admitted=False)


@given(
    parsers.parse('its target "{called}", which does not admit the rule, with a dead-letter queue')
)
def _(stage: Stage, called: str) -> None:
    _aim(stage, called, admitted=False, letters=_letters(stage, called))


@given(parsers.re(r'a rule for rides with (?P<queue>a .* queue.*), in the group "(?P<group>.+)"'))
def _(stage: Stage, queue: str, group: str) -> None:
    made = rule(stage, PATTERNS["rides"], [])
    place = stage.puppet.queue("grouped", **_QUEUES[queue])
    arn = stage.buses.admit(place, made)
    stage.buses.aim(made, {"grouped": arn}, SqsParameters={"MessageGroupId": group})


@when(parsers.parse('the queue of the target "{called}" is lost'))
def _(stage: Stage, called: str) -> None:
    stage.puppet.delete_channel(stage.channel(called))


@when(parsers.parse('the queue of the target "{called}" admits the rule after all'))
def _(stage: Stage, called: str) -> None:
    stage.buses.admit(stage.channel(called), last_rule(stage))


@then("a sixth target of the rule is refused")
def _(stage: Stage) -> None:
    made = last_rule(stage)
    arn = stage.buses.admit(stage.puppet.queue("six"), made)
    code = stage.puppet.refusal(lambda: stage.buses.aim(made, {"six": arn}))
    expect("answer to the target", expected="LimitExceededException", seen=code)


@then(
    parsers.parse(
        "a target that is tried again {attempts:d} times, for {seconds:d} seconds, is {taken:w}"
    )
)
def _(stage: Stage, attempts: int, seconds: int, taken: str) -> None:
    policy = {"MaximumRetryAttempts": attempts, "MaximumEventAgeInSeconds": seconds}
    made, arn = last_rule(stage), stage.puppet.arn(stage.channel("one"))
    code = stage.puppet.refusal(lambda: stage.buses.aim(made, {"one": arn}, RetryPolicy=policy))
    expected = {"taken": "", "refused": "ValidationException"}[taken]
    expect("answer to the target", expected=expected, seen=code)
    (target,) = stage.buses.targets(made)
    expect("retry policy", expected="" if code else policy, seen=target.get("RetryPolicy", ""))


@then("a target with a FIFO queue for dead letters is refused, or its letters are lost")
def _(stage: Stage) -> None:
    made = last_rule(stage)
    letters = stage.puppet.queue("letters", **_QUEUES["a FIFO queue that compares contents"])
    more = {"DeadLetterConfig": {"Arn": stage.buses.admit(letters, made)}}
    gone = {"gone": f"{stage.puppet.arn(letters).rpartition(':')[0]}:no-such-queue"}
    if stage.puppet.refusal(lambda: stage.buses.aim(made, gone, **more)):
        return
    put_ride(stage, "r-1")
    has_events(stage, "two", ["r-1"])
    stage.linger()
    expect("letters on the FIFO queue", expected=0, seen=stage.probe.stock(letters))


@then(parsers.parse('the dead-letter queue of the target "{called}" has the events "{sent}"'))
def _(stage: Stage, called: str, sent: str) -> None:
    has_events(stage, _letters_name(called), words(sent))


@then(parsers.parse('the dead-letter queue of the target "{called}" has no event'))
def _(stage: Stage, called: str) -> None:
    _has_nothing(stage, _letters_name(called))


@then(parsers.parse('the dead letter of "{called}" tells an error that was not tried again'))
def _(stage: Stage, called: str) -> None:
    told = _letter(stage, called).attributes
    expect_that(told.get("ERROR_CODE"), "ERROR_CODE", expected="a code", seen=dict(told))
    expect("RETRY_ATTEMPTS", expected="0", seen=str(told.get("RETRY_ATTEMPTS")))


@then(parsers.parse('the dead letter of "{called}" names the rule, the target and the error'))
def _(stage: Stage, called: str) -> None:
    told = _letter(stage, called).attributes
    missing = [name for name in _NAMES if not str(told.get(name, ""))]
    expect("attributes that the letter lacks", expected=[], seen=missing)
    expect("RULE_ARN", expected=last_rule(stage).address, seen=told["RULE_ARN"])
    expect("TARGET_ARN", expected=stage.puppet.arn(stage.channel(called)), seen=told["TARGET_ARN"])


@then(parsers.parse('the {queue} queue has the events "{sent}" in the group "{group}"'))
def _(stage: Stage, queue: str, sent: str, group: str) -> None:
    has_events(stage, "grouped", words(sent))
    messages = stage.puppet.take(stage.channel("grouped"))
    seen = [message.system.get("MessageGroupId") for message in messages]
    expect("groups", expected=[group] * len(seen), seen=seen)
    if queue == "FIFO":
        found = [event_in(message)["detail"]["id"] for message in messages]
        expect("order", expected=[stage.key(word) for word in words(sent)], seen=found)


@then("the FIFO queue has no event")
def _(stage: Stage) -> None:
    _has_nothing(stage, "grouped")


def _aim(stage: Stage, called: str, *, admitted: bool = True, letters: str = "") -> None:
    made, queue = last_rule(stage), stage.puppet.queue(called)
    arn = stage.buses.admit(queue, made) if admitted else stage.puppet.arn(queue)
    more: dict[str, Any] = {"DeadLetterConfig": {"Arn": letters}} if letters else {}
    stage.buses.aim(made, {called: arn}, **more)


def _letters(stage: Stage, called: str, *, admitted: bool = True) -> str:
    letters: Channel = stage.puppet.queue(_letters_name(called))
    return stage.buses.admit(letters, last_rule(stage)) if admitted else stage.puppet.arn(letters)


def _letters_name(called: str) -> str:
    return f"dead letters of {called}"


def _letter(stage: Stage, called: str) -> Message:
    letters = stage.channel(_letters_name(called))
    stage.until(lambda: expect("letters", expected=1, seen=len(stage.puppet.take(letters))))
    return stage.puppet.take(letters)[0]


def _has_nothing(stage: Stage, called: str) -> None:
    stage.linger()
    expect(f"events of {called}", expected=0, seen=stage.probe.stock(stage.channel(called)))
