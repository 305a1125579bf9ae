"""The attributes of a queue: what may be set, within which bounds, and what they are by default."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator import access
from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.numerals import is_whole
from pattern_tck.simulator.queues.invalid import invalid
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
#: Of these AWS says with what they go, where it calls others of FIFO queues unknown.
_TELLING: Final = frozenset({"DeduplicationScope", "FifoThroughputLimit"})
_FIFO_ONLY: Final = frozenset({"FifoQueue", *_FIFO_DEFAULTS})
#: For so many seconds a data key is used, if nothing else was said.
KEY_USED: Final = "300"
#: What GetQueueAttributes knows of besides what can be set.
COUNTERS: Final = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
_READ_ONLY: Final = frozenset({*COUNTERS, "QueueArn", "CreatedTimestamp", "LastModifiedTimestamp"})
#: How many sources a RedriveAllowPolicy may name (DLQ-14).
_MOST_SOURCES: Final = 10
_MOST_RECEIVES: Final = 1000
#: How many statements a policy may have, and of which versions of the language it may be.
_MOST_STATEMENTS: Final = 20
_VERSIONS: Final = ("2008-10-17", "2012-10-17")
#: What AWS says of every RedriveAllowPolicy that is none, and of one whose members do not agree.
_UNSUPPORTED: Final = (
    "Amazon SQS can't create the redrive allow policy, as it\u2019s in an unsupported format."
)
_CANNOT_ALLOW: Final = "Amazon SQS can't create the redrive allow policy. "
#: The members of a RedrivePolicy; the last of them is the one that AWS misses first.
_REDRIVE: Final = ("deadLetterTargetArn", "maxReceiveCount")
_ALLOW: Final = frozenset({"redrivePermission", "sourceQueueArns"})
_QUEUE_ARN: Final = re.compile(r"arn:[^:]+:sqs:[^:]*:[^:]*:[^:]+")


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
    """Give the attributes as AWS keeps them, if each may be set so; raises `Refusal`."""
    kept = {}
    for name, value in given.items():
        check = _CHECKS.get(name)
        if name in _TELLING and not fifo:
            raise Refusal(
                "InvalidAttributeName",
                f"You can specify the {name} only when FifoQueue is set to true.",
            )
        if check is None or (name in _FIFO_ONLY and not fifo):
            raise _unknown(name)
        kept[name] = check(name, value) if value or name not in _REMOVABLE else value
    if kept.get("KmsMasterKeyId"):
        if kept.setdefault("SqsManagedSseEnabled", "false") == "true":
            raise Refusal(
                "InvalidAttributeName",
                "You can use one type of server-side encryption (SSE) at one time. You can either "
                "enable KMS SSE or SQS SSE.",
            )
    elif "KmsMasterKeyId" in kept:
        # Without a key nothing is said of how long its data keys are used.
        kept["KmsDataKeyReusePeriodSeconds"] = ""
    return kept


def check_names(names: Collection[str]) -> None:
    """Refuse to tell attributes that no queue has."""
    for name in names:
        if name != "All" and name not in _CHECKS and name not in _READ_ONLY:
            raise _unknown(name)


def redrive_policy(text: str) -> RedrivePolicy | None:
    """Read a RedrivePolicy that was checked."""
    if not text:
        return None
    policy = read_json(text)
    return RedrivePolicy(policy["deadLetterTargetArn"], int(policy["maxReceiveCount"]))


def allow_policy(text: str) -> AllowPolicy:
    """Read a RedriveAllowPolicy that was checked; without one, everybody may (DLQ-14)."""
    if not text:
        return AllowPolicy()
    policy = read_json(text)
    return AllowPolicy(policy["redrivePermission"], tuple(policy.get("sourceQueueArns", ())))


def _unknown(name: str) -> Refusal:
    return Refusal("InvalidAttributeName", f"Unknown Attribute {name}.")


def _wrong(name: str, reason: str = "") -> Refusal:
    why = f" Reason: {reason}" if reason else ""
    return Refusal("InvalidAttributeValue", f"Invalid value for the parameter {name}.{why}")


def _check_bounds(name: str, value: str) -> str:
    least, most = _BOUNDS[name]
    if not is_whole(value) or not least <= int(value) <= most:
        raise _wrong(name)
    return value


def _check_choice(name: str, value: str) -> str:
    allowed = _ONE_OF[name]
    # True and FALSE are taken, and kept in small letters.
    read = value.lower() if "true" in allowed else value
    if read not in allowed:
        raise _wrong(name)
    return read


def _check_policy(name: str, value: str) -> str:
    try:
        policy = access.read(value)
    except ValueError:
        raise _wrong(name) from None
    statements = policy["Statement"]
    if not statements or policy.get("Version", _VERSIONS[0]) not in _VERSIONS:
        raise _wrong(name)
    if isinstance(statements, list) and len(statements) > _MOST_STATEMENTS:
        raise Refusal(
            "OverLimit",
            f"{len(statements)} statements were found in the submitted policy, max allowed is "
            f"{_MOST_STATEMENTS}",
            status=403,
        )
    return value


def _object(name: str, value: str, otherwise: str) -> dict[str, Any]:
    try:
        policy = read_json(value)
    except ValueError:
        policy = None
    if not isinstance(policy, dict):
        raise _wrong(name, otherwise)
    return policy


def _check_redrive(name: str, value: str) -> str:
    policy = _object(name, value, "Redrive policy is not a valid JSON map.")
    for member in reversed(_REDRIVE):
        if member not in policy:
            raise invalid(
                name, value, f"Redrive policy does not contain mandatory attribute: {member}."
            )
    if len(policy) > len(_REDRIVE):
        raise invalid(
            name, value, f"Only following attributes are supported: [{', '.join(_REDRIVE)}]."
        )
    target, count = str(policy["deadLetterTargetArn"]), str(policy["maxReceiveCount"])
    if not _QUEUE_ARN.fullmatch(target):
        raise invalid(name, value, "Invalid value for deadLetterTargetArn.")
    if not is_whole(count) or not 1 <= int(count) <= _MOST_RECEIVES:
        raise invalid(
            name,
            value,
            f"Invalid value for maxReceiveCount: {count}, valid values are from 1 to "
            f"{_MOST_RECEIVES} both inclusive.",
        )
    # AWS gives the count back as a number, however it was written.
    kept = {"deadLetterTargetArn": target, "maxReceiveCount": int(count)}
    return json.dumps(kept, separators=(",", ":"))


def _check_allow(name: str, value: str) -> str:
    policy = _object(name, value, _UNSUPPORTED)
    permission = policy.get("redrivePermission")
    sources = policy.get("sourceQueueArns")
    # A tuple and no set: what is no text may be something that no set can look for.
    if permission not in ("allowAll", "denyAll", "byQueue") or not policy.keys() <= _ALLOW:
        raise _wrong(name, _UNSUPPORTED)
    if sources is not None and not _are_texts(sources):
        raise _wrong(name, _UNSUPPORTED)
    reason = ""
    if permission != "byQueue" and sources is not None:
        reason = (
            "To specify one or more source queue ARNs, you must set redrivePermission to byQueue."
        )
    elif permission == "byQueue" and not sources:
        reason = (
            "When you specify the byQueue permission type, you must also specify one or more "
            "sourceQueueArns values."
        )
    elif sources and len(sources) > _MOST_SOURCES:
        reason = f"The maximum number of source queue ARNs you can specify is {_MOST_SOURCES}."
    if reason:
        raise invalid(name, value, _CANNOT_ALLOW + reason)
    return value


def _are_texts(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(each, str) for each in found)


def _accept(_name: str, value: str) -> str:
    """Keys are stored, and encryption is not modelled: it changes nothing that is promised."""
    return value


#: Attributes that an empty value takes away.
_REMOVABLE: Final = frozenset({"Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId"})
_CHECKS: Final[Mapping[str, Callable[[str, str], str]]] = {
    **dict.fromkeys(_BOUNDS, _check_bounds),
    **dict.fromkeys(_ONE_OF, _check_choice),
    "Policy": _check_policy,
    "RedrivePolicy": _check_redrive,
    "RedriveAllowPolicy": _check_allow,
    "KmsMasterKeyId": _accept,
}
