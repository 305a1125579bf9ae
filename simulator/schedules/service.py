"""EventBridge Scheduler of one region, operation by operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_tck.simulator.operations import operations_of
from pattern_tck.simulator.schedules.group_operations import GroupOperations
from pattern_tck.simulator.schedules.schedule_operations import ScheduleOperations

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region


class Schedules(ScheduleOperations, GroupOperations):
    """What EventBridge Scheduler holds in one region.

    Targets are called by the virtual clock: queues, topics, buses and state machines of this
    world, and the universal targets of their services. Any other target is played by whoever is
    registered for its ARN in ``buses.handlers``.
    """

    def __init__(self, region: Region) -> None:
        super().__init__(region)
        self.operations = operations_of(self)
