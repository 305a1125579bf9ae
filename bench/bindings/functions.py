"""Roles of Python classes as Lambda functions, each queue that they receive from mapped to them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pattern_tck import catalogue, reference_impl
from pattern_tck.bindings.binding import Binding
from pattern_tck.bindings.lambda_handler import LambdaBinding
from pattern_tck.bindings.topology import ByPython
from pattern_tck.lambda_platform.event_source import MappingSettings
from pattern_tck.manifest.variables import sources
from pattern_tck.ports import Role

#: What the reference has mapped to it, where that is not just what every player receives from.
_SOURCES = {
    "aggregator": ("TRIGGER_QUEUE_URL", "ANSWERS_QUEUE_URL", "TIMERS_QUEUE_URL"),
    "flow-watcher": ("INBOX_QUEUE_URL", "REMINDERS_QUEUE_URL"),
    # Which of the dead letters it takes is said in the order.
    "operator": ("TRIGGER_QUEUE_URL",),
    "tenants-worker": ("TENANT_A_QUEUE_URL", "TENANT_B_QUEUE_URL", "TENANT_C_QUEUE_URL"),
}


#: Roles that are no function here, and why.
UNFIT: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("bus-router", "bus-bridge", "outcome-subscriber"),
        "its channels do all the work, and nothing would invoke a function",
    ),
    **dict.fromkeys(
        ("buffered-worker", "fair-worker", "tenants-worker"),
        "it keeps messages in hand until there is room, or their work is over",
    ),
    **dict.fromkeys(
        ("sender", "tenant-sender", "event-publisher"),
        "it keeps in hand what was throttled, and its trigger comes again meanwhile",
    ),
    "requester": "it waits for the reply to what it has asked, which no mapping brings",
    "fare-saga": "it goes on at times of its own, and a schedule comes too seldom for it",
}


def reference() -> Mapping[str, Binding]:
    """Give the reference, each role that a mapping can feed as a Lambda function."""
    return {
        name: as_function(name, role)
        for name, role in reference_impl.implementation().items()
        if name not in UNFIT
    }


def as_function(name: str, role: Role) -> Binding:
    """Give the binding by which a class is fed as a function; it is imported by its name."""
    fed = _SOURCES.get(name) or tuple(sources(catalogue.roles()[name]))
    return LambdaBinding(
        handler="handler.handler",
        folder=Path(__file__).parent,
        topology=ByPython(role),
        sources=fed,
        mapping=MappingSettings(report_batch_item_failures=True),
        environment={
            "ROLE_CLASS": f"{role.__module__}:{role.__qualname__}",
            "FED_QUEUES": " ".join(fed),
        },
        scheduled="handler.scheduled",
    )
