"""A turn of a process: which of its calls are served, and where they wait for something.

A process lives its own life, and a turn is the kit's: it goes from the first call that waits in
line to where the process waits for what is not there. What it asks for after that is held until its
next turn.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from pattern_tck.bindings.binding import Part
from pattern_tck.channels import address_of
from pattern_tck.gateway.gateway import serve
from pattern_tck.gateway.line import Line, Waiting
from pattern_tck.ports import Participant

#: How long it may be busy between two calls before it is taken to be doing nothing. An SDK that
#: was refused something waits up to a second before it tries again.
BUSY: Final = 2.0
#: The same for one that listens at one queue, but has not looked at the others or acknowledged what
#: it was given: most likely that is all, but another thread of it may still be at work.
IN_HAND: Final = 0.1
#: The same for one that has several threads: what one of them has in hand, the others know nothing
#: of, and go on asking.
_IN_OTHER_HANDS: Final = 0.5
#: How often one that does not wait may look at an empty queue before that is taken for waiting. One
#: empty receive proves nothing about a queue, and whoever knows that looks again.
_LOOKS: Final = 5
#: How long a long poll waits where time is real, in seconds: between two of them a process looks at
#: its timers, and a scenario that waits for these would mostly wait for the end of the poll.
_REAL_POLL: Final = 0.25
#: How many calls are served in a turn, so that one that never waits for anything stops nobody.
_MOST_CALLS: Final = 500
#: How many seconds a turn lasts at most where time is real: who looks for room all the time must
#: not have somebody else held up for longer than the scenario says.
_LONGEST: Final = 0.5


class Turn:
    """One turn.

    ``polled`` has the addresses of the queues that the process has ever received from, and gets
    those that it asks for now; ``told`` says that it takes its time from the kit; ``await_call``
    waits in real time, so many seconds at most, for its next call.
    """

    def __init__(
        self,
        process: Participant,
        part: Part,
        line: Line,
        *,
        polled: set[str],
        told: bool,
        await_call: Callable[[float], bool],
    ) -> None:
        self._process = process
        self._part = part
        self._line = line
        self._polled = polled
        self._told = told
        self._await_call = await_call
        #: Queues that were found empty in this turn, how often without waiting, and receives that
        #: wait on for more.
        self._empty: set[str] = set()
        self._looks: Counter[str] = Counter()
        self._parked: set[int] = set()
        #: Receipt handles that were given out in this turn and are not acknowledged.
        self._in_hand: set[str] = set()
        self._has_received = False
        #: Whether it ended where the process had begun, and not because nothing came any more.
        self.went_full_circle = False

    def take(self) -> bool:
        """Serve until there is nothing to serve; say whether anything came of it."""
        worked = False
        end = math.inf if self._part.target.clock.virtual else time.monotonic() + _LONGEST
        for _ in range(_MOST_CALLS):
            if time.monotonic() >= end:
                break
            waiting = self._line.take(self._may_be_served)
            if waiting is not None:
                worked |= self._serve(waiting)
            elif self._is_over():
                self.went_full_circle = True
                break
            elif not self._await_call(self._patience()):
                break
        return worked

    def _is_over(self) -> bool:
        if self._asks_on():
            # Perhaps it is not the thread that asks on which has something in hand. Who is told the
            # time is taken to have one, until several of its calls have waited at once.
            alone = self._told and not self._line.several
            return alone or not self._in_hand
        if self._told:
            return False  # between two receives it looks at its timers, and does what is due
        found_nothing = bool(self._polled) and self._polled <= self._empty
        return found_nothing and not self._in_hand

    def _asks_on(self) -> bool:
        return any(map(self._is_for_the_next_turn, self._line.waiting()))

    def _patience(self) -> float:
        """Give for how many seconds of real time its next call is waited for."""
        if self._in_hand and self._line.several:
            return _IN_OTHER_HANDS
        if self._in_hand and self._asks_on():
            return IN_HAND
        if not self._part.target.clock.virtual:
            # That time goes on by itself, for everybody: whoever works for long is looked at again.
            return IN_HAND
        # Whoever waits in a long poll does nothing else, unless he has other threads. Whoever has
        # just found nothing looks again at once, or not for a while.
        looked = bool(self._polled) and self._polled <= self._empty | set(self._looks)
        seems_to_wait = bool(self._parked) or (looked and not self._in_hand)
        return IN_HAND if seems_to_wait else BUSY

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
