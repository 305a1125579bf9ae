"""The events of a stack: what happened to it and to its resources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.stacks.stack import STACK_TYPE, Stack, date
from pattern_tck.simulator.stacks.template import Resource

#: How many events a stack remembers: one that is changed for ever must not grow by it.
_REMEMBERED: Final = 10_000


def settle(stack: Stack, moment: int, status: str, reason: str = "") -> None:
    """Bring a stack to a status, and note that."""
    stack.status, stack.reason = status, reason if reason != "User Initiated" else ""
    event = {
        "LogicalResourceId": stack.name,
        "PhysicalResourceId": stack.id,
        "ResourceType": STACK_TYPE,
        "ResourceStatus": status,
    }
    _add(stack, moment, f"{stack.noted:08x}-{stack.id.rpartition('/')[2][9:]}", event, reason)


def note(
    stack: Stack,
    moment: int,
    resource: Resource,
    status: str,
    reason: str,
    physical: str,
    properties: Mapping[str, Any] | None,
) -> None:
    """Note what happened to a resource."""
    event = {
        "LogicalResourceId": resource.name,
        "PhysicalResourceId": physical,
        "ResourceType": resource.type,
        "ResourceStatus": status,
    }
    if properties is not None:
        event["ResourceProperties"] = json.dumps(properties, default=str)
    when = date(moment).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
    name = f"{resource.name}-{status}-{when}Z"
    if any(one["EventId"] == name for one in stack.events[-3:]):
        name += f"-{stack.noted}"  # time may stand still here, and ids are never the same
    _add(stack, moment, name, event, reason)


def _add(stack: Stack, moment: int, name: str, event: dict[str, Any], reason: str) -> None:
    event |= {
        "EventId": name,
        "StackId": stack.id,
        "StackName": stack.name,
        "Timestamp": date(moment),
    }
    if reason:
        event["ResourceStatusReason"] = reason
    stack.noted += 1
    stack.events.append(event)
    del stack.events[:-_REMEMBERED]
