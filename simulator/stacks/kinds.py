"""All kinds of resources that stacks can have, by their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pattern_tck.simulator.stacks import (
    bus_kinds,
    destination_kinds,
    other_kinds,
    queue_kinds,
    timed_kinds,
    topic_kinds,
    workflow_kinds,
)
from pattern_tck.simulator.stacks.kind import Kind

KINDS: Final[Mapping[str, Kind]] = {
    kind.type: kind
    for module in (
        bus_kinds,
        destination_kinds,
        other_kinds,
        queue_kinds,
        timed_kinds,
        topic_kinds,
        workflow_kinds,
    )
    for kind in module.KINDS
}
