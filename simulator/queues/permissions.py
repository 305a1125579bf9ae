"""Permissions and tags of queues."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.queues.invalid import invalid
from pattern_tck.simulator.refusals import Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.queues.service import Queues

_MOST_TAGS: Final = 50
_MOST_ACTIONS: Final = 7
#: What the owner can let others do.
_GRANTED: Final = frozenset(
    {
        "*",
        "ChangeMessageVisibility",
        "DeleteMessage",
        "GetQueueAttributes",
        "GetQueueUrl",
        "ListDeadLetterSourceQueues",
        "PurgeQueue",
        "ReceiveMessage",
        "SendMessage",
    }
)


class Permissions:
    """Who else may use a queue, and what it is labelled with."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues
        self.operations = operations_of(self)

    @operation("AddPermission")
    def add_permission(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Add a statement to the queue's policy; the first one makes the policy."""
        queue = self._queues.addressed(asked)
        label, accounts, actions = asked["Label"], asked["AWSAccountIds"], asked["Actions"]
        _check_asked(accounts, actions)
        policy = _listing(queue.policy or _empty(queue.arn))
        if any(each.get("Sid") == label for each in policy["Statement"]):
            raise invalid("Label", label, "Already exists.")
        statement = {
            "Sid": label,
            "Effect": "Allow",
            "Principal": {"AWS": _one_or_all([f"arn:aws:iam::{each}:root" for each in accounts])},
            "Action": _one_or_all([f"SQS:{action}" for action in actions]),
            "Resource": queue.arn,
        }
        policy["Statement"] = [*policy["Statement"], statement]
        queue.set_attributes({"Policy": json.dumps(policy)})
        return {}

    @operation("RemovePermission")
    def remove_permission(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take a statement out of the queue's policy; without statements there is none."""
        queue = self._queues.addressed(asked)
        policy = _listing(queue.policy or _empty(queue.arn))
        left = [each for each in policy["Statement"] if each.get("Sid") != asked["Label"]]
        if len(left) == len(policy["Statement"]):
            raise invalid("Label", asked["Label"], "can't find label.")
        queue.set_attributes({"Policy": json.dumps({**policy, "Statement": left}) if left else ""})
        return {}

    @operation("TagQueue")
    def tag_queue(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Add labels."""
        queue = self._queues.addressed(asked)
        if not asked["Tags"]:
            raise Refusal("MissingParameter", "The request must contain the parameter Tags.")
        check_tags({**queue.tags, **asked["Tags"]}, queue.name)
        queue.tags.update(asked["Tags"])
        return {}

    @operation("UntagQueue")
    def untag_queue(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take labels away."""
        queue = self._queues.addressed(asked)
        if not asked["TagKeys"]:
            raise Refusal(
                "InvalidParameterValue",
                "Tag keys must be between 1 and 128 characters in length.",
            )
        for key in asked["TagKeys"]:
            queue.tags.pop(key, None)
        return {}

    @operation("ListQueueTags")
    def list_queue_tags(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the labels."""
        tags = self._queues.addressed(asked).tags
        return {"Tags": dict(tags)} if tags else {}


def check_tags(tags: Mapping[str, str], queue: str) -> None:
    """Refuse more labels than a queue may have."""
    if len(tags) > _MOST_TAGS:
        raise Refusal("InvalidParameterValue", f"Too many tags added for queue {queue}.")


def _check_asked(accounts: Sequence[str], actions: Sequence[str]) -> None:
    if not actions:
        raise Refusal("MissingParameter", "The request must contain the parameter Actions.")
    if not accounts:
        raise invalid("PrincipalId", "[]", "Unable to verify.")
    if len(actions) > _MOST_ACTIONS:
        raise Refusal(
            "OverLimit",
            f"{len(actions)} Actions were found, maximum allowed is {_MOST_ACTIONS}.",
            status=403,
        )
    for action in actions:
        if action not in _GRANTED:
            raise invalid(
                "ActionName",
                f"SQS:{action}",
                "Only the queue owner is allowed to invoke this action.",
            )


def _empty(arn: str) -> dict[str, Any]:
    return {"Version": "2008-10-17", "Id": f"{arn}/SQSDefaultPolicy", "Statement": []}


def _listing(policy: Mapping[str, Any]) -> dict[str, Any]:
    """Give a policy whose statements are a list, where one alone may stand without."""
    statements = policy["Statement"]
    return {**policy, "Statement": statements if isinstance(statements, list) else [statements]}


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
