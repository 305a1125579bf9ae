"""CloudFormation of one region: stacks of the resources that this world has.

Whatever a template has that this world has not is named and refused before anything is made; or, if
``World.skips_unknown_resources`` says so, it is left out, and every answer about it says that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_tck.simulator.operations import operations_of
from pattern_tck.simulator.stacks.describing import Describing

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region


class Stacks(Describing):
    """What CloudFormation holds in one region."""

    def __init__(self, region: Region) -> None:
        super().__init__(region)
        self.operations = operations_of(self)
