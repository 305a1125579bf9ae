"""Reconciliation: what was accepted and never came to an end is found, and reported.

A queue keeps a message until it is deleted or until its retention is over, and of the second nobody
is told: no error, no dead letter (SQS-DEL-06). Only who knows what was accepted can miss it. So who
accepts a ride notes it in a table, and once the retention is over, whatever stands there without a
booking is lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from pattern_tck.ports import Client, Now

#: Seconds between two looks.
_EVERY = 60.0


class Reconciliation:
    """Compares what was accepted with what was done."""

    def __init__(self, dynamodb: Client, accepted: str, patience: float, now: Now) -> None:
        """``patience`` is how many seconds after its acceptance something must be done with."""
        self._dynamodb = dynamodb
        self._accepted = accepted
        self._patience = patience
        self._now = now
        self._next = 0.0

    def run(self, is_done: Callable[[str], bool], report: Callable[[str], None]) -> None:
        """Report each id that is overdue and not done, if it is time for a look.

        The note of an acceptance is removed last: who dies in between reports twice, not never.
        """
        if self._now() < self._next:
            return
        self._next = self._now() + _EVERY
        for key, accepted_at in self._overdue():
            if not is_done(key):
                report(json.dumps({"id": key, "acceptedAt": accepted_at}))
            self.forget(key)

    def forget(self, key: str) -> None:
        """Strike out what has come to an end in another way than by a booking."""
        self._dynamodb.delete_item(TableName=self._accepted, Key={"pk": {"S": key}})

    def _overdue(self) -> list[tuple[str, float]]:
        # The table holds what was accepted within one retention. Where that is too much to look
        # through every minute, an index by hour of acceptance does the same.
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._accepted, ConsistentRead=True
        )
        noted = [
            (item["pk"]["S"], float(item["acceptedAt"]["N"]))
            for page in pages
            for item in page["Items"]
        ]
        return [(key, at) for key, at in noted if at + self._patience < self._now()]
