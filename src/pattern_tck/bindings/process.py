"""The binding of processes: a command in any language, whose AWS calls come in at the gateway.

The process lives its own life, and each of its calls waits at the gateway until the kit gives it a
turn. So it suffers the faults of the tap exactly, without knowing of them, and waits on the clock
of the target: a long poll of 20 s is over as soon as that clock has moved on by 20 s.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pattern_tck.bindings.binding import Deaths, Part
from pattern_tck.bindings.child import Child
from pattern_tck.bindings.filling import filled
from pattern_tck.bindings.process_turn import Turn
from pattern_tck.bindings.topology import Topology
from pattern_tck.gateway.line import Line
from pattern_tck.gateway.told_time import CLOCK_URL
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.tap import Crash
from pattern_tck.verdicts import NotExercised

#: How long a process may take from its start to its first call, in seconds of real time.
_START: Final = 30.0


@dataclass(frozen=True)
class ProcessBinding:
    """A command that plays a role.

    ``environment`` adds variables, in which ``{WORK_QUEUE_URL}`` and the like stand for what the
    kit has to say. ``told_time`` says that it takes the time from the kit where that is virtual.
    """

    command: tuple[str, ...]
    folder: Path
    topology: Topology
    environment: Mapping[str, str] = field(default_factory=dict)
    told_time: bool = False
    http_alone = False
    behind_gateway = True

    @property
    def own_time(self) -> bool:
        """Say whether its timers go by real time."""
        return not self.told_time

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Have the channels made that the role owns."""
        return self.topology.make(part)

    def player(self, part: Part, name: str) -> ProcessParticipant:
        """Make an instance: a process of its own."""
        return ProcessParticipant(self, part, name)

    def surroundings(self, part: Part, key: str) -> Mapping[str, str]:
        """Give the environment of a process."""
        told = {**part.environment, **part.gateway.environment(key)}
        return {**told, **filled(self.environment, told)}


class ProcessParticipant:
    """A process as the stage sees it: it is given turns, which are turns at the gateway."""

    autonomous = False
    faults = frozenset({"crash", "slow", "refuse", "lose"})

    def __init__(self, binding: ProcessBinding, part: Part, name: str) -> None:
        self.name = name
        self.application = part.application
        self.role = part.role
        self.deaths = Deaths(name)
        self._binding = binding
        self._part = part
        self._busy = False
        #: Whether it is told the time: it is no other one where time is real.
        self.told = binding.told_time and part.target.clock.virtual
        self._child: Child | None = None
        self._key = ""
        self._line = Line()
        self._started = 0.0
        #: The queues that it has ever received from.
        self._polled: set[str] = set()
        #: The moment at which it last found nothing to do.
        self._rested: tuple[float, int] | None = None

    def start(self) -> None:
        """Start the process; it is ready when its first call is there."""
        self._key, self._line = self._part.gateway.admit()
        self._polled = set()
        self._rested = None
        self._started = time.monotonic()
        surroundings = self._binding.surroundings(self._part, self._key)
        if self.told:
            surroundings = {**surroundings, CLOCK_URL: self._part.gateway.clock_url(self._key)}
        self._child = Child(self._binding.command, self._binding.folder, surroundings)

    def ready(self) -> bool:
        """Say whether it has made a call."""
        return self._line.heard is not None

    def work(self) -> bool:
        """Answer what it asks for, until it waits for something that is not there.

        One batch of messages is handed out in a turn, as to a Python object.
        """
        if self._busy:
            return False  # it is held up in a slow call further down the stack
        self._busy = True
        try:
            if self._child is None:
                self.start()
            if not self._part.calls and not self.ready():
                return False  # it has nothing to do, and need not be waited for
            return self._take_turn()
        except Crash as crash:
            self._die(str(crash))
            return True
        finally:
            self._busy = False

    def _take_turn(self) -> bool:
        """Have it go full circle, unless it would see just what it saw the last time."""
        moment = self._moment() if self.told else None
        if moment is not None and moment == self._rested and not self._line.has_news:
            return False
        turn = Turn(
            self,
            self._part,
            self._line,
            polled=self._polled,
            told=self.told,
            await_call=self.await_call,
        )
        worked = turn.take()
        self._rested = moment if turn.went_full_circle and not worked else None
        return worked

    def _moment(self) -> tuple[float, int]:
        """Give the time, and how much has happened: while both are the same, nothing is new.

        What the target does by itself comes of time, or of a call, and is done at once here.
        """
        self._part.target.quiet()
        return self._part.target.clock.now(), len(self._part.tap.journal.events)

    def await_call(self, seconds: float) -> bool:
        """Wait in real time for its next call; False if none comes, or it has ended."""
        if not self.ready():
            seconds = max(0.0, self._started + _START - time.monotonic())
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._line.await_news(min(left, 0.05)):
                return True
            if self._child is None or self._child.ended is not None:
                break
        if self._child is not None and self._child.ended is not None:
            said = self._child.said().strip()
            words = f"ended with exit code {self._child.ended}"
            self._die(f"{words}, having printed: {said}" if said else words)
        elif not self.ready():
            raise AssertionError(
                f"{self.name} has made no AWS call within {_START:g} s of its start; does it take "
                f"its endpoint from AWS_ENDPOINT_URL? It has printed: {self.said() or 'nothing'}"
            )
        return False

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Refuse: its API, if it has one, is judged at a URL."""
        raise NotExercised(
            f"{self.name} is a process, whose API the kit does not call; give its address with "
            f"url in the manifest, or --api-url"
        )

    def said(self) -> str:
        """Give the end of what the process has printed."""
        return self._child.said().strip() if self._child is not None else ""

    def idle(self) -> bool:
        """Say whether it waits in line, or does nothing that can be seen."""
        return not self._busy

    def crash(self) -> None:
        """Kill it; the next turn starts it again."""
        self._die("killed by the scenario")

    def close(self) -> None:
        """Kill it for good."""
        self._part.gateway.cut_off(self._key)
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _die(self, how: str) -> None:
        self.close()
        self.deaths.note(how)
