"""Rounds: all plays at once, each in its world; then everything is deleted and much time passes."""

from __future__ import annotations

import asyncio
import json
import random
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bench.soak.log import Log, Window
from bench.soak.plays import (
    buses,
    dead_letters,
    disturbance,
    faulty,
    ordered,
    short_lived,
    standard,
    timed,
    topics,
    workflows,
)
from bench.soak.scene import Budget, Scene
from bench.soak.server import Server
from bench.soak.wire import Caller

from pattern_tck.simulator.doors.http.journal import KEPT

Play = Callable[[Scene], Awaitable[None]]

#: Which play is played in which world: some share one, by account or by path.
PLAYS: Final[Mapping[str, tuple[Play, str]]] = {
    "standard queue": (standard.play, "default"),
    "dead letters": (dead_letters.play, "default"),
    "fifo queue": (ordered.play, "default"),
    "topics": (topics.play, "111111111111"),
    "buses": (buses.play, "111111111111"),
    "workflows": (workflows.play, "workflows"),
    "timed": (timed.play, "timed"),
    "short-lived": (short_lived.play, "brief"),
    "disturbance": (disturbance.play, "disturbed"),
    "faulty": (faulty.play, "faulty"),
}
#: How much time passes after each round, in seconds: AWS forgets an execution after 90 days, and
#: a point of a metric after 455. One advance takes no more than a year.
_PASSES: Final = (228 * 24 * 3600, 228 * 24 * 3600)


@dataclass
class Sample:
    """What the server took after a round, with nothing left in it."""

    at: float
    resident: float
    open_files: int
    #: Milliseconds of the processor for each call of the round.
    for_a_call: float
    window: Window = field(repr=False)
    #: Whether every journal has as many lines as it keeps: from then on it grows no more.
    journals_full: bool = True


class Rounds:
    """Plays round after round against one server."""

    def __init__(self, server: Server, log: Log, seed: int, only: tuple[str, ...] = ()) -> None:
        self._server = server
        self._log = log
        self._seed = seed
        self._plays = {name: one for name, one in PLAYS.items() if not only or name in only}
        self._began = time.monotonic()
        #: What the server has open with nobody connected: known as soon as it serves.
        self._open_files: int | None = None
        self.samples: list[Sample] = []

    async def play(self, number: int, budget: Budget) -> Sample:
        """Play one round, and look at what it has left behind."""
        if self._open_files is None:
            self._open_files = await self._with_nobody()
        worked = self._server.worked()
        callers = {name: self._caller(world) for name, (_, world) in self._plays.items()}
        await asyncio.gather(
            *(self._one(name, callers[name], budget, number) for name in self._plays)
        )
        await self._pass_time(list(callers.values()))
        full = await self._journals_full(list(callers.values()))
        for caller in callers.values():
            caller.close()
        await self._all_hung_up()
        window = self._log.next_window()
        worked = self._server.worked() - worked
        sample = Sample(
            time.monotonic() - self._began,
            self._server.resident(),
            self._left_open(),
            1000 * worked / max(1, window.calls),
            window,
            full,
        )
        self.samples.append(sample)
        return sample

    async def _with_nobody(self) -> int:
        caller = self._caller("default")
        await caller.control("GET", "health")
        opened = self._server.open_files()
        caller.close()
        return opened - 1

    def _caller(self, world: str) -> Caller:
        return Caller(self._server.port, world, self._log)

    async def _one(self, name: str, caller: Caller, budget: Budget, number: int) -> None:
        chance = random.Random(f"{self._seed} {name} {number}")  # noqa: S311 - no secrets
        mark = f"{name.replace(' ', '-')}-{number}"
        began = time.monotonic()
        try:
            await PLAYS[name][0](Scene(caller, budget, chance, mark))
        except Exception as mistake:  # noqa: BLE001 - a play that cannot go on is one more thing wrong
            where = traceback.extract_tb(mistake.__traceback__)
            lines = " <- ".join(f"{one.name}:{one.lineno}" for one in reversed(where[-6:]))
            self._log.wrong(f"{mark} ended early: {mistake!r} in {lines}")
        took = self._log.longest.get(name, 0.0)
        self._log.longest[name] = max(took, time.monotonic() - began)

    async def _pass_time(self, callers: list[Caller]) -> None:
        for world, caller in {caller.world: caller for caller in callers}.items():
            _, answer = await caller.control("GET", "time")
            if waiting := json.loads(answer)["waiting"]:
                self._log.wrong(f"{waiting} calls still wait in the world {world}")
            for seconds in _PASSES:
                asked = json.dumps({"advance": seconds})
                status, answer = await caller.control("POST", "time", asked)
                if status != 200:
                    self._log.wrong(f"{world}: an advance is answered with {status}: {answer!r}")

    async def _journals_full(self, callers: list[Caller]) -> bool:
        for caller in callers:
            _, answer = await caller.control("GET", "journal?limit=1")
            lines = json.loads(answer)["lines"]
            if lines and lines[-1]["number"] < KEPT:
                return False
        return True

    async def _all_hung_up(self) -> None:
        """Wait until the server has seen the end of every connection."""
        end = time.monotonic() + 20
        while left := self._left_open():
            if time.monotonic() > end:
                self._log.wrong(f"{left} files or sockets are left open")
                return
            await asyncio.sleep(0.02)

    def _left_open(self) -> int:
        return max(0, self._server.open_files() - (self._open_files or 0))
