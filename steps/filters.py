"""Sentences about the filter policies that a topic offers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect
from pattern_tck.messages import Value
from pattern_tck.stage import Stage
from pattern_tck.steps.topics import listen, taken

_SCOPES = {"attributes": "MessageAttributes", "body": "MessageBody"}


@given("a subscription without a filter policy")
def _(stage: Stage) -> None:
    _subscribe(stage)


@given(parsers.re(r"a subscription with the filter policy (?P<policy>\{.*\})"))
def _(stage: Stage, policy: str) -> None:
    _subscribe(stage, FilterPolicy=policy)


@given(
    parsers.re(
        r"a subscription with the filter policy (?P<policy>\{.*\}) "
        r"on the (?P<scope>attributes|body)"
    )
)
def _(stage: Stage, policy: str, scope: str) -> None:
    # Attributes are what a policy looks at when nothing is said.
    said = {"FilterPolicyScope": "MessageBody"} if scope == "body" else {}
    _subscribe(stage, **said, FilterPolicy=policy)


@given(
    parsers.re(r"a subscription with the filter policy (?P<policy>\{.*\}) and a dead-letter queue")
)
def _(stage: Stage, policy: str) -> None:
    dead = stage.puppet.queue("dead letters of the filter")
    redrive = json.dumps({"deadLetterTargetArn": stage.probe.arn(dead)})
    _subscribe(stage, FilterPolicy=policy, RedrivePolicy=redrive)


@when(parsers.re(r"a message with the attributes (?P<attributes>\{.*\}) is offered to the filter"))
def _(stage: Stage, attributes: str) -> None:
    _offer(stage, "a message", json.loads(attributes))


@when(
    parsers.re(
        r"both the attributes (?P<attributes>\{.*\}) and the body (?P<body>.*) "
        r"are offered to the filter"
    )
)
def _(stage: Stage, attributes: str, body: str) -> None:
    _offer(stage, body, json.loads(attributes))


@when(parsers.re(r"a message with the body (?P<body>.*) is offered to the filter"))
def _(stage: Stage, body: str) -> None:
    _offer(stage, body, {})


@when("a message whose attribute store is Binary is offered to the filter")
def _(stage: Stage) -> None:
    listen(stage, "everything", "the topic")  # in envelopes, for a raw copy may not carry it
    _offer(stage, "a message", {"store": b"Bonn", "kind": "taxi"})


@when(parsers.re(r"the filter policy (?P<policy>\{.*\}) on the (?P<scope>attributes|body) is set"))
def _(stage: Stage, policy: str, scope: str) -> None:
    # Away from the start the scope can only be changed while there is no policy.
    _set(stage, FilterPolicyScope=_SCOPES[scope], FilterPolicy=policy)


@when(parsers.parse("a filter policy with {values} values of its keys is set"))
def _(stage: Stage, values: str) -> None:
    counts = [int(count) for count in values.split(",")]
    policy = {f"key{key}": [str(value) for value in range(n)] for key, n in enumerate(counts)}
    _set(stage, FilterPolicy=json.dumps(policy))


@then("the filter has delivered the message")
def _(stage: Stage) -> None:
    _seen_beside(stage)
    taken(stage, stage.channel("filtered"), 1)


@then("the filter has not delivered the message")
def _(stage: Stage) -> None:
    _seen_beside(stage)
    stage.linger()
    left = stage.probe.stock(stage.channel("filtered"))
    expect("messages that passed the filter", expected=0, seen=left)


@then(parsers.parse("the policy is {taken}"))
def _(stage: Stage, taken: str) -> None:
    expect("answer to the policy", expected=_ANSWERS[taken], seen=stage.notes["answer"])


@then("the dead-letter queue of the filter is empty")
def _(stage: Stage) -> None:
    seen = stage.probe.stock(stage.channel("dead letters of the filter"))
    expect("messages on the dead-letter queue", expected=0, seen=seen)


_ANSWERS = {"taken": "", "refused": "InvalidParameter"}


def _subscribe(stage: Stage, **attributes: str) -> None:
    listen(stage, "filtered", "the topic", RawMessageDelivery="true", **attributes)


def _set(stage: Stage, **attributes: str) -> None:
    arn = stage.notes["filtered"]
    stage.notes["answer"] = stage.puppet.refusal(
        lambda: stage.puppet.change_subscription(arn, **attributes)
    )


def _offer(stage: Stage, body: str, attributes: Mapping[str, Value]) -> None:
    if "everything" not in stage.notes:
        listen(stage, "everything", "the topic", RawMessageDelivery="true")
    stage.puppet.publish(stage.channel("the topic"), body, attributes)


def _seen_beside(stage: Stage) -> Any:
    """Wait until a subscription without a policy has the message: the topic has delivered it."""
    return taken(stage, stage.channel("everything"), 1)
