"""The buses of one region, operation by operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_tck.simulator.buses.api_destination_operations import ApiDestinationOperations
from pattern_tck.simulator.buses.archive_operations import ArchiveOperations
from pattern_tck.simulator.buses.bus_operations import BusOperations
from pattern_tck.simulator.buses.connection_operations import ConnectionOperations
from pattern_tck.simulator.buses.permissions import PermissionOperations
from pattern_tck.simulator.buses.putting import Putting
from pattern_tck.simulator.buses.replay_operations import ReplayOperations
from pattern_tck.simulator.buses.rule_operations import RuleOperations
from pattern_tck.simulator.buses.tags import TagOperations
from pattern_tck.simulator.buses.target_operations import TargetOperations
from pattern_tck.simulator.operations import operations_of

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region


class Buses(
    Putting,
    BusOperations,
    RuleOperations,
    TargetOperations,
    ArchiveOperations,
    ReplayOperations,
    PermissionOperations,
    ConnectionOperations,
    ApiDestinationOperations,
    TagOperations,
):
    """What EventBridge holds in one region.

    Events that are put reach their targets before PutEvents answers, unless they are late; retries
    and replays go on by the clock. A target that is neither a queue nor a topic nor a bus nor a
    state machine is played by whoever is registered for its ARN in ``handlers``; so may the latter.
    """

    def __init__(self, region: Region) -> None:
        super().__init__(region)
        self.operations = operations_of(self)
