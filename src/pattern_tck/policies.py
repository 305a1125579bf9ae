"""Queue policies: who may send. Few targets enforce them, so a scenario reads them as well."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Mapping
from typing import Any

_SENDING = "sqs:sendmessage"
_SNS = "sns.amazonaws.com"
#: Condition operators by which a policy names the topic that it means.
_NAMING = {"arnequals", "arnlike", "stringequals", "stringlike"}


def admission(queue: str, source: str | list[str], service: str = _SNS) -> dict[str, Any]:
    """Give the policy by which a queue admits a topic, or what else acts for ``service``: ARNs."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sqs:SendMessage",
                "Resource": queue,
                "Condition": {"ArnEquals": {"aws:SourceArn": source}},
            }
        ],
    }


def admits(policy: str, queue: str, topic: str) -> bool:
    """Say whether a queue's policy (its text, perhaps empty) lets a topic send to it.

    Reads what such policies are written with: statements that allow or deny SNS or everybody to
    send, with the topic's ARN as the source. Any other condition counts as not met.
    """
    statements = json.loads(policy or "{}").get("Statement", ())
    meant = [each for each in _listed(statements) if _means(each, queue, topic)]
    effects = {statement.get("Effect") for statement in meant}
    return "Allow" in effects and "Deny" not in effects


def _means(statement: Mapping[str, Any], queue: str, topic: str) -> bool:
    principal = statement.get("Principal", ())
    if isinstance(principal, Mapping):
        principal = [*_listed(principal.get("Service", ())), *_listed(principal.get("AWS", ()))]
    return (
        bool({"*", _SNS} & set(_listed(principal)))
        and _any_like(_SENDING, [str(each).lower() for each in _listed(statement["Action"])])
        and _any_like(queue, _listed(statement.get("Resource", "*")))
        and all(
            operator.lower() in _NAMING and _named(keys, topic)
            for operator, keys in statement.get("Condition", {}).items()
        )
    )


def _named(keys: Mapping[str, Any], topic: str) -> bool:
    return all(
        key.lower() == "aws:sourcearn" and _any_like(topic, _listed(patterns))
        for key, patterns in keys.items()
    )


def _any_like(word: str, patterns: list[Any]) -> bool:
    return any(fnmatch.fnmatchcase(word, str(pattern)) for pattern in patterns)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value] if value else []
