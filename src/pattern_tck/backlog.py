"""The backlog: what was on a running system's queues before a scenario sent anything.

Counters of a queue do not say whose the messages are. So they are read once before, and what a
scenario asks for is what has come since.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pattern_tck.channels import Channel
from pattern_tck.clock import RealClock
from pattern_tck.ports import Target
from pattern_tck.probe import Probe
from pattern_tck.verdicts import OutOfReach


@dataclass(frozen=True)
class _Before:
    """So many messages were there; ``is_drained`` if the system takes them away."""

    stock: int
    is_drained: bool


class Backlog:
    """What was on the queues of running systems when they were cast, in one scenario."""

    def __init__(self, target: Target, probe: Probe) -> None:
        self._target = target
        self._probe = probe
        self._before: dict[str, _Before] = {}
        #: Is told of each wait, in seconds: nobody was held up in it.
        self.waited: Callable[[float], None] = lambda _seconds: None

    def note(self, queue: Channel, *, is_drained: bool) -> None:
        """Note what is on a queue; where it is drained, wait a while until that is nothing."""
        if queue.address in self._before:
            return
        stock = self._probe.stock(queue)
        clock = RealClock() if self._target.clock.virtual else self._target.clock
        end = clock.now() + self._target.tempo.patience
        while is_drained and stock and clock.now() < end:
            clock.pass_time(self._target.tempo.step)
            self.waited(self._target.tempo.step)
            stock = self._probe.stock(queue)
        self._before[queue.address] = _Before(stock, is_drained)

    def since(self, queue: Channel, stock: int) -> int:
        """Give how many of the messages on a queue have come since it was noted.

        Raises `OutOfReach` where nobody can know: others' messages go as well as they come.
        """
        before = self._before.get(queue.address)
        if before is None or not before.stock:
            return stock
        if before.is_drained or stock < before.stock:
            raise OutOfReach(
                f"{queue.name} held {before.stock} messages before the scenario sent any, and the "
                "kit cannot tell them from its own"
            )
        return stock - before.stock
