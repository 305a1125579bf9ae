"""A schedule that invokes a function: what an API leaves undone, a function beside it does."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pattern_tck.lambda_platform.context import ACCOUNT
from pattern_tck.lambda_platform.function import Function, FunctionFailed
from pattern_tck.ports import Now


@dataclass
class Schedule:
    """Invokes a function every so many seconds of the target's clock.

    ``tell`` hears of an invocation that has failed, in one sentence.
    """

    function: Function
    every: float
    region: str
    now: Now
    due: float
    tell: Callable[[str], None]

    def turn(self) -> bool:
        """Invoke the function if it is time, and say whether it was."""
        now = self.now()
        if now < self.due:
            return False
        self.due = now + self.every
        try:
            self.function.invoke(scheduled_event(now, self.region))
        except FunctionFailed as failed:  # the next time is not far
            self.tell(f"failed: {failed}")
        return True


def scheduled_event(now: float, region: str) -> dict[str, Any]:
    """Give the event of a schedule that is due ``now`` (seconds since the epoch)."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": dt.datetime.fromtimestamp(now, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [f"arn:aws:events:{region}:{ACCOUNT}:rule/pattern-tck"],
        "detail": {},
    }
