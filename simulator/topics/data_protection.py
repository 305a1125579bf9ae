"""Data protection policies of topics, as records.

A policy that only audits changes no delivery. What one that denies or masks would do to a message
is not modelled, so nothing can be published to a topic that has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.topics.directory import Directory
from pattern_tck.simulator.topics.invalid import invalid
from pattern_tck.simulator.topics.topic import Topic

_CHANGING: Final = frozenset({"Deny", "Deidentify"})


class DataProtection:
    """How data protection policies are put and shown."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self.operations = operations_of(self)

    @operation("PutDataProtectionPolicy")
    def put(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the policy of a topic; an empty one takes the old one away."""
        topic = self._directory.topic(asked["ResourceArn"])
        topic.data_protection = checked(asked["DataProtectionPolicy"])
        return {}

    @operation("GetDataProtectionPolicy")
    def get(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the policy of a topic as it was put; nothing if it has none."""
        policy = self._directory.topic(asked["ResourceArn"]).data_protection
        return {"DataProtectionPolicy": policy} if policy else {}


def checked(text: str) -> str:
    """Give the text of a policy; `Refusal` if it is no JSON object."""
    if text:
        _statements(text)
    return text


def check_harmless(topic: Topic) -> None:
    """Raise `NotModelled` if the policy of a topic would change what is delivered."""
    if not topic.data_protection:
        return
    for statement in _statements(topic.data_protection):
        if _CHANGING & (statement.get("Operation") or {}).keys():
            raise NotModelled("a data protection policy that denies or masks")


def _statements(text: str) -> list[Mapping[str, Any]]:
    try:
        policy = read_json(text)
        statements = policy["Statement"]
    except (ValueError, KeyError, TypeError):
        raise invalid("DataProtectionPolicy Reason: it must be a JSON object") from None
    listed = statements if isinstance(statements, list) else [statements]
    for statement in listed:
        if not isinstance(statement, dict):
            raise invalid("DataProtectionPolicy Reason: a statement must be a JSON object")
        if not isinstance(statement.get("Operation") or {}, dict):
            raise invalid("DataProtectionPolicy Reason: an operation must be a JSON object")
    return listed
