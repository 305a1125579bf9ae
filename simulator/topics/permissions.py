"""Statements of a topic's policy, one at a time: AddPermission and RemovePermission."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator import access
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.topics import policy_actions
from pattern_tck.simulator.topics.directory import Directory
from pattern_tck.simulator.topics.invalid import invalid
from pattern_tck.simulator.topics.topic import Topic


class Permissions:
    """How the policy of a topic grows and shrinks by statements."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self.operations = operations_of(self)

    @operation("AddPermission")
    def add_permission(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Let other accounts do something, under a label that is not taken."""
        topic = self._directory.topic(asked["TopicArn"])
        label, actions = asked["Label"], asked["ActionName"]
        if any(statement.get("Sid") == label for statement in _statements(topic)):
            raise invalid("Statement already exists")
        policy_actions.check_names(actions)
        principals = [f"arn:aws:iam::{account}:root" for account in asked["AWSAccountId"]]
        statement = {
            "Sid": label,
            "Effect": "Allow",
            "Principal": {"AWS": _one_or_many(principals)},
            "Action": _one_or_many([f"SNS:{action}" for action in actions]),
            "Resource": topic.arn,
        }
        _replace(topic, [*_statements(topic), statement])
        return {}

    @operation("RemovePermission")
    def remove_permission(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take the statement with a label away; refused as NotFound if there is none."""
        topic = self._directory.topic(asked["TopicArn"])
        kept = [found for found in _statements(topic) if found.get("Sid") != asked["Label"]]
        if len(kept) == len(_statements(topic)):
            raise Refusal("NotFound", "Statement does not exist", status=404)
        _replace(topic, kept)
        return {}


def _statements(topic: Topic) -> list[Mapping[str, Any]]:
    found = topic.policy["Statement"]
    return [found] if isinstance(found, Mapping) else list(found)


def _replace(topic: Topic, statements: list[Mapping[str, Any]]) -> None:
    text = json.dumps({**topic.policy, "Statement": statements})
    topic.settings = topic.settings.changed("Policy", text)
    topic.policy = access.read(text)


def _one_or_many(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
