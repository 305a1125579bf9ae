"""A target whose virtual clock goes in step with real time.

A process has timers of its own, which no virtual clock moves. A scenario that such a timer decides
(``@own-timer``) is performed in real time for it: on the same target, whose clock is set to the
time of the world and goes on with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

from pattern_tck.ports import (
    Capabilities,
    Client,
    Clock,
    FreeTarget,
    Recorded,
    RecordedTarget,
    Target,
    Tempo,
)
from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.freedoms import Choose

#: As on an emulator: short timeouts, which are really waited for. More patience, since who works
#: for several of them in a row shares the machine with the kit.
_TEMPO: Final = Tempo(visibility=2, patience=30.0, slack=1.0, step=0.05)
_REAL_TIME: Final = {
    "virtual-time": "timers of its own decide in it, and they run in real time",
    "metrics": "timers of its own decide in it, and metrics are minutes of real time late",
}


class ClockInStep:
    """A virtual clock that is moved on by as much as passes in the world."""

    virtual = False

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock

    def now(self) -> float:
        """Tell the time of the world."""
        self._catch_up()
        return self._clock.now()

    def pass_time(self, seconds: float) -> None:
        """Wait."""
        time.sleep(max(0.0, seconds))
        self._catch_up()

    def _catch_up(self) -> None:
        late = time.time() - self._clock.now()
        if late > 0:
            self._clock.pass_time(late)


class InStep:
    """A target in this process, for one performance in real time."""

    def __init__(self, target: Target, clock: VirtualClock) -> None:
        self._target = target
        self.name = target.name
        self.version = target.version
        self.tempo = _TEMPO
        self.beside: Mapping[str, str] = target.beside
        self.capabilities = Capabilities(
            target.capabilities.present - set(_REAL_TIME),
            {**target.capabilities.lacking, **_REAL_TIME},
        )
        # A whole second that is over: the target begins with the next one if it is none, and would
        # be ahead of the time of the world, in which participants live.
        clock.begin_at(int(time.time()))
        target.reset()  # what was made at another time knows that time
        self.clock: Clock = ClockInStep(clock)

    def client(self, service: str) -> Client:
        """Give the client of the target."""
        return self._target.client(service)

    def quiet(self) -> None:
        """Have the clock catch up, and the target do what it does by itself."""
        self.clock.now()
        self._target.quiet()

    def reset(self) -> bool:
        """Forget everything."""
        return self._target.reset()

    def close(self) -> None:
        """Leave the target open: it is not this one's to close."""


class FreeInStep(InStep):
    """The same for a target that can be told which freedoms to use."""

    def __init__(self, target: Target, clock: VirtualClock) -> None:
        super().__init__(target, clock)
        assert isinstance(target, FreeTarget)
        self._free: FreeTarget = target

    def use(self, choose: Choose) -> None:
        """Ask ``choose`` about everything that the contract leaves open."""
        self._free.use(choose)

    def distinct(self, queue_url: str) -> int:
        """Give how many messages a queue holds, where copies count once."""
        return self._free.distinct(queue_url)

    def origin(self, queue_url: str, receipt_handle: str) -> str:
        """Give what a message in flight is a copy of."""
        return self._free.origin(queue_url, receipt_handle)

    def listen(self, hear: Callable[[str, str], None]) -> None:
        """Tell what happens inside."""
        self._free.listen(hear)


class RecordedInStep(FreeInStep):
    """The same for a target that can also keep what was done to its world."""

    def __init__(self, target: Target, clock: VirtualClock) -> None:
        super().__init__(target, clock)
        assert isinstance(target, RecordedTarget)
        self._records: RecordedTarget = target

    def record(self) -> None:
        """Keep from now on what is done to each world."""
        self._records.record()

    def recorded(self) -> Recorded | None:
        """Give what was done to the present world."""
        return self._records.recorded()


def in_step(target: Target) -> Target:
    """Give a target in step with real time; one that lives in real time anyway as it is."""
    clock = target.clock
    if not isinstance(clock, VirtualClock):
        return target
    if isinstance(target, FreeTarget) and isinstance(target, RecordedTarget):
        return RecordedInStep(target, clock)
    if isinstance(target, FreeTarget):
        return FreeInStep(target, clock)
    return InStep(target, clock)
