"""Actions: what the policy of a topic may let somebody do.

AWS takes only actions on a topic. It does not take ``SNS:*`` either, since that would be actions
on an account too (quoted by users of Terraform and the CDK; no record of our own). What it says
of other wildcards is not known, so they are taken here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pattern_tck.simulator.topics.invalid import invalid

ACTIONS: Final = frozenset(
    {
        "AddPermission",
        "DeleteTopic",
        "GetDataProtectionPolicy",
        "GetTopicAttributes",
        "ListSubscriptionsByTopic",
        "ListTagsForResource",
        "Publish",
        "PutDataProtectionPolicy",
        "Receive",
        "RemovePermission",
        "SetTopicAttributes",
        "Subscribe",
    }
)
_KNOWN: Final = frozenset(f"sns:{action}".lower() for action in ACTIONS)


def check_names(actions: Iterable[str]) -> None:
    """Refuse actions, by their names alone, that are none of a topic."""
    if not ACTIONS.issuperset(actions):
        raise invalid("Policy statement action out of service scope!")


def check_policy(policy: Mapping[str, Any]) -> None:
    """Refuse a policy that was read if a statement names an action that is none of a topic."""
    statements = policy["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        named = statement.get("Action", ())
        for action in [named] if isinstance(named, str) else named:
            name = str(action).lower()
            wild = name != "sns:*" and ("*" in name or "?" in name)
            if not wild and name not in _KNOWN:
                raise invalid("Policy statement action out of service scope!")
