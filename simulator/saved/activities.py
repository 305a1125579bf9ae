"""Activities: what the model does while a saved world is made, each on a small stack of its own.

A call may wait in its middle while others have their turn, or have others work. There it leaves
its stack, and whoever plays the tape says when it goes on, and with what.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from greenlet import GreenletExit, getcurrent, greenlet

from pattern_tck.simulator.saved.endings import ending
from pattern_tck.simulator.saved.values import Frozen

#: What an activity waits for, where it waits for no work: the end of a pause.
PAUSE = "the end of a pause"


class Activity:
    """One call, or one move of the clock, until it has ended.

    ``needs`` is the name of the work whose result it waits for, or `PAUSE`; ``outcome`` is how it
    has ended, if it has.
    """

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._stack = greenlet(lambda _nothing: self._run())
        self.needs = ""
        self.outcome: Frozen | list[Any] | None = None
        self.answer: Any = None
        self.left = False

    @property
    def over(self) -> bool:
        """Say whether it has ended, well or badly."""
        return self.left or self.outcome is not None

    def go_on(self, result: Callable[[], Any] | None = None) -> None:
        """Go on to the next wait, or to the end; ``result`` gives what was waited for."""
        needs = self._stack.switch(result)
        self.needs = "" if self.over else needs

    def leave(self) -> None:
        """Have nobody wait for its answer any more."""
        self._stack.throw(GreenletExit)
        self.left = True

    def _run(self) -> None:
        try:
            self.answer = self._work()
            self.outcome = Frozen(self.answer)
        except Exception as error:  # noqa: BLE001 - how it ended is compared with the file
            self.answer = error
            self.outcome = ending(error)


def need(what: str) -> Any:
    """Stand still, in an activity, until what it needs is there, and give it.

    Raises what the work has raised.
    """
    outside = getcurrent().parent
    assert outside is not None, "only an activity stands still"
    result = outside.switch(what)
    return None if result is None else result()
