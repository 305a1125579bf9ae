"""A live world: a simulated account behind this door, its time, its callers, what they did."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final

from pattern_tck.simulator.doors.http.faults import Faults
from pattern_tck.simulator.doors.http.journal import Journal
from pattern_tck.simulator.doors.http.timekeeping import REAL, SKIPPING, Timekeeper
from pattern_tck.simulator.doors.http.turns import Turn, wait
from pattern_tck.simulator.doors.serverless import equip
from pattern_tck.simulator.doors.wire.requests import Asked
from pattern_tck.simulator.refusals import AnswerLost, Refusal
from pattern_tck.simulator.saved.keeping import record, save
from pattern_tck.simulator.saved.playing import Player
from pattern_tck.simulator.saved.reading import SavedWorld
from pattern_tck.simulator.world import World

#: How many throttled calls are remembered until their SDK has given up.
_MOST_THROTTLED: Final = 1_000
#: A waiting call that wants to be tried again at once is tried again after this, in microseconds.
_AT_ONCE: Final = 1_000


class LiveWorld:
    """One world and everybody who calls it. All of it happens in one thread."""

    def __init__(
        self,
        name: str,
        make: Callable[[], World],
        *,
        time: str = REAL,
        seed: int | None = None,
        recorded: bool = False,
        prepare: Callable[[World], None] | None = None,
    ) -> None:
        self.name = name
        self._prepare = prepare
        self._recorded = recorded
        self.faults = Faults(seed)
        self.journal = Journal()
        self._make = make
        self._time_is = time
        self.world = self._new_world()
        self._clock = self.world.clock
        self.time = Timekeeper(
            self._clock,
            kind=time,
            waiting=self._first_due,
            retry=self._retry,
            trouble=self._stumble,
        )
        #: Each call that waits, what ends when it is done, and what has ended when its caller has.
        self._waiting: list[tuple[Turn, asyncio.Future[None], asyncio.Future[None]]] = []
        self._throttled: OrderedDict[str, Refusal] = OrderedDict()
        self._alarm: asyncio.TimerHandle | None = None
        #: What the alarm is set for, in microseconds of the clock.
        self._alarm_due: int | None = None
        self._note_seed()

    def _new_world(self) -> World:
        """Make a world; ``make`` gives all of them the same clock."""
        world = self._make()
        if self._recorded and world.tape is None:
            record(world)
        return self._taken(world)

    def _taken(self, world: World) -> World:
        equip(world)
        world.choose = self.faults.choose
        world.hear = self._hear
        if self._time_is != SKIPPING:
            world.wait = wait
        if self._prepare is not None:
            self._prepare(world)
        return world

    def _note(self, document: Mapping[str, Any]) -> None:
        """Note what was done to the adversary, which belongs to a saved world."""
        if self.world.tape is not None:
            self.world.tape.note(document)

    def _note_seed(self) -> None:
        if self.faults.seed is not None:
            self._note({"chance": {"seed": self.faults.seed}})

    def _hear(self, clause: str, words: str) -> None:
        self.journal.told(self._clock.now(), clause, words)

    async def call(self, asked: Asked, gone: Callable[[], asyncio.Future[None]]) -> dict[str, Any]:
        """Do a call, however long it waits; ``gone`` gives a future that ends when the caller does.

        Raises `Refusal`, `AnswerLost`, or what went wrong in the model; `AnswerLost` also if the
        caller is gone, or the world.
        """
        self.time.catch_up()
        again = self._throttled.get(asked.invocation) if asked.invocation else None
        if again is not None:
            raise again
        world = self.world
        turn = Turn(
            lambda: world.call(asked.service, asked.operation, asked.parameters, asked.region)
        )
        if not turn.go_on():
            await self._done(turn, gone())
        elif self._waiting:
            self._retry()
        self._set_alarm()
        try:
            return turn.result()
        except Refusal as refusal:
            if refusal.throttled > 1 and asked.invocation:
                self._throttled[asked.invocation] = refusal
                if len(self._throttled) > _MOST_THROTTLED:
                    self._throttled.popitem(last=False)
            raise

    async def _done(self, turn: Turn, gone: asyncio.Future[None]) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (turn, done, gone)
        self._put_off(turn)
        self._waiting.append(entry)
        self._set_alarm()
        try:
            await asyncio.wait({done, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if entry in self._waiting:
                self._waiting.remove(entry)
            # Whatever it would have found stays for somebody who is there.
            if not turn.done:
                turn.give_up()
                turn.failure = AnswerLost()

    @property
    def waiting(self) -> int:
        """Give how many calls wait."""
        return len(self._waiting)

    def _put_off(self, turn: Turn) -> None:
        turn.until = max(turn.until, self._clock.micros + _AT_ONCE)

    def _first_due(self) -> int | None:
        return min((turn.until for turn, *_ in self._waiting), default=None)

    def _retry(self) -> None:
        """Try every waiting call again, until none of them gets any further."""
        moved = True
        while moved and self._waiting:
            moved = False
            for entry in list(self._waiting):
                turn, done, gone = entry
                if gone.done():
                    # Nobody is there any more; the task that waits has only not heard of it yet.
                    self._waiting.remove(entry)
                    continue
                if turn.go_on():
                    moved = True
                    self._waiting.remove(entry)
                    if not done.done():
                        done.set_result(None)
                else:
                    self._put_off(turn)

    def _set_alarm(self) -> None:
        """Have the next thing happen that is due, with nobody calling."""
        due = self.time.next_due()
        if due == self._alarm_due and self._alarm is not None:
            return
        self._stop_alarm()
        pause = self.time.pause()
        if pause is not None:
            self._alarm_due = due
            self._alarm = asyncio.get_running_loop().call_later(pause, self._ring)

    def _stop_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _ring(self) -> None:
        self._alarm = None
        self.time.catch_up()
        self._set_alarm()

    def _stumble(self, mistake: Exception) -> None:
        """Tell what went wrong with nobody calling, such as in a workflow."""
        if isinstance(mistake, Refusal):
            said = str(mistake)
        else:
            said = f"the simulator made a mistake: {type(mistake).__name__}: {mistake}"
            traceback.print_exception(mistake, file=sys.stderr)
        self.journal.told(self._clock.now(), "", said)

    def advance(self, seconds: float) -> None:
        """Let time pass; ValueError if that is not possible."""
        try:
            self.time.advance(seconds)
        finally:
            # The same thing is due at another real time now.
            self._stop_alarm()
            self._set_alarm()

    def order(self, name: str, *, value: int, times: int, about: str) -> None:
        """Order a fault; ValueError says what is wrong with the order."""
        self.faults.order(name, value=value, times=times, about=about)
        said = {"name": name, "value": value, "times": times, "about": about}
        self._note({"order": said})

    def by_chance(self, seed: int, probability: float, names: Sequence[str]) -> None:
        """Have faults happen by chance; ValueError if that makes no sense."""
        self.faults.by_chance(seed, probability, names)
        said = {"seed": seed, "probability": probability, "names": list(names)}
        self._note({"chance": said})

    def forget_faults(self) -> None:
        """Forget what was ordered; with the seed of the beginning, if there was one."""
        self.faults.clear()
        self._note({"forget": True})
        self._note_seed()

    def saved(self) -> str:
        """Give the world as the text of a file; raises `Unsaved`."""
        return save(self.world, self.name)

    def load(self, saved: SavedWorld) -> None:
        """Go on with a world that was saved, from its moment; raises `Unreadable`, and then stays.

        The journal is that of the saved world. Whoever waits here is hung up on.
        """
        faults, journal = Faults(self.faults.seed, begun=True), Journal()
        ordered = any(entry.what == "fault" for entry in saved.entries)
        player = Player(
            saved,
            adversary=faults.choose if ordered else None,
            fault=faults.done_again,
            hear=journal.called_once,
        )
        equip(player.world)
        player.world.skips_unknown_resources = self.world.skips_unknown_resources
        world = player.play()
        self.hang_up()
        self._stop_alarm()
        self.faults, self.journal = faults, journal
        self._make = partial(World, clock=world.clock, profile=world.profile, account=world.account)
        self.world, self._clock = self._taken(world), world.clock
        if self._recorded:
            world.record(player.tape())
        self.time.take(world.clock)
        with suppress(RuntimeError):
            # Before anybody is served nothing runs, and the first call catches up.
            self._set_alarm()

    def hang_up(self) -> None:
        """Give up every call that waits."""
        for turn, done, _ in self._waiting:
            turn.give_up()
            turn.failure = AnswerLost()
            if not done.done():
                done.set_result(None)
        self._waiting.clear()
        self._throttled.clear()

    def reset(self) -> None:
        """Begin anew at the same time: empty, polite. Whoever waits is hung up on."""
        self.hang_up()
        self._clock.start_afresh()
        self.faults.clear()
        self.journal.clear()
        self._stop_alarm()
        self.world = self._new_world()
        self._note_seed()
        self._set_alarm()

    def close(self) -> None:
        """Stop: nothing happens here any more."""
        self.reset()
        self._stop_alarm()

    def look(self, service: str, operation: str, region: str, **asked: Any) -> dict[str, Any]:
        """Ask for something that the page shows: politely, and without a trace."""
        return self.world.look(service, operation, asked, region)
