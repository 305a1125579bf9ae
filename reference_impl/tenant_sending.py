"""Sender on a queue that tenants share: each message says whose it is.

A fair queue can only tell apart what it is told apart: MessageGroupId on a standard queue is the
tenant. Without it every message counts as a tenant of its own, and so does every message whose id
is made up for it; then nobody is noisy, and everybody waits behind a burst. So the id is that of a
tenant who exists. What names none shares one group: whoever makes noise without a name is noisy
together with the other nameless ones, and not at the cost of the tenants.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.ports import Clients, Environment, Now
from pattern_tck.reference_impl.sending import Sender

#: The group of what names no tenant that there is.
NOBODY = "nobody"


class TenantSender(Sender):
    """Sends the rides of each trigger in the name of their tenants."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        there = {**environment, "WORK_QUEUE_URL": environment["SHARED_QUEUE_URL"]}
        super().__init__(there, client, now)
        self._tenants = set(environment["TENANTS"].split(","))

    def _entry(self, ride: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**super()._entry(ride), "MessageGroupId": self._group(ride)}

    def _group(self, ride: Mapping[str, Any]) -> str:
        tenant = ride.get("tenant")
        return str(tenant) if tenant in self._tenants else NOBODY


ROLES = {"tenant-sender": TenantSender}
