"""Queue policies: who may send. Few targets enforce them, so a scenario reads them as well."""

from __future__ import annotations

import json
from typing import Any

from pattern_tck.simulator import access

_SENDING = "sqs:SendMessage"
_SNS = "sns.amazonaws.com"


def admission(queue: str, source: str | list[str], service: str = _SNS) -> dict[str, Any]:
    """Give the policy by which a queue admits a topic, or what else acts for ``service``: ARNs."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": _SENDING,
                "Resource": queue,
                "Condition": {"ArnEquals": {"aws:SourceArn": source}},
            }
        ],
    }


def admits(policy: str, queue: str, topic: str) -> bool:
    """Say whether a queue's policy (its text, perhaps empty) lets a topic send to it; ARNs.

    Read as the simulator reads it: a condition on anything but the source counts as not met.
    """
    return access.admits(
        json.loads(policy) if policy else None,
        service=_SNS,
        action=_SENDING,
        resource=queue,
        context={"aws:SourceArn": topic},
    )
