"""The topics of one region, operation by operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_tck.simulator.topics.data_protection import DataProtection
from pattern_tck.simulator.topics.directory import Directory
from pattern_tck.simulator.topics.managing import Managing
from pattern_tck.simulator.topics.mobile import Mobile
from pattern_tck.simulator.topics.permissions import Permissions
from pattern_tck.simulator.topics.publishing import Publishing
from pattern_tck.simulator.topics.subscribing import Subscribing
from pattern_tck.simulator.topics.tagging import Tagging
from pattern_tck.simulator.topics.telephones import Telephones

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region


class Topics:
    """What SNS holds in one region."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.directory = Directory(region)
        mobile = Mobile(region)
        publishing = Publishing(self.directory, mobile)
        #: Publishes on behalf of another service: `Publishing.publish_for`.
        self.publish_for = publishing.publish_for
        self.operations = {
            **Managing(self.directory).operations,
            **Subscribing(self.directory, mobile).operations,
            **publishing.operations,
            **Permissions(self.directory).operations,
            **Tagging(self.directory).operations,
            **DataProtection(self.directory).operations,
            **mobile.operations,
            **Telephones().operations,
        }
