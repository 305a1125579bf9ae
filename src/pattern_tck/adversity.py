"""Adversity: what the freedoms of the contract may do to whom, in one performance.

The implementation under test suffers them; the kit's own puppets and eyes do not, or their looks
would prove nothing. So the kit's calls are answered politely, except that what a topic or a bus
does by itself on the way to a queue of an application counts as done to that application. So does
what is done to the tasks of a workflow that an application made, whoever answers them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from pattern_tck.ports import FreeTarget, Participant, Target
from pattern_tck.simulator.adversary.ordered import Order, Ordered
from pattern_tck.simulator.freedoms import (
    EVENT_LATE,
    FILTER_LAG,
    FREEDOMS,
    REPLAY_ORDER,
    RULE_LAG,
    RULE_TWICE,
    TASK_ANSWER_LATE,
    TASK_ANSWER_LOST,
    TOPIC_DUPLICATE,
    TOPIC_LATE,
    WORKER_KILLED,
    WORKER_SLOW,
    Choose,
    Freedom,
    polite,
)
from pattern_tck.tap import Call, Crash, Proceed
from pattern_tck.verdicts import NotExercised

#: What happens on the way to a queue, whoever made the call.
_ON_THE_WAY: Final = frozenset({TOPIC_DUPLICATE, TOPIC_LATE, RULE_TWICE, EVENT_LATE, RULE_LAG})

#: What is done to the tasks of a workflow, whoever answers them.
_TO_TASKS: Final = frozenset({TASK_ANSWER_LOST, TASK_ANSWER_LATE})

#: What happens before there is a copy for anybody: whoever listens suffers it.
_AT_THE_SOURCE: Final = frozenset({FILTER_LAG, REPLAY_ORDER})

#: The channel by which the kit tells an active role to begin. It is no part of any pattern.
_TRIGGERS: Final = "triggers"


class Adversity:
    """Asks the adversary about everything that may be done to the implementation under test.

    ``owned`` gives the names of the queues that applications made; ``hold`` lets time pass for
    everybody but one participant, as long as a visibility timeout takes. ``two_steps`` gives the
    channels of effects that are no one step with their memory: nobody is killed between the two.
    """

    def __init__(
        self,
        target: Target,
        choose: Choose,
        *,
        owned: Callable[[], frozenset[str]],
        hold: Callable[[Participant], None],
        two_steps: Callable[[], frozenset[str]],
    ) -> None:
        self._choose = choose
        self._owned = owned
        self._hold = hold
        self._two_steps = two_steps
        self._facing = False
        self._taken: set[tuple[str, str]] = set()
        self._orders = Ordered(self._unordered)
        self._free = target if isinstance(target, FreeTarget) else None
        self.active = choose is not polite
        if self._free is not None and self.active:
            self._free.use(self._orders.choose)

    def order(self, freedom: str, value: int, about: str, times: int) -> Order:
        """Have a freedom be used, whoever suffers it; it is asked for by a scenario."""
        if self._free is None:
            raise NotExercised("the target has no adversary inside that could be told")
        self._free.use(self._orders.choose)
        return self._orders.order(FREEDOMS[freedom], value, about=about, times=times)

    def distinct(self, queue_url: str, stock: int) -> int:
        """Give how many messages a queue holds that has this stock: copies count once.

        Only while the adversary is at work, which makes copies that nobody is to blame for.
        """
        if self.active and self._free is not None and stock > 1:
            return self._free.distinct(queue_url)
        return stock

    def is_copy(self, queue_url: str, receipt_handle: str) -> bool:
        """Say whether a message is a copy, made by the target, of one asked about before."""
        if not self.active or self._free is None:
            return False
        origin = (queue_url, self._free.origin(queue_url, receipt_handle))
        seen = origin in self._taken
        self._taken.add(origin)
        return seen

    @property
    def faults(self) -> frozenset[str]:
        """Give the faults that the target may have done by now: searched for, or ordered."""
        if self.active:
            return frozenset(freedom.fault for freedom in FREEDOMS.values())
        return self._orders.faults

    def unfilled(self) -> list[str]:
        """Give, in words, what was ordered and did not happen."""
        return [str(order) for order in self._orders.unfilled]

    def around(self, call: Call, proceed: Proceed) -> Any:
        """Let a call go on with the adversary awake, if it is one of the implementation's.

        What a role does before its first turn (it makes its channels) is no part of the pattern,
        nor is how it is told to begin.
        """
        if not self.active or call.participant.idle() or call.channel == _TRIGGERS:
            return proceed(call.parameters)
        if call.channel in self._two_steps():
            return proceed(call.parameters)
        killed = self._choose(WORKER_KILLED, 3, call)
        if killed == 1:
            raise Crash(f"killed before {call.operation}")
        if call.operation != "ReceiveMessage" and self._choose(WORKER_SLOW, 2, call):
            self._hold(call.participant)
        try:
            with self._awake():
                return proceed(call.parameters)
        finally:
            # Refused or not, the call was made, and nobody lives to read its answer.
            if killed:
                raise Crash(f"killed after {call.operation}")

    @contextmanager
    def _awake(self) -> Iterator[None]:
        before, self._facing = self._facing, True
        try:
            yield
        finally:
            self._facing = before

    def _unordered(self, freedom: Freedom, n: int, subject: object) -> int:
        if freedom in _AT_THE_SOURCE:
            return self._choose(freedom, n, subject)
        if freedom in _ON_THE_WAY or freedom in _TO_TASKS:
            return self._choose(freedom, n, subject) if self._is_owned(subject) else 0
        return self._choose(freedom, n, subject) if self._facing else 0

    def _is_owned(self, subject: object) -> bool:
        destination = str(getattr(subject, "destination", ""))
        owned = self._owned()
        return destination in owned or destination.rpartition(":")[2] in owned
