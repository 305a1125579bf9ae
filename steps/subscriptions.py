"""Sentences about subscriptions of endpoints that are no queues."""

from __future__ import annotations

import contextlib
import json

from botocore.exceptions import ClientError
from pytest_bdd import parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect
from pattern_tck.stage import Stage

_PENDING = "PendingConfirmation"
_RETRIES = ("numRetries", "minDelayTarget", "maxDelayTarget", "backoffFunction")


@when(parsers.parse("the {protocol:w} endpoint {place:S} subscribes"))
def _(stage: Stage, protocol: str, place: str) -> None:
    answer = stage.puppet.client("sns").subscribe(
        TopicArn=_topic(stage).address,
        Protocol=protocol,
        Endpoint=place,
        ReturnSubscriptionArn=True,
    )
    stage.notes["pending"] = place, answer["SubscriptionArn"]


@when("somebody tries to end what is not confirmed")
def _(stage: Stage) -> None:
    _, arn = stage.notes["pending"]
    with contextlib.suppress(ClientError):  # refused or without effect: both leave it there
        stage.puppet.unsubscribe(arn)


@when(
    parsers.parse("HTTP endpoints are to be tried {count:d} more times, {seconds:d} seconds apart")
)
def _(stage: Stage, count: int, seconds: int) -> None:
    _set_retries(stage, count, seconds)


@then("the subscription waits for its confirmation")
def _(stage: Stage) -> None:
    place, _ = stage.notes["pending"]
    expect("its ARN in the list", expected=_PENDING, seen=_listed(stage).get(place))


@then("the subscription is gone")
def _(stage: Stage) -> None:
    expect("subscriptions", expected={}, seen=_listed(stage))


@then(parsers.parse('the subscription "{called}" is confirmed'))
def _(stage: Stage, called: str) -> None:
    arn = stage.notes[called]
    expect("subscriptions", expected=[arn], seen=list(_listed(stage).values()))
    answer = stage.puppet.client("sns").get_subscription_attributes(SubscriptionArn=arn)
    expect(_PENDING, expected="false", seen=answer["Attributes"].get(_PENDING))


@then("confirming with an invented token is refused")
def _(stage: Stage) -> None:
    code = stage.puppet.refusal(
        lambda: stage.puppet.client("sns").confirm_subscription(
            TopicArn=_topic(stage).address, Token="0123456789abcdef" * 8
        )
    )
    expect("answer", expected="InvalidParameter", seen=code)


@then(parsers.parse("HTTP endpoints are tried {count:d} more times, {seconds:d} seconds apart"))
def _(stage: Stage, count: int, seconds: int) -> None:
    answer = stage.puppet.client("sns").get_topic_attributes(TopicArn=_topic(stage).address)
    policy = json.loads(answer["Attributes"].get("EffectiveDeliveryPolicy", "{}"))
    retries = policy.get("http", {}).get("defaultHealthyRetryPolicy", {})
    expected = dict(zip(_RETRIES, (count, seconds, seconds, "linear"), strict=True))
    expect("retries", expected=expected, seen={name: retries.get(name) for name in _RETRIES})


@then(
    parsers.parse(
        "trying HTTP endpoints {count:d} more times, {seconds:d} seconds apart, is {taken:w}"
    )
)
def _(stage: Stage, count: int, seconds: int, taken: str) -> None:
    code = stage.puppet.refusal(lambda: _set_retries(stage, count, seconds))
    expected = {"taken": "", "refused": "InvalidParameter"}[taken]
    expect("answer to the delivery policy", expected=expected, seen=code)


def _topic(stage: Stage) -> Channel:
    return stage.channel("the topic")


def _set_retries(stage: Stage, count: int, seconds: int) -> None:
    retries = {"numRetries": count, "minDelayTarget": seconds, "maxDelayTarget": seconds}
    policy = {"http": {"defaultHealthyRetryPolicy": {**retries, "backoffFunction": "linear"}}}
    stage.puppet.client("sns").set_topic_attributes(
        TopicArn=_topic(stage).address,
        AttributeName="DeliveryPolicy",
        AttributeValue=json.dumps(policy),
    )


def _listed(stage: Stage) -> dict[str, str]:
    """Give the ARN of each subscription as the topic lists it, by its endpoint."""
    answer = stage.puppet.client("sns").list_subscriptions_by_topic(TopicArn=_topic(stage).address)
    return {found["Endpoint"]: found["SubscriptionArn"] for found in answer["Subscriptions"]}
