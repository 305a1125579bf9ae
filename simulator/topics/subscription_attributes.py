"""The attributes of a subscription: which messages it wants, in which form, and what saves them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.limits import Profile
from pattern_tck.simulator.matching import complaints
from pattern_tck.simulator.matching.filter_policy import (
    FilterPolicy,
    InvalidPolicy,
    PolicyOutOfScope,
    compile_filter_policy,
)
from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.topics import delivery_policy
from pattern_tck.simulator.topics.invalid import invalid

_QUEUE: Final = re.compile(
    r"arn:aws[a-z-]*:sqs:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):[A-Za-z0-9_-]{1,80}(\.fifo)?"
)
#: SNS-FLT-02: what a filter policy looks at.
_SCOPES: Final = ("MessageAttributes", "MessageBody")
#: Only these take a message without its envelope.
_RAW: Final = frozenset({"sqs", "http", "https", "firehose"})


@dataclass(frozen=True)
class Circumstances:
    """What the attributes of a subscription are judged by: its topic, its protocol, the quotas."""

    topic_arn: str
    fifo: bool
    protocol: str
    profile: Profile


@dataclass(frozen=True)
class SubscriptionSettings:
    """What holds for a subscription. ``texts`` are the attributes as they were said."""

    where: Circumstances
    #: SNS-PUB-13: the bare message, without an envelope.
    raw: bool = False
    #: SNS-FLT-01: without a filter every message is wanted.
    filter: FilterPolicy | None = None
    #: SNS-PUB-11: ARN of the queue for what cannot be delivered; empty if there is none.
    dead_letters: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    def changed(self, name: str, value: str) -> SubscriptionSettings:
        """Give the settings with one attribute changed; an empty value removes it.

        Raises `Refusal` if it may not be so, and `NotModelled` for the replay of an archive.
        """
        return self.with_all({name: value})

    def with_all(self, attributes: Mapping[str, str]) -> SubscriptionSettings:
        """Give the settings with some attributes changed, all of them judged together."""
        texts = {**self.texts, **_said(attributes)}
        settings = replace(self, texts={name: text for name, text in texts.items() if text})
        for name in attributes:
            if name in {"ReplayPolicy", "ReplayStatus"}:
                raise NotModelled("the replay of a topic's archive")
            if name not in _READ:
                raise invalid("AttributeName")
            settings = _READ[name](settings, settings.texts.get(name))
        return settings

    def says(self, attributes: Mapping[str, str]) -> bool:
        """Say whether a subscription with these attributes would be the same one."""
        shown = {"FilterPolicyScope": _SCOPES[0], **self.shown()}
        return all(
            value in (self.texts.get(name, shown.get(name, "")), shown.get(name))
            for name, value in _said(attributes).items()
        )

    def shown(self) -> dict[str, str]:
        """Give what GetSubscriptionAttributes shows of what can be set."""
        shown = {"FilterPolicyScope": _SCOPES[0], **self.texts}
        if "FilterPolicy" not in self.texts:
            del shown["FilterPolicyScope"]
        if "DeliveryPolicy" in shown:
            shown["DeliveryPolicy"] = delivery_policy.shown_for_subscription(
                shown["DeliveryPolicy"]
            )
        return {**shown, "RawMessageDelivery": str(self.raw).lower()}


def queue_arn(arn: str) -> tuple[str, str] | None:
    """Give the region and the account of a queue's ARN; None if it is not one."""
    found = _QUEUE.fullmatch(arn)
    return (found["region"], found["account"]) if found else None


def _said(attributes: Mapping[str, str]) -> dict[str, str]:
    """Give the attributes with nothing in place of a filter policy that names nothing.

    ``{}`` is how a filter policy is removed, and it is not shown any more (Terraform provider's
    acceptance test of a subscription's filter_policy).
    """
    said = dict(attributes)
    if re.fullmatch(r"\s*\{\s*\}\s*", said.get("FilterPolicy", "")):
        said["FilterPolicy"] = ""
    return said


def _read_raw(settings: SubscriptionSettings, value: str | None) -> SubscriptionSettings:
    if value is None or value.lower() not in {"true", "false"}:
        raise invalid(f"RawMessageDelivery: Invalid value [{value or ''}]. Must be true or false.")
    raw = value.lower() == "true"
    if raw and settings.where.protocol not in _RAW:
        raise invalid(
            f"Delivery protocol [{settings.where.protocol}] does not support raw message delivery."
        )
    return replace(settings, raw=raw)


def _read_filter(settings: SubscriptionSettings, _value: str | None) -> SubscriptionSettings:
    """Compile the filter policy for its scope, whichever of the two was changed (SNS-FLT-02)."""
    scope = settings.texts.get("FilterPolicyScope", _SCOPES[0])
    if scope not in _SCOPES:
        raise invalid(
            f"FilterPolicyScope: Invalid value [{scope}]. Please use either MessageBody or "
            "MessageAttributes"
        )
    text = settings.texts.get("FilterPolicy")
    if text is None:
        return replace(settings, filter=None)
    profile = settings.where.profile
    try:
        compiled = compile_filter_policy(
            text,
            scope,
            most_keys=profile.most_filter_keys,
            most_combinations=profile.most_filter_combinations,
        )
    except PolicyOutOfScope as mistake:
        raise invalid(str(mistake)) from None
    except InvalidPolicy as mistake:
        raise invalid(f"FilterPolicy: {mistake}") from None
    return replace(settings, filter=compiled)


def _read_redrive(settings: SubscriptionSettings, value: str | None) -> SubscriptionSettings:
    """Read the dead-letter queue: of the same account and Region, FIFO for FIFO (SNS-PUB-11)."""
    if value is None:
        return replace(settings, dead_letters="")
    try:
        policy = read_json(value)
    except ValueError:
        raise invalid(f"RedrivePolicy: {complaints.of_json(value)}") from None
    if not isinstance(policy, dict):
        raise invalid("RedrivePolicy: must be a JSON object with deadLetterTargetArn alone")
    unknown = [name for name in policy if name != "deadLetterTargetArn"]
    if unknown:
        raise invalid(f"RedrivePolicy: invalid JSON. Attribute {unknown[0]} is unknown.")
    target = str(policy.get("deadLetterTargetArn", ""))
    place = queue_arn(target)
    if place is None:
        raise invalid("RedrivePolicy: deadLetterTargetArn is an invalid arn")
    if place != tuple(settings.where.topic_arn.split(":")[3:5]):
        raise invalid(
            "RedrivePolicy: deadLetterTargetArn must be an SQS queue in the account and the "
            "Region of the subscription"
        )
    if target.endswith(".fifo") != settings.where.fifo:
        raise invalid(
            "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."
            if settings.where.fifo
            else "RedrivePolicy: must use a standard queue as DLQ for a standard topic"
        )
    return replace(settings, dead_letters=target)


def _read_deliveries(settings: SubscriptionSettings, value: str | None) -> SubscriptionSettings:
    if value is not None:
        delivery_policy.of_subscription(value)
    return settings


def _read_role(settings: SubscriptionSettings, _value: str | None) -> SubscriptionSettings:
    # A stream delivers to nobody here, so nobody takes on the role.
    return settings


_READ: Final[Mapping[str, Callable[[SubscriptionSettings, str | None], SubscriptionSettings]]] = {
    "RawMessageDelivery": _read_raw,
    "FilterPolicy": _read_filter,
    "FilterPolicyScope": _read_filter,
    "RedrivePolicy": _read_redrive,
    "DeliveryPolicy": _read_deliveries,
    "SubscriptionRoleArn": _read_role,
}
