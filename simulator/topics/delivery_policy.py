"""Delivery policies: how often and how long SNS tries an HTTP endpoint (SNS-PUB-09, SNS-PUB-10).

No HTTP endpoint is called by this model, so nobody waits here; but who writes a policy learns
whether it is one, and sees what takes effect.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.topics.invalid import invalid

#: SNS-PUB-09: for so many seconds in all, at most, HTTP deliveries are tried.
LONGEST: Final = 3600
_MOST_RETRIES: Final = 100
_NO_OVERRIDES: Final = "disableSubscriptionOverrides"
#: The parts of a subscription's policy.
_PARTS: Final = ("healthyRetryPolicy", "sicklyRetryPolicy", "throttlePolicy", "requestPolicy")
_FUNCTIONS: Final = ("linear", "arithmetic", "geometric", "exponential")

#: SNS-PUB-10: three retries, 20 seconds apart.
_DEFAULT_RETRIES: Final[Mapping[str, Any]] = {
    "minDelayTarget": 20,
    "maxDelayTarget": 20,
    "numRetries": 3,
    "numMaxDelayRetries": 0,
    "numNoDelayRetries": 0,
    "numMinDelayRetries": 0,
    "backoffFunction": "linear",
}
_DEFAULT_REQUEST: Final = {"headerContentType": "text/plain; charset=UTF-8"}


@dataclass(frozen=True)
class Retries:
    """The four phases of retries: at once, before the backoff, the backoff, and after it.

    The delays are in seconds. How a backoff that is not linear grows is not documented, so of
    that phase only the shortest possible time is known.
    """

    shortest: int
    longest: int
    number: int
    at_once: int
    before: int
    after: int
    function: str

    @property
    def backoff(self) -> int:
        """Tell how many retries are left for the backoff."""
        return self.number - self.at_once - self.before - self.after

    @property
    def total(self) -> float:
        """Tell how many seconds all the retries take at least; jitter is not counted."""
        mean = (self.shortest + self.longest) / 2 if self.function == "linear" else self.shortest
        return self.before * self.shortest + self.backoff * mean + self.after * self.longest

    def check(self) -> None:
        """Refuse what is out of bounds."""
        counts = (self.number, self.at_once, self.before, self.after)
        if self.function not in _FUNCTIONS:
            raise invalid("DeliveryPolicy: invalid backoffFunction")
        if not 1 <= self.shortest <= self.longest <= LONGEST:
            raise invalid(
                "DeliveryPolicy: minDelayTarget must be at least 1 and at most maxDelayTarget, "
                f"and that at most {LONGEST}"
            )
        if min(counts) < 0 or self.number > _MOST_RETRIES or self.backoff < 0:
            raise invalid(
                f"DeliveryPolicy: numRetries must be between 0 and {_MOST_RETRIES}, and at least "
                "the sum of the retries of the phases"
            )
        if self.total > LONGEST:
            raise invalid(f"DeliveryPolicy: the retries take more than {LONGEST} seconds")


def retries(policy: Mapping[str, Any]) -> Retries:
    """Read a healthyRetryPolicy; what it does not say is taken from the defaults."""
    unknown = policy.keys() - _DEFAULT_RETRIES.keys()
    whole = {**_DEFAULT_RETRIES, **_told(policy)}
    numbers = [value for name, value in whole.items() if name != "backoffFunction"]
    if unknown or not all(type(number) is int for number in numbers):
        raise invalid("DeliveryPolicy: unexpected JSON member in the retry policy")
    return Retries(
        shortest=whole["minDelayTarget"],
        longest=whole["maxDelayTarget"],
        number=whole["numRetries"],
        at_once=whole["numNoDelayRetries"],
        before=whole["numMinDelayRetries"],
        after=whole["numMaxDelayRetries"],
        function=whole["backoffFunction"],
    )


def of_topic(text: str) -> Mapping[str, Any]:
    """Read the delivery policy of a topic; `Refusal` if it is none."""
    policy = _object(text)
    parts = _members(
        policy.get("http") or {},
        "defaultHealthyRetryPolicy",
        "defaultSicklyRetryPolicy",
        "defaultThrottlePolicy",
        "defaultRequestPolicy",
        _NO_OVERRIDES,
    )
    _members(policy, "http")
    retries(_mapping(parts.get("defaultHealthyRetryPolicy"))).check()
    _check_throttle(_mapping(parts.get("defaultThrottlePolicy")))
    return policy


def of_subscription(text: str) -> Mapping[str, Any]:
    """Read the delivery policy of a subscription; `Refusal` if it is none."""
    policy = _members(_object(text), *_PARTS, "guaranteed")
    retries(_mapping(policy.get("healthyRetryPolicy"))).check()
    _check_throttle(_mapping(policy.get("throttlePolicy")))
    return policy


def shown_for_topic(text: str) -> str:
    """Give the delivery policy of a topic as AWS shows what was said: without what is null."""
    said = {name: part for name, part in (of_topic(text).get("http") or {}).items() if part}
    return json.dumps(
        {"http": {**said, "disableSubscriptionOverrides": bool(said.get(_NO_OVERRIDES))}}
    )


def shown_for_subscription(text: str) -> str:
    """Give the delivery policy of a subscription as AWS shows it: each part, if only as null."""
    said = of_subscription(text)
    parts = {name: said.get(name) for name in _PARTS}
    if parts["healthyRetryPolicy"] is not None:
        unsaid: dict[str, Any] = dict.fromkeys(_DEFAULT_RETRIES)
        parts["healthyRetryPolicy"] = {**unsaid, **parts["healthyRetryPolicy"]}
    return json.dumps({**parts, "guaranteed": bool(said.get("guaranteed"))})


def effective_for_topic(text: str | None) -> str:
    """Give what takes effect for a topic, as GetTopicAttributes shows it."""
    said = of_topic(text).get("http") or {} if text else {}
    http = {
        **said,
        "defaultHealthyRetryPolicy": {
            **_DEFAULT_RETRIES,
            **_told(said.get("defaultHealthyRetryPolicy")),
        },
        _NO_OVERRIDES: said.get(_NO_OVERRIDES, False),
        "defaultRequestPolicy": said.get("defaultRequestPolicy") or _DEFAULT_REQUEST,
    }
    return json.dumps({"http": http})


def effective_for_subscription(text: str | None, topic_text: str | None) -> str:
    """Give what takes effect for a subscription: its own policy, unless the topic overrules it."""
    topic = json.loads(effective_for_topic(topic_text))["http"]
    own = of_subscription(text) if text and not topic[_NO_OVERRIDES] else {}
    effective = {
        "healthyRetryPolicy": {
            **topic["defaultHealthyRetryPolicy"],
            **_told(own.get("healthyRetryPolicy")),
        },
        "sicklyRetryPolicy": None,
        "throttlePolicy": own.get("throttlePolicy") or topic.get("defaultThrottlePolicy"),
        "requestPolicy": own.get("requestPolicy") or topic["defaultRequestPolicy"],
        "guaranteed": False,
    }
    return json.dumps(effective)


def _told(policy: Any) -> dict[str, Any]:
    """Give what a policy tells; what is null tells nothing, and AWS shows it so."""
    return {name: value for name, value in _mapping(policy).items() if value is not None}


def _check_throttle(policy: Mapping[str, Any]) -> None:
    most = policy.get("maxReceivesPerSecond", 1)
    if type(most) is not int or most < 1:
        raise invalid("DeliveryPolicy: maxReceivesPerSecond must be at least 1")


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = read_json(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise invalid("DeliveryPolicy: failed to parse JSON")
    return found


def _members(found: Any, *known: str) -> Mapping[str, Any]:
    policy = _mapping(found)
    unknown = policy.keys() - set(known)
    if unknown:
        raise invalid(f"DeliveryPolicy: unexpected JSON member: {min(unknown)}")
    return policy


def _mapping(found: Any) -> Mapping[str, Any]:
    if found is not None and not isinstance(found, Mapping):
        raise invalid("DeliveryPolicy: failed to parse JSON")
    return found or {}
