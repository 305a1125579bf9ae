"""The interleaving: several ordinary blocking workers, one step at a time, and always the same way.

Each worker runs in a greenlet. Every call, every sleep and every long poll is a point at which
another worker may go on, and who does is a decision of the adversary. The virtual clock moves only
when all of them wait. Only what goes through the world is interleaved: a worker that does something
else between two calls does it all at once, unless it says so with `Interleaving.step`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any, Final, Protocol

from greenlet import getcurrent, greenlet

from pattern_tck.simulator.adversary.patched_time import patched
from pattern_tck.simulator.adversary.recorder import TooManyDecisions
from pattern_tck.simulator.adversary.workers import Call, Crash, Killed, Turn, Worker
from pattern_tck.simulator.clock import SECOND, VirtualClock
from pattern_tck.simulator.freedoms import WORKER_KILLED, WORKER_SLOW, WORKER_TURN, Choose

#: Calls that change nothing, so that nobody who polls need look again.
_READING: Final = ("Get", "List", "Describe")
_NOTHING: Final[Mapping[str, Any]] = {}
#: Greenlets that catch even their own end. They must never be collected: that would run them.
_UNDYING: Final[list[greenlet]] = []


class Interleavable(Protocol):
    """What a world must have: a clock, its ways to wait, and hooks around each call."""

    clock: VirtualClock
    wait: Callable[[int], None]
    sleep: Callable[[float], None]
    before_call: Callable[[str, Mapping[str, Any]], None] | None
    after_call: Callable[[str, Mapping[str, Any]], None] | None


class Interleaving:
    """Runs workers side by side in one world.

    ``choose`` decides whose turn it is (the polite answer: who has been ready the longest), who is
    killed before or after a call, and whose call comes late, by ``slow_by`` seconds: take a little
    more than the visibility timeout. A call takes ``pace`` seconds of virtual time; with 0, a
    worker that polls without waiting lets no time pass. A worker that was killed, or that ended
    with an exception, starts anew after ``restart_after`` seconds. With ``patch_time``,
    `time.sleep`, `time.time` and `time.monotonic` are those of the world while it runs; a name
    that was imported from there earlier is not.
    """

    def __init__(
        self,
        world: Interleavable,
        choose: Choose,
        *,
        slow_by: float = 31.0,
        pace: float = 0.0,
        restart_after: float = 1.0,
        patch_time: bool = False,
    ) -> None:
        self._world = world
        self._clock = world.clock
        self._choose = choose
        self._slow_by = slow_by
        self._pace = pace
        self._restart_after = restart_after
        self._patch_time = patch_time
        self._let_pass = world.wait
        self._workers: list[Worker] = []
        self._ready: list[Worker] = []
        self._waiting: list[Worker] = []
        self._running: Worker | None = None
        self._hub: greenlet = getcurrent()
        #: Something may be there for those who poll.
        self._stirred = False
        #: Calls so far, and workers that ended with an exception.
        self.calls = 0
        self.crashes: list[Crash] = []

    def worker(self, name: str, function: Callable[[], object], *, restart: bool = True) -> None:
        """Add a worker; ``function`` is what its process does, from start to end.

        Without ``restart`` it is never killed, and not started again if it crashes.
        """
        worker = Worker(name, function, restart=restart)
        self._workers.append(worker)

    @property
    def deaths(self) -> Mapping[str, int]:
        """Give how often each worker was killed."""
        return {worker.name: worker.deaths for worker in self._workers}

    # -- what workers call

    def sleep(self, seconds: float) -> None:
        """Sleep, as a worker; from outside the workers, let virtual time pass."""
        worker = self._current()
        if worker is None:
            self._clock.pass_time(seconds)
        else:
            worker.call = Call(worker.name, "sleep", _NOTHING)
            self._sleep(worker, seconds)

    def now(self) -> float:
        """Tell the virtual time in seconds since the epoch."""
        return self._clock.now()

    def step(self, name: str, parameters: Mapping[str, Any] = _NOTHING) -> None:
        """Be about to do something that others can see, such as a write to a store of one's own.

        Does nothing outside the workers. Raises `Killed` where the adversary kills the worker.
        """
        worker = self._current()
        if worker is not None:
            self._come_to(worker, Call(worker.name, name, parameters), ends=2)

    def _before_call(self, operation: str, parameters: Mapping[str, Any]) -> None:
        worker = self._current()
        if worker is not None:
            self._come_to(worker, Call(worker.name, operation, parameters), ends=3)

    def _come_to(self, worker: Worker, call: Call, *, ends: int) -> None:
        """Come to a call: wait for a turn, and meet one of the ends that it can have."""
        if worker.dying:
            self._stay_dead()
        worker.call = call
        self._wait_for_turn(worker)
        self.calls += 1
        # Before the first receive there is nothing whose visibility could end (SQS-VIS-09).
        if call.operation == "ReceiveMessage":
            worker.received = True
        elif worker.received and self._choose(WORKER_SLOW, 2, call):
            self._sleep(worker, self._slow_by)
        if worker.restart:
            fate = self._choose(WORKER_KILLED, ends, call)
            worker.ends_after_call = fate == 2
            if fate == 1:
                worker.die()

    def _after_call(self, operation: str, _parameters: Mapping[str, Any]) -> None:
        if not operation.startswith(_READING):
            self._stirred = True
        worker = self._current()
        if worker is not None and worker.ends_after_call:
            worker.die()

    def _poll(self, deadline: int) -> None:
        """Wait as a receive does that found nothing: until a deadline, or until a change."""
        worker = self._current()
        if worker is None:
            self._let_pass(deadline)
        else:
            self._park(worker, deadline, polls=True)

    # -- giving up the turn

    def _current(self) -> Worker | None:
        running = self._running
        return running if running is not None and running.greenlet is getcurrent() else None

    def _wait_for_turn(self, worker: Worker) -> None:
        self._ready.append(worker)
        self._hub.switch()

    def _sleep(self, worker: Worker, seconds: float) -> None:
        if worker.dying:
            self._stay_dead()
        if seconds > 0:
            self._park(worker, self._clock.micros + round(seconds * SECOND), polls=False)
        else:
            self._wait_for_turn(worker)

    def _park(self, worker: Worker, due: int, *, polls: bool) -> None:
        worker.due = due
        worker.polls = polls
        self._waiting.append(worker)
        self._hub.switch()

    def _stay_dead(self) -> None:
        # The code caught its own end; a dead process does nothing, so it never goes on.
        while True:
            self._hub.switch()

    # -- the hub

    def run(
        self,
        until: Callable[[], bool],
        *,
        at_most_seconds: float = 3600.0,
        most_calls: int = 100_000,
    ) -> bool:
        """Let the workers work until something is true; say whether it became true.

        It did not if all workers have ended, or if ``at_most_seconds`` of virtual time are over.
        All workers are gone afterwards. Raises `TooManyDecisions` after ``most_calls`` calls.
        """
        end = self._clock.micros + round(at_most_seconds * SECOND)
        most_calls += self.calls
        with self._at_work():
            while not until():
                if self._stirred:
                    self._stirred = False
                    self._wake_who_polls()
                elif self._clock.micros > end:
                    return until()
                elif self._ready:
                    if self.calls >= most_calls:
                        raise TooManyDecisions(most_calls)
                    if self._pace:
                        self._clock.pass_time(self._pace)
                        self._wake_who_is_due()
                    self._go_on(self._next(self._ready))
                elif not self._waiting or self._clock.micros >= end:
                    return until()
                else:
                    self._let_pass(min(end, *(worker.due or 0 for worker in self._waiting)))
                    self._wake_who_is_due()
                    self._stirred = True
            return True

    def _next(self, candidates: list[Worker]) -> Worker:
        if len(candidates) == 1:
            return candidates.pop()
        turn = Turn([worker.call for worker in candidates])
        return candidates.pop(self._choose(WORKER_TURN, len(candidates), turn))

    def _wake_who_is_due(self) -> None:
        now = self._clock.micros
        due = [w for w in self._waiting if not w.polls and w.due is not None and w.due <= now]
        for worker in sorted(due, key=lambda worker: worker.due or 0):
            self._waiting.remove(worker)
            worker.due = None
            self._ready.append(worker)

    def _wake_who_polls(self) -> None:
        """Let those who poll look again; the one that is first gets what is there."""
        looking = [worker for worker in self._waiting if worker.polls]
        while looking:
            worker = self._next(looking)
            self._waiting.remove(worker)
            worker.due, worker.polls = None, False
            self._go_on(worker)

    def _go_on(self, worker: Worker) -> None:
        self._running = worker
        worker.greenlet.switch()
        self._running = None
        if worker.greenlet.dead and worker.restart and not worker.done:
            self._be_born(worker)
            self._waiting.append(worker)
            worker.due = self._clock.micros + round(self._restart_after * SECOND)

    def _be_born(self, worker: Worker) -> None:
        worker.be_born()
        worker.greenlet = greenlet(lambda: self._live(worker), self._hub)

    def _live(self, worker: Worker) -> None:
        try:
            worker.function()
        except Killed:
            return
        except Exception as crash:  # noqa: BLE001 - whatever it is, the process ends by it
            self.crashes.append(Crash(self._clock.now(), worker.name, crash))
            return
        worker.done = True

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        world = self._world
        hooks = world.wait, world.sleep, world.before_call, world.after_call
        self._hub = getcurrent()
        for worker in self._workers:
            self._be_born(worker)
        self._ready, self._waiting = list(self._workers), []
        world.wait, world.sleep = self._poll, self.sleep
        world.before_call, world.after_call = self._before_call, self._after_call
        try:
            with patched(self.sleep, self.now) if self._patch_time else nullcontext():
                try:
                    yield
                finally:
                    self._close()
        finally:
            world.wait, world.sleep, world.before_call, world.after_call = hooks

    def _close(self) -> None:
        for worker in self._workers:
            worker.dying = True
            self._running = worker
            for _ in range(3):
                if worker.greenlet.dead:
                    break
                worker.greenlet.throw()
            else:
                _UNDYING.append(worker.greenlet)
        self._running = None
