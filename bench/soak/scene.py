"""The scene of a play: one round of load in one world, as long as the round goes on."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bench.soak.log import Log
from bench.soak.wire import PATIENCE, Caller, Refused

#: Whom the queues of the soak admit: every service.
ADMITS_ALL: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
        ],
    }
)


class Budget:
    """How much a round may do: until a moment, or so many steps of each actor."""

    def __init__(self, *, seconds: float | None = None, steps: int | None = None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds
        self._steps = steps

    def turns(self) -> Callable[[], bool]:
        """Give what one actor asks before each step."""
        if self._steps is None:
            return self._in_time
        left = itertools.count(self._steps, -1)
        return lambda: next(left) > 0

    def _in_time(self) -> bool:
        return self._end is not None and time.monotonic() < self._end


class Scene:
    """What a play is given: its world, its chance, its budget, and names that are its own."""

    def __init__(self, caller: Caller, budget: Budget, chance: random.Random, mark: str) -> None:
        self.caller = caller
        self.log: Log = caller.log
        self.budget = budget
        self.chance = chance
        self.mark = mark
        self._numbers = itertools.count(1)

    def name(self, what: str) -> str:
        """Give a name that nothing else has, in this round and in others."""
        return f"{what}-{self.mark}"

    def number(self) -> int:
        """Give the next number."""
        return next(self._numbers)

    async def sqs(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """Call SQS."""
        return await self.caller.call("sqs", operation, **parameters)

    async def queue(self, what: str, **attributes: str) -> tuple[str, str]:
        """Make a queue that every service may send to; give its address and ARN."""
        name = self.name(what)
        if attributes.get("FifoQueue"):
            name += ".fifo"
        given = {"Policy": ADMITS_ALL, **attributes}
        url = (await self.sqs("CreateQueue", QueueName=name, Attributes=given))["QueueUrl"]
        return url, self.caller.arn("sqs", name)

    async def counters(self, url: str) -> tuple[int, int, int]:
        """Give how many messages of a queue are visible, in flight and delayed."""
        told = await self.sqs("GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
        held = told["Attributes"]
        return (
            int(held["ApproximateNumberOfMessages"]),
            int(held["ApproximateNumberOfMessagesNotVisible"]),
            int(held["ApproximateNumberOfMessagesDelayed"]),
        )

    async def delete_queues(self, *urls: str) -> None:
        """Delete queues, in which nothing should be left."""
        for url in urls:
            left = await self.counters(url)
            if any(left):
                self.wrong(f"{url.rpartition('/')[2]} still holds {left} messages")
            await self.sqs("DeleteQueue", QueueUrl=url)

    async def until(self, true: Callable[[], Awaitable[bool]], what: str) -> bool:
        """Ask again and again until something is true; if that takes too long, it is wrong."""
        end = time.monotonic() + PATIENCE
        while not await true():
            if time.monotonic() > end:
                self.wrong(f"after {PATIENCE} s still not so: {what}")
                return False
            await asyncio.sleep(0.05)
        return True

    async def refused(self, code: str, call: Awaitable[Any]) -> None:
        """Expect a call to be refused with a code."""
        try:
            await call
        except Refused as refused:
            if refused.code.rpartition(".")[2] != code:
                self.wrong(f"refused with {refused.code} instead of {code}: {refused}")
        else:
            self.wrong(f"a call was done that should be refused with {code}")

    def wrong(self, said: str) -> None:
        """Note that an invariant does not hold."""
        self.log.wrong(f"{self.caller.world} {self.mark}: {said}")

    def equal(self, what: str, seen: Any, expected: Any) -> None:
        """Hold something seen against what is expected."""
        if seen != expected:
            self.wrong(f"{what}: expected {expected!r:.200}, seen {seen!r:.200}")

    def did(self, what: str, times: int = 1) -> None:
        """Count something that was done."""
        self.log.done[what] += times
