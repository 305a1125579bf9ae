"""Turns: a call of the model that may stand still in the middle, without a thread of its own.

The model waits inside a call: a long poll, a synchronous execution. Each call runs on a small
stack of its own (a greenlet), which is left where it waits and entered again when something may
have changed; so one thread serves everybody, and the model needs no lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from greenlet import GreenletExit, getcurrent, greenlet

from pattern_tck.simulator.refusals import AnswerLost, NotModelled, Refusal


class Turn:
    """One call, until it is answered, refused or given up.

    ``until`` is the moment (microseconds of the world's clock) at which it wants to be tried again
    at the latest; it says nothing once the turn is ``done``.
    """

    def __init__(self, work: Callable[[], dict[str, Any]]) -> None:
        self._work = work
        self._stack = greenlet(self._run)
        self.until = 0
        self.done = False
        self.answer: dict[str, Any] = {}
        self.failure: BaseException | None = None

    def go_on(self) -> bool:
        """Do the call as far as it goes now; say whether it is done."""
        until = self._stack.switch()
        if not self.done:
            self.until = until
        return self.done

    def give_up(self) -> None:
        """Leave the call where it stands: nobody waits for its answer any more."""
        if not self.done:
            self._stack.throw(GreenletExit)
            self.done = True

    def result(self) -> dict[str, Any]:
        """Give the answer; raises `Refusal`, `AnswerLost`, or what went wrong in the model."""
        if self.failure is not None:
            raise self.failure
        return self.answer

    def _run(self) -> None:
        try:
            self.answer = self._work()
        except GreenletExit:
            raise
        except (Refusal, AnswerLost) as unlucky:
            self.failure = unlucky
        except Exception as mistake:  # noqa: BLE001 - a mistake of the model, told to the caller
            self.failure = mistake
        self.done = True


def wait(deadline: int) -> None:
    """Stand still until something may have changed: the ``wait`` of a world behind this door.

    Raises `NotModelled` where nobody calls: a workflow cannot make the clock stand still.
    """
    outside = getcurrent().parent
    if outside is None:
        raise NotModelled("a long poll inside a workflow, behind the door on loopback,")
    outside.switch(deadline)
