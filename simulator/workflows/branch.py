"""A branch: one line of states that follow each other, as far as the first thing they wait for.

It is a generator that yields a `Pause` and goes on when that is over. The execution itself is a
branch; a Parallel or Map state has one for each of its branches or items. When a branch is closed,
whatever it waits for is undone by the ``finally`` of who waits. A world that is forgotten ends its
generators too, at any moment: what others would notice is undone only if the branch was closed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.workflows.document import Document
from pattern_tck.simulator.workflows.failure import Failure, HistoryFull
from pattern_tck.simulator.workflows.pause import Pause

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.execution import Execution
    from pattern_tck.simulator.workflows.map_run import MapRun
    from pattern_tck.simulator.workflows.program import Program

#: What a branch is while it runs: it waits for pauses, and ends with its output.
Course = Generator[Pause, Any, Document]

_NO_VARIABLES: Final[Mapping[str, Any]] = {}
#: States that leave an event of their own when they are given up.
_ABORTABLE: Final = frozenset({"Task", "Wait", "Parallel", "Map"})


class Stopped(BaseException):
    """Unwinds a branch that was stopped from inside; no handler may catch it."""


class Branch:
    """One line of states. ``done`` is called once, with its output or with how it failed."""

    __slots__ = (
        "_course",
        "_running",
        "_waits_for",
        "children",
        "closed",
        "done",
        "execution",
        "inherited",
        "inherited_run",
        "input",
        "item",
        "kind",
        "last",
        "outcome",
        "program",
        "run",
        "state",
        "variables",
    )

    def __init__(
        self,
        execution: Execution,
        program: Program,
        document: Document,
        *,
        done: Callable[[Branch], None],
        last: int = 0,
        variables: Mapping[str, Any] = _NO_VARIABLES,
        item: Mapping[str, Any] | None = None,
    ) -> None:
        self.execution = execution
        self.program = program
        self.done = done
        #: The id of the last event of this line.
        self.last = last
        self.variables = variables
        #: What ``$$.Map`` means here.
        self.item = item
        #: Where it is: the state, its kind, and what that was given. A redrive begins here.
        self.state = program.start
        self.kind = ""
        self.input = document
        #: The branches of the state that it is in, and those of before a redrive.
        self.children: list[Branch] = []
        self.inherited: list[Branch] = []
        #: The map run of the state that it is in, and that of before a redrive.
        self.run: MapRun | None = None
        self.inherited_run: MapRun | None = None
        self.outcome: Document | Failure | None = None
        self.closed = False
        self._course: Course | None = None
        self._waits_for: Pause | None = None
        self._running = False

    def start(self) -> None:
        """Begin, or begin again where it stopped, as soon as the world settles."""
        self._course = self.program.run(self, self.input, self.state)
        self.execution.ready.add(self._begin)

    def note(self, kind: str, details: Mapping[str, Any] | None = None) -> int:
        """Note an event of this line and give its id."""
        if self.closed:
            raise Stopped
        self.last = self.execution.history.add(kind, self.last, details)
        return self.last

    def note_aside(self, kind: str, details: Mapping[str, Any] | None = None) -> int:
        """Note an event that is not what leads to the next one, and give its id."""
        return self.execution.history.add(kind, self.last, details)

    def close(self) -> None:
        """Stop for good, wherever it is."""
        if self.closed:
            return
        self.closed = True
        # Whoever stops it from inside, as a function may, is let finish what it does.
        if self._course is not None and not self._running:
            self._course.close()

    def abort(self, cause: int) -> None:
        """Stop for good because another branch failed, and leave an event of it (SFN-PAR-02).

        ``cause`` is the id of the event by which the other one failed.
        """
        if self.closed or self.outcome is not None:
            return
        for child in self.children:
            child.abort(cause)
        if self.kind in _ABORTABLE:
            self.last = cause
            self.note(f"{self.kind}StateAborted")
        self.close()

    def sleep(self, seconds: float) -> Generator[Pause, Any, None]:
        """Wait so many seconds."""
        pause = Pause()
        timer = self.execution.clock.after(seconds, pause.end)
        try:
            yield pause
        finally:
            timer.cancel()

    def _begin(self) -> None:
        self._advance(None)

    def _go_on(self) -> None:
        pause = self._waits_for
        if pause is not None and not self.closed:
            self._waits_for = None
            self._advance(pause)

    def _wake(self) -> None:
        self.execution.ready.add(self._go_on)

    def _advance(self, pause: Pause | None) -> None:
        course = self._course
        if self.closed or course is None:
            return
        self._running = True
        try:
            self._run(course, pause)
        except HistoryFull:
            self.execution.overflow(self.last)
        except Stopped:
            return
        finally:
            self._running = False
        if self.closed:
            course.close()

    def _run(self, course: Course, pause: Pause | None) -> None:
        """Run as far as the first thing that is not there yet, or to the end."""
        try:
            while True:
                if pause is None:
                    pause = next(course)
                elif pause.error is not None:
                    pause = course.throw(pause.error)
                else:
                    pause = course.send(pause.value)
                if not pause.over or self.closed:
                    break
        except StopIteration as end:
            self._end(end.value)
        except Failure as failure:
            self._end(failure.bare())
        else:
            self._waits_for = pause
            pause.go_on = self._wake

    def _end(self, outcome: Document | Failure) -> None:
        if self.closed:
            return
        self.outcome = outcome
        self.closed = True
        self.done(self)
