"""Permissions and tags of queues."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.refusals import Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.queues.service import Queues


class Permissions:
    """Who else may use a queue, and what it is labelled with."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues
        self.operations = operations_of(self)

    @operation("AddPermission")
    def add_permission(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Add a statement to the queue's policy."""
        queue = self._queues.addressed(asked)
        policy = dict(queue.policy or {"Version": "2012-10-17", "Statement": []})
        if any(each.get("Sid") == asked["Label"] for each in policy["Statement"]):
            raise Refusal(
                "InvalidParameterValue",
                f"Value {asked['Label']} for parameter Label is invalid. Reason: Already exists.",
            )
        statement = {
            "Sid": asked["Label"],
            "Effect": "Allow",
            "Principal": {"AWS": [f"arn:aws:iam::{a}:root" for a in asked["AWSAccountIds"]]},
            "Action": [f"SQS:{action}" for action in asked["Actions"]],
            "Resource": queue.arn,
        }
        policy["Statement"] = [*policy["Statement"], statement]
        queue.set_attributes({"Policy": json.dumps(policy)})
        return {}

    @operation("RemovePermission")
    def remove_permission(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take a statement out of the queue's policy."""
        queue = self._queues.addressed(asked)
        policy = dict(queue.policy or {"Statement": []})
        left = [each for each in policy["Statement"] if each.get("Sid") != asked["Label"]]
        if len(left) == len(policy["Statement"]):
            raise Refusal(
                "InvalidParameterValue",
                f"Value {asked['Label']} for parameter Label is invalid. Reason: can't find label.",
            )
        queue.set_attributes({"Policy": json.dumps({**policy, "Statement": left}) if left else ""})
        return {}

    @operation("TagQueue")
    def tag_queue(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Add labels."""
        self._queues.addressed(asked).tags.update(asked["Tags"])
        return {}

    @operation("UntagQueue")
    def untag_queue(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take labels away."""
        queue = self._queues.addressed(asked)
        for key in asked["TagKeys"]:
            queue.tags.pop(key, None)
        return {}

    @operation("ListQueueTags")
    def list_queue_tags(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the labels."""
        tags = self._queues.addressed(asked).tags
        return {"Tags": dict(tags)} if tags else {}
