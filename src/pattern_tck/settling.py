"""Settling: giving turns and letting time pass until something holds, or until all is calm.

Presence has a deadline and ends at the first success. Absence is waited for: on a virtual clock
that costs nothing, on a real one it is real time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import TypeVar

from pattern_tck.answering import AnsweringPuppet
from pattern_tck.casting import Casting
from pattern_tck.clock import RealClock
from pattern_tck.ports import Clock, Participant, Target
from pattern_tck.standstill import Standstill

T = TypeVar("T")

#: Less than this (seconds) is no time: sums of fractions leave it over, and no clock can pass it.
_EXACT = 1e-6

#: Turns in a row before time has to pass: a worker that is never done must not stop the clock.
_MOST_ROUNDS = 50


class Settling:
    """Gives turns to the participants, and moves the clock only when nobody has anything to do."""

    def __init__(self, target: Target, casting: Casting) -> None:
        self._target = target
        self._casting = casting
        self._held: list[Participant] = []
        self.pulse = Standstill()
        #: Puppets that react by themselves, and get turns like the participants.
        self.answering: list[AnsweringPuppet] = []
        #: Which applications get turns; a stopped one gets none.
        self.stopped: set[str] = set()

    def turn(self, before: float = math.inf) -> None:
        """Give everybody turns until nobody has anything to do, or it is ``before`` no more.

        ``before`` is a moment of the target's clock, where that is real: on a virtual one no time
        passes here.
        """
        clock = self._target.clock
        # Real time does not wait for who is never done, and what a step looks for may be over.
        longest = self._target.tempo.visibility
        end = math.inf if clock.virtual else min(clock.now() + longest, before)
        for _ in range(_MOST_ROUNDS):
            self._target.quiet()
            worked = [one.work() for one in self._awake()]
            if not any(worked) or clock.now() >= end:
                return

    def until(self, holds: Callable[[], T], visibility: float) -> T:
        """Give what ``holds`` gives, as soon as it raises no AssertionError.

        ``visibility`` (seconds) is the longest visibility timeout in play: patience covers
        several of them.
        """
        clock = self._clock
        patience = max(self._target.tempo.patience, 6 * visibility)
        deadline = clock.now() + patience
        while True:
            self.turn()
            try:
                return holds()
            except AssertionError as unmet:
                if clock.now() >= deadline:
                    unmet.add_note(f"after waiting for {patience:g} s")
                    raise
            self._wait(clock, self._pace(visibility))

    def calm(self, seconds: float) -> None:
        """Let so much time pass with everybody working, so that what could happen has happened."""
        self._pass(seconds, math.inf)

    def hold(self, participant: Participant, seconds: float) -> None:
        """Hold one participant up for so long and no longer, while the others go on."""
        self._held.append(participant)
        try:
            # Who asks all the time gets no turns beyond that: the other one's time counts.
            self._pass(seconds, self._target.clock.now() + seconds)
        finally:
            self._held.remove(participant)

    def _pass(self, seconds: float, before: float) -> None:
        clock = self._clock
        end = clock.now() + seconds
        self.turn(before)
        while (left := end - clock.now()) > _EXACT:
            self._wait(clock, min(left, self._pace(seconds)))
            self.turn(before)

    @property
    def standstill(self) -> float:
        """Give for how long at most nobody got a turn, in seconds; nothing on a virtual clock."""
        return 0.0 if self._clock.virtual else self.pulse.longest

    def _wait(self, clock: Clock, seconds: float) -> None:
        clock.pass_time(seconds)
        self.pulse.looked(seconds)

    @property
    def _clock(self) -> Clock:
        """Give the clock to go by: who lives his own life has no ear for a virtual one."""
        own = any(one.autonomous for one in self._casting.instances)
        return RealClock() if own and self._target.clock.virtual else self._target.clock

    def _awake(self) -> Collection[Participant | AnsweringPuppet]:
        everybody: list[Participant | AnsweringPuppet] = [
            *self._casting.instances,
            *self.answering,
        ]
        return [
            one
            for one in everybody
            if one not in self._held and one.application not in self.stopped
        ]

    def _pace(self, seconds: float) -> float:
        # On a virtual clock long waits are taken in long steps, else 12 h would be 4,320 looks.
        step = self._target.tempo.step
        return max(step, seconds / 6) if self._target.clock.virtual else step
