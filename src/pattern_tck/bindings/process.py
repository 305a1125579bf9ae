"""The binding of processes: a command in any language, whose AWS calls come in at the gateway.

The process lives its own life, and each of its calls waits at the gateway until the kit gives it a
turn. So it suffers the faults of the tap exactly, without knowing of them, and waits on the clock
of the target: a long poll of 20 s is over as soon as that clock has moved on by 20 s.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pattern_tck.bindings.binding import Deaths, Part
from pattern_tck.bindings.child import Child
from pattern_tck.bindings.filling import filled
from pattern_tck.bindings.topology import Topology
from pattern_tck.channels import address_of
from pattern_tck.gateway.gateway import serve
from pattern_tck.gateway.line import Line, Waiting
from pattern_tck.gateway.told_time import CLOCK_URL
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.tap import Crash
from pattern_tck.verdicts import NotExercised

#: How long a process may take from its start to its first call, in seconds of real time.
_START: Final = 30.0
#: How long it may be busy between two calls before it is taken to be doing nothing. An SDK that
#: was refused something waits up to a second before it tries again.
_BUSY: Final = 2.0
#: The same for one that listens at one queue, but has not looked at the others or acknowledged what
#: it was given: most likely that is all, but another thread of it may still be at work.
_IN_HAND: Final = 0.1
#: How often one that does not wait may look at an empty queue before that is taken for waiting. One
#: empty receive proves nothing about a queue, and whoever knows that looks again.
_LOOKS: Final = 5
#: How long a long poll waits where time is real, in seconds: between two of them a process looks at
#: its timers, and a scenario that waits for these would mostly wait for the end of the poll.
_REAL_POLL: Final = 0.25
#: How many calls are served in a turn, so that one that never waits for anything stops nobody.
_MOST_CALLS: Final = 500


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

    def start(self) -> None:
        """Start the process; it is ready when its first call is there."""
        self._key, self._line = self._part.gateway.admit()
        self._polled = set()
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
            return _Turn(self, self._part, self._line, self._polled).take()
        except Crash as crash:
            self._die(str(crash))
            return True
        finally:
            self._busy = False

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


class _Turn:
    """One turn of a process: from its first call that waits to where it waits for something."""

    def __init__(
        self, process: ProcessParticipant, part: Part, line: Line, polled: set[str]
    ) -> None:
        self._process = process
        self._part = part
        self._line = line
        self._polled = polled
        self._told = process.told
        #: Queues that were found empty in this turn, how often without waiting, and receives that
        #: wait on for more.
        self._empty: set[str] = set()
        self._looks: Counter[str] = Counter()
        self._parked: set[int] = set()
        #: Receipt handles that were given out in this turn and are not acknowledged.
        self._in_hand: set[str] = set()
        self._has_received = False

    def take(self) -> bool:
        """Serve until there is nothing to serve; say whether anything came of it."""
        worked = False
        for _ in range(_MOST_CALLS):
            waiting = self._line.take(self._may_be_served)
            if waiting is not None:
                worked |= self._serve(waiting)
            elif self._is_over() or not self._process.await_call(self._patience()):
                break
        return worked

    def _is_over(self) -> bool:
        if any(map(self._is_for_the_next_turn, self._line.waiting())):
            return True
        if self._told:
            return False  # between two receives it looks at its timers, and does what is due
        found_nothing = bool(self._polled) and self._polled <= self._empty
        return found_nothing and not self._in_hand

    def _patience(self) -> float:
        """Give for how many seconds of real time its next call is waited for."""
        if not self._part.target.clock.virtual:
            # That time goes on by itself, for everybody: whoever works for long is looked at again.
            return _IN_HAND
        # Whoever waits in a long poll does nothing else, unless he has other threads. Whoever has
        # just found nothing looks again at once, or not for a while.
        looked = bool(self._polled) and self._polled <= self._empty | set(self._looks)
        seems_to_wait = bool(self._parked) or (looked and not self._in_hand)
        return _IN_HAND if seems_to_wait else _BUSY

    def _may_be_served(self, waiting: Waiting) -> bool:
        return id(waiting) not in self._parked and not self._is_for_the_next_turn(waiting)

    def _is_for_the_next_turn(self, waiting: Waiting) -> bool:
        """Say whether it asks for more, or once more where nothing was: it has gone full circle."""
        if waiting.for_the_time:
            return waiting.is_asleep(self._part.target.clock.now())
        if id(waiting) in self._parked or not _is_receive(waiting):
            return False
        return self._has_received or address_of(waiting.asked.parameters) in self._empty

    def _serve(self, waiting: Waiting) -> bool:
        part = self._part
        if waiting.for_the_time:
            waiting.tell(part.target.clock.now())
            return False
        answer = serve(waiting, self._process, part.tap, part.target.client)
        parameters = waiting.asked.parameters
        if not _is_receive(waiting):
            self._in_hand -= _acknowledged(parameters)
            return True
        queue = address_of(parameters)
        self._polled.add(queue)
        messages = answer.get("Messages", ()) if answer else ()
        if messages:
            self._has_received = True
            self._in_hand |= {message["ReceiptHandle"] for message in messages}
            return True
        if answer is not None and self._told:
            # It comes back at once, and is held where it comes full circle until the next turn.
            self._empty.add(queue)
            waiting.answer(answer)
        elif answer is not None:
            self._looks[queue] += 1
            if int(parameters.get("WaitTimeSeconds") or 0) or self._looks[queue] >= _LOOKS:
                self._empty.add(queue)
            self._park(waiting, answer)
        return False

    def _park(self, waiting: Waiting, answer: Any) -> None:
        """Have a long poll wait on, until its time is over on the clock of the target."""
        now = self._part.target.clock.now()
        if waiting.until is None:
            asked = float(waiting.asked.parameters.get("WaitTimeSeconds") or 0)
            virtual = self._part.target.clock.virtual
            waiting.until = now + (asked if virtual else min(asked, _REAL_POLL))
        if now >= waiting.until:
            waiting.answer(answer)
        else:
            self._parked.add(id(waiting))
            self._line.put_back(waiting)


def _is_receive(waiting: Waiting) -> bool:
    return waiting.asked.operation == "ReceiveMessage"


def _acknowledged(parameters: Mapping[str, Any]) -> set[str]:
    entries = [parameters, *(parameters.get("Entries") or ())]
    return {entry["ReceiptHandle"] for entry in entries if "ReceiptHandle" in entry}
