"""The attributes of a queue: what may be set, within which bounds, and what they are by default."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator import access
from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.refusals import Refusal

_DAY: Final = 86_400
#: Least and greatest value, in seconds or bytes.
_BOUNDS: Final = {
    "VisibilityTimeout": (0, 43_200),  # SQS-VIS-01
    "MessageRetentionPeriod": (60, 14 * _DAY),  # SQS-DEL-05
    "DelaySeconds": (0, 900),  # SQS-DEL-08
    "ReceiveMessageWaitTimeSeconds": (0, 20),  # SQS-RCV-04
    "MaximumMessageSize": (1024, 1_048_576),  # SQS-DEL-10
    "KmsDataKeyReusePeriodSeconds": (60, _DAY),
}
_DEFAULTS: Final = {
    "VisibilityTimeout": "30",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": str(4 * _DAY),
    "DelaySeconds": "0",
    "ReceiveMessageWaitTimeSeconds": "0",
    "SqsManagedSseEnabled": "true",
}
_FIFO_DEFAULTS: Final = {
    "ContentBasedDeduplication": "false",
    "DeduplicationScope": "queue",
    "FifoThroughputLimit": "perQueue",
}
_ONE_OF: Final = {
    "DeduplicationScope": ("queue", "messageGroup"),
    "FifoThroughputLimit": ("perQueue", "perMessageGroupId"),
    "FifoQueue": ("true", "false"),
    "ContentBasedDeduplication": ("true", "false"),
    "SqsManagedSseEnabled": ("true", "false"),
}
#: How many sources a RedriveAllowPolicy may name (DLQ-14).
_MOST_SOURCES: Final = 10


@dataclass(frozen=True)
class RedrivePolicy:
    """Where messages go that were received ``most_receives`` times (DLQ-01)."""

    target: str
    most_receives: int


@dataclass(frozen=True)
class AllowPolicy:
    """Which queues may use this one as their dead-letter queue (DLQ-14)."""

    permission: str = "allowAll"
    sources: tuple[str, ...] = ()

    def admits(self, source: str) -> bool:
        """Say whether the queue of an ARN may send its dead letters here."""
        return self.permission == "allowAll" or source in self.sources


def defaults(*, fifo: bool) -> dict[str, str]:
    """Give the attributes of a queue about which nobody has said anything."""
    return {**_DEFAULTS, **(_FIFO_DEFAULTS if fifo else {})}


def checked(given: Mapping[str, str], *, fifo: bool) -> dict[str, str]:
    """Give the attributes if each may be set so; raises `Refusal`."""
    for name, value in given.items():
        check = _CHECKS.get(name)
        if check is None or (name in _FIFO_DEFAULTS and not fifo):
            raise Refusal("InvalidAttributeName", f"Unknown Attribute {name}.")
        if value or name not in _REMOVABLE:
            check(name, value)
    return dict(given)


def redrive_policy(text: str) -> RedrivePolicy | None:
    """Read a RedrivePolicy that was checked."""
    if not text:
        return None
    policy = json.loads(text)
    return RedrivePolicy(policy["deadLetterTargetArn"], int(policy["maxReceiveCount"]))


def allow_policy(text: str) -> AllowPolicy:
    """Read a RedriveAllowPolicy that was checked; without one, everybody may (DLQ-14)."""
    if not text:
        return AllowPolicy()
    policy = json.loads(text)
    return AllowPolicy(policy["redrivePermission"], tuple(policy.get("sourceQueueArns", ())))


def _invalid(name: str, value: str, reason: str = "") -> Refusal:
    more = f" Reason: {reason}" if reason else ""
    return Refusal("InvalidAttributeValue", f"Invalid value for the parameter {name}.{more}")


def _check_bounds(name: str, value: str) -> None:
    least, most = _BOUNDS[name]
    if not str(value).isdigit() or not least <= int(value) <= most:
        raise _invalid(name, value)


def _check_choice(name: str, value: str) -> None:
    if value not in _ONE_OF[name]:
        raise _invalid(name, value)


def _check_policy(name: str, value: str) -> None:
    try:
        access.read(value)
    except ValueError as reason:
        raise _invalid(name, value, str(reason)) from None


def _object(name: str, value: str) -> dict[str, Any]:
    try:
        policy = read_json(value)
    except ValueError:
        policy = None
    if not isinstance(policy, dict):
        raise _invalid(name, value, f"{name} is not a valid JSON map.")
    return policy


def _check_redrive(name: str, value: str) -> None:
    policy = _object(name, value)
    unknown = set(policy) - {"deadLetterTargetArn", "maxReceiveCount"}
    if unknown or len(policy) != 2:
        raise _invalid(
            name, value, "Redrive policy must have deadLetterTargetArn and maxReceiveCount alone."
        )
    count = str(policy["maxReceiveCount"])
    if not count.isdigit() or not 1 <= int(count) <= 1000:
        raise _invalid(name, value, "maxReceiveCount must be between 1 and 1000.")


def _check_allow(name: str, value: str) -> None:
    policy = _object(name, value)
    permission = policy.get("redrivePermission")
    sources = policy.get("sourceQueueArns")
    if permission not in {"allowAll", "denyAll", "byQueue"}:
        raise _invalid(name, value, "redrivePermission is allowAll, denyAll or byQueue.")
    if (permission == "byQueue") != bool(sources):
        raise _invalid(name, value, "sourceQueueArns go with byQueue, and only with it.")
    if sources and (not isinstance(sources, list) or len(sources) > _MOST_SOURCES):
        raise _invalid(name, value, f"sourceQueueArns holds at most {_MOST_SOURCES} ARNs.")


def _accept(_name: str, _value: str) -> None:
    """Keys are stored, and encryption is not modelled: it changes nothing that is promised."""


#: Attributes that an empty value takes away.
_REMOVABLE: Final = frozenset({"Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId"})
_CHECKS: Final[Mapping[str, Callable[[str, str], None]]] = {
    **dict.fromkeys(_BOUNDS, _check_bounds),
    **dict.fromkeys(_ONE_OF, _check_choice),
    "Policy": _check_policy,
    "RedrivePolicy": _check_redrive,
    "RedriveAllowPolicy": _check_allow,
    "KmsMasterKeyId": _accept,
}
