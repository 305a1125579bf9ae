"""The meter: counts what is sent to a target, and ends a run that asks for too much.

It counts requests as botocore sends them, its own second tries among them.
"""

from __future__ import annotations

import os
from typing import Any

from pattern_tck.ports import Client, Target


class CapReached(BaseException):
    """A run has made as many requests as it may. Nobody's `except Exception` stops this."""


class Metered:
    """A target whose requests are counted, and of which there may be so many.

    When there were so many, `CapReached` is raised once; what comes then is the cleaning up, and
    passes. Under xdist each worker has its share.
    """

    def __init__(self, target: Target, most: int) -> None:
        self._target = target
        self.most = max(1, most // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
        self.sent = 0
        self._watched: set[int] = set()

    def __getattr__(self, name: str) -> Any:
        """Give whatever the target has."""
        return getattr(self._target, name)

    def client(self, service: str) -> Client:
        """Give the target's client of a service, watched."""
        client = self._target.client(service)
        if id(client) not in self._watched:
            self._watched.add(id(client))
            client.meta.events.register("before-send", self._count)
        return client

    def _count(self, **_: Any) -> None:
        self.sent += 1
        if self.sent == self.most + 1:
            raise CapReached(
                f"{self.most:,} requests were sent to {self._target.name}, which is all that a run "
                "may; --most-requests N allows more"
            )
