"""The attributes of a topic: what may be said about it, and what holds if nothing is said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pattern_tck.simulator import access
from pattern_tck.simulator.numerals import is_whole
from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.topics import delivery_policy, policy_actions
from pattern_tck.simulator.topics.invalid import flag, invalid

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_FIFO_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,251}\.fifo")
_FEEDBACK: Final = re.compile(
    "(HTTP|Firehose|Lambda|Application|SQS)"
    "(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)"
)
#: SNS-PUB-17: what a topic may ask for, in bytes.
_SMALLEST_MAXIMUM: Final = 1024
_LARGEST_MAXIMUM: Final = 1024 * 1024
_LONGEST_DISPLAY_NAME: Final = 100
#: What only FIFO topics have.
_FIFO_ONLY: Final = frozenset({"ContentBasedDeduplication", "FifoThroughputScope"})
#: What an empty value takes away.
_REMOVABLE: Final = frozenset({"DeliveryPolicy", "KmsMasterKeyId"})
#: What the default policy lets the owner's own principals do.
_OWNER_ACTIONS: Final = (
    "SNS:GetTopicAttributes",
    "SNS:SetTopicAttributes",
    "SNS:AddPermission",
    "SNS:RemovePermission",
    "SNS:DeleteTopic",
    "SNS:Subscribe",
    "SNS:ListSubscriptionsByTopic",
    "SNS:Publish",
)


@dataclass(frozen=True)
class TopicSettings:
    """What holds for a topic. ``texts`` are the attributes that were set, as they were said."""

    fifo: bool
    #: SNS-PUB-17: bytes of body and attributes, if nothing is said.
    largest_by_default: int
    #: SNS-PUB-17: what was said.
    largest_asked_for: int | None = None
    #: SNS-FIFO-03: the body makes the deduplication id, unless the publisher gives one.
    by_content: bool = False
    #: SNS-FIFO-03: an id counts within its message group, not in the whole topic.
    by_group: bool = False
    signature_version: str = "1"
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def largest(self) -> int:
        """Give the most bytes that a message may have."""
        return self.largest_asked_for or self.largest_by_default

    @property
    def large(self) -> bool:
        """Say whether larger messages than by default are taken; then not every one may listen."""
        return self.largest > self.largest_by_default

    def changed(self, name: str, value: str) -> TopicSettings:
        """Give the settings with one attribute changed; `Refusal` if it may not be so.

        Raises `NotModelled` for the message archive.
        """
        if name == "ArchivePolicy":
            raise NotModelled("the message archive of a topic")
        if not value and (name in _REMOVABLE or _FEEDBACK.fullmatch(name)):
            left = {said: text for said, text in self.texts.items() if said != name}
            return replace(self, texts=left)
        if name in _FIFO_ONLY and not self.fifo:
            raise invalid(f"{name} Reason: it applies to FIFO topics only")
        if name in _READ:
            found = _READ[name](self, value)
        elif _FEEDBACK.fullmatch(name):
            found = self
        else:
            raise invalid("AttributeName")
        return replace(found, texts={**self.texts, name: value})

    def shown(self) -> dict[str, str]:
        """Give what GetTopicAttributes shows of what can be set, set or not."""
        shown = {"DisplayName": ""}
        if self.fifo:
            shown |= {
                "FifoTopic": "true",
                "ContentBasedDeduplication": "false",
                "FifoThroughputScope": "Topic",
            }
        shown |= self.texts
        if "DeliveryPolicy" in shown:
            shown["DeliveryPolicy"] = delivery_policy.shown_for_topic(shown["DeliveryPolicy"])
        return shown

    def says(self, attributes: Mapping[str, str]) -> bool:
        """Say whether a topic with these attributes would be the same one."""
        shown = {"FifoTopic": "false", **self.shown()}
        return all(
            value in (shown.get(name), self.texts.get(name)) for name, value in attributes.items()
        )


def checked_name(name: str, *, fifo: bool) -> str:
    """Give a topic's name, or refuse it: a FIFO topic ends with .fifo, and no other does."""
    if fifo and not _FIFO_NAME.fullmatch(name):
        raise invalid(
            "Fifo Topic names must end with .fifo and must be made up of only uppercase and "
            "lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 "
            "and 256 characters long."
        )
    if not fifo and not _NAME.fullmatch(name):
        raise invalid("Topic Name")
    return name


def default_policy(arn: str, owner: str) -> str:
    """Give the policy that a topic has at first: its owner may do all, and who acts for him.

    An alarm of the account tells on whose behalf it publishes, so it is admitted; an EventBridge
    rule does not, so it needs a policy of its own (SNS-PUB-08, EB-DEL-04).
    """
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": _OWNER_ACTIONS,
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": owner}},
    }
    return json.dumps(
        {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}
    )


def _policy(settings: TopicSettings, value: str) -> TopicSettings:
    try:
        policy = access.read(value)
    except ValueError:
        # More AWS does not tell (its CloudFormation resource for a topic's policy).
        raise invalid("Policy Error: null") from None
    policy_actions.check_policy(policy)
    return settings


def _maximum(settings: TopicSettings, value: str) -> TopicSettings:
    if not is_whole(value) or not _SMALLEST_MAXIMUM <= int(value) <= _LARGEST_MAXIMUM:
        raise invalid(
            f"MaximumMessageSize Reason: it must be between {_SMALLEST_MAXIMUM} and "
            f"{_LARGEST_MAXIMUM}"
        )
    return replace(settings, largest_asked_for=int(value))


def _display_name(settings: TopicSettings, value: str) -> TopicSettings:
    if len(value) > _LONGEST_DISPLAY_NAME:
        raise invalid("DisplayName")
    return settings


def _by_content(settings: TopicSettings, value: str) -> TopicSettings:
    return replace(settings, by_content=flag("ContentBasedDeduplication", value))


def _scope(settings: TopicSettings, value: str) -> TopicSettings:
    return replace(
        settings, by_group=_one_of("FifoThroughputScope", value, "Topic", "MessageGroup") != "Topic"
    )


def _signature(settings: TopicSettings, value: str) -> TopicSettings:
    return replace(settings, signature_version=_one_of("SignatureVersion", value, "1", "2"))


def _tracing(settings: TopicSettings, value: str) -> TopicSettings:
    _one_of("TracingConfig", value, "PassThrough", "Active")
    if settings.fifo:
        raise invalid("TracingConfig Reason: it applies to standard topics only")
    return settings


def _deliveries(settings: TopicSettings, value: str) -> TopicSettings:
    delivery_policy.of_topic(value)
    return settings


def _kept(settings: TopicSettings, value: str) -> TopicSettings:
    # Nothing that can be seen here depends on it.
    return settings


def _one_of(name: str, value: str, *values: str) -> str:
    if value not in values:
        raise invalid(f"{name} Reason: {value} is none of {', '.join(values)}")
    return value


_READ: Final[Mapping[str, Callable[[TopicSettings, str], TopicSettings]]] = {
    "Policy": _policy,
    "DisplayName": _display_name,
    "DeliveryPolicy": _deliveries,
    "MaximumMessageSize": _maximum,
    "ContentBasedDeduplication": _by_content,
    "FifoThroughputScope": _scope,
    "SignatureVersion": _signature,
    "TracingConfig": _tracing,
    "KmsMasterKeyId": _kept,
}


def read(attributes: Mapping[str, Any], *, largest_by_default: int) -> TopicSettings:
    """Read the attributes of a new topic; `Refusal` if one may not be as it is."""
    fifo = flag("FifoTopic", str(attributes.get("FifoTopic", "false")))
    settings = TopicSettings(fifo=fifo, largest_by_default=largest_by_default)
    for name, value in attributes.items():
        if name != "FifoTopic":
            settings = settings.changed(name, str(value))
    return settings
