"""Sites: the one thing in a topology that a mutant has wrong, by a name that every run gives it.

Tests name what they make anew in each run: ``orders-3f9a41c2``. What stands in place of such a part
is ``*``, so that the queues of one shape, which are one queue where the system runs, are one site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.mutation.editing import Parameters

_UUID: Final = r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
#: Parts of a name that nobody has thought of: numbers, hexadecimal ones, what stacks make up.
_MADE_UP: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_UUID}|\d{{5,}}|(?=[a-f]*\d)[0-9a-f]{{6,}}|(?=[A-Z]*\d)[A-Z0-9]{{8,}})"
    r"(?![A-Za-z0-9])"
)

#: The operations that make or set up something, with its kind.
MAKING: Final[Mapping[tuple[str, str], str]] = {
    ("sqs", "CreateQueue"): "queue",
    ("sqs", "SetQueueAttributes"): "queue",
    ("sns", "CreateTopic"): "topic",
    ("sns", "Subscribe"): "subscription",
    ("sns", "SetSubscriptionAttributes"): "subscription",
    ("events", "PutRule"): "rule",
    ("events", "PutTargets"): "rule",
    ("events", "CreateArchive"): "archive",
    ("stepfunctions", "CreateStateMachine"): "workflow",
    ("stepfunctions", "UpdateStateMachine"): "workflow",
    ("cloudwatch", "PutMetricAlarm"): "alarm",
    ("pipes", "CreatePipe"): "pipe",
    ("scheduler", "CreateSchedule"): "schedule",
}


@dataclass(frozen=True, order=True)
class Site:
    """One thing that is made: its kind, its name, and which ``part`` of it if it has several."""

    kind: str
    name: str
    part: str = ""

    def __str__(self) -> str:
        """Give it in words."""
        return f"{self.kind} {self.name}" + (f", {self.part}" if self.part else "")


def site_of(service: str, operation: str, asked: Parameters) -> Site:
    """Give the site of a call that is in `MAKING`; of a subscription, as `Subscribe` says it."""
    kind = MAKING[service, operation]
    return Site(kind, _MADE_UP.sub("*", _name(kind, asked)))


def _name(kind: str, asked: Parameters) -> str:
    if kind == "queue":
        return str(asked.get("QueueName") or _last(asked.get("QueueUrl")))
    if kind == "subscription":
        return f"of {_last(asked.get('Endpoint'))} to {_last(asked.get('TopicArn'))}"
    if kind == "rule":
        name = str(asked.get("Name") or asked.get("Rule"))
        bus = _last(asked.get("EventBusName"))
        return name if bus in {"", "default"} else f"{name} of {bus}"
    if kind == "workflow":
        return str(asked.get("name") or _last(asked.get("stateMachineArn")))
    return str(asked.get("Name") or asked.get("ArchiveName") or asked.get("AlarmName"))


def _last(address: Any) -> str:
    """Give the last word of a URL or an ARN."""
    return re.split(r"[:/]", str(address or ""))[-1]
