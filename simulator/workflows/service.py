"""The workflows of one region, operation by operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_tck.simulator.operations import operations_of
from pattern_tck.simulator.workflows.answering import Answering
from pattern_tck.simulator.workflows.checking import Checking
from pattern_tck.simulator.workflows.machine_operations import MachineOperations
from pattern_tck.simulator.workflows.publishing import Publishing
from pattern_tck.simulator.workflows.reading import Reading
from pattern_tck.simulator.workflows.starting import Starting
from pattern_tck.simulator.workflows.tags import Tagging

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region


class Workflows(MachineOperations, Publishing, Starting, Reading, Answering, Checking, Tagging):
    """What Step Functions holds in one region.

    A call only notes what is to be done: executions go on when the world settles, by timers that
    are due at once. Work that no simulated service does is what is registered in ``world.tasks``.
    """

    def __init__(self, region: Region) -> None:
        super().__init__(region)
        self.operations = operations_of(self)
