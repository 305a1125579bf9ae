"""Endpoints: where a subscription's messages may go, by protocol."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.topics.invalid import invalid
from pattern_tck.simulator.topics.managing import LARGE_PROTOCOLS, MOST_LARGE_SUBSCRIPTIONS
from pattern_tck.simulator.topics.subscription_attributes import queue_arn
from pattern_tck.simulator.topics.telephones import NUMBER
from pattern_tck.simulator.topics.topic import Topic

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    "http": re.compile(r"http://\S+"),
    "https": re.compile(r"https://\S+"),
    "email": _EMAIL,
    "email-json": _EMAIL,
    "sms": NUMBER,
    "lambda": re.compile(r"arn:[^:]+:lambda:[^:]+:\d{12}:function:\S+"),
    "firehose": re.compile(r"arn:[^:]+:firehose:[^:]+:\d{12}:deliverystream/\S+"),
    "application": re.compile(r"arn:[^:]+:sns:[^:]+:\d{12}:endpoint/\S+"),
}


def check(topic: Topic, protocol: str, endpoint: str) -> None:
    """Refuse an endpoint that this topic cannot have; a queue need not be there yet."""
    if protocol == "sqs":
        if queue_arn(endpoint) is None:
            raise invalid("SQS endpoint ARN")
    elif protocol not in _FORMS:
        raise invalid(f"Amazon SNS does not support this protocol string: {protocol}")
    elif not _FORMS[protocol].fullmatch(endpoint):
        if protocol == "sms":
            raise Refusal("InvalidParameter", f"Invalid SMS endpoint: {endpoint}")
        if protocol in {"http", "https"}:
            raise invalid("Endpoint must match the specified protocol")
        raise invalid("Endpoint")
    _check_order(topic, protocol, endpoint)
    if topic.settings.large and (
        protocol not in LARGE_PROTOCOLS or len(topic.subscriptions) >= MOST_LARGE_SUBSCRIPTIONS
    ):
        # SNS-PUB-17
        raise invalid(
            "Endpoint Reason: a topic with a MaximumMessageSize above 256 KiB has at most "
            f"{MOST_LARGE_SUBSCRIPTIONS} subscriptions, all of sqs, lambda or firehose"
        )


def _check_order(topic: Topic, protocol: str, endpoint: str) -> None:
    """Keep the order of a FIFO topic, and promise none on a standard one (SNS-FIFO-02)."""
    if topic.fifo and protocol != "sqs":
        raise invalid(
            f"Invalid parameter: Endpoint Reason: FIFO topics do not deliver to {protocol}; please "
            "use an SQS queue"
        )
    if not topic.fifo and protocol == "sqs" and endpoint.endswith(".fifo"):
        raise invalid(
            "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to "
            "standard SNS topics"
        )
