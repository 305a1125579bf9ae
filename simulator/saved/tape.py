"""The tape: what was done to a world from its beginning, in the order in which it was done.

The model is deterministic: what came into it (calls, time, decisions of the adversary, results of
work that others do) is enough to make the same world again. So that is what a tape holds, and not
the world. What the model does by itself, such as the calls of a workflow, is not on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.saved.endings import ending
from pattern_tck.simulator.saved.lines import Line, file_of, head_of, text_of
from pattern_tck.simulator.saved.values import Frozen, Unwritable
from pattern_tck.simulator.workflows.work import Lasting

if TYPE_CHECKING:
    from pattern_tck.simulator.freedoms import Choose, Freedom
    from pattern_tck.simulator.workflows.work import Work
    from pattern_tck.simulator.world import World

#: Lines are kept as they came up to this number; then they become text, which is smaller.
_KEPT: Final = 4_096
#: The most characters of text that a tape grows to.
LONGEST: Final = 256 * 1024 * 1024

ALONE: Final = "alone"
IN_TURN: Final = "in turn"


class Unsaved(Exception):
    """A world cannot be saved; the message says why in a sentence without a full stop."""


class Tape:
    """Notes what is done to one world; `World.call` and the clock tell it."""

    def __init__(self, world: World, *, longest: int = LONGEST) -> None:
        self._world = world
        self._longest = longest
        #: The model is at work: what is called now, it calls by itself.
        self.inside = False
        #: Why it cannot be saved, if so.
        self.broken = ""
        self._head: Mapping[str, Any] = {}
        self._lines: list[Line] = []
        self._texts: list[str] = []
        self._size = 0
        self._number = 0
        self._works = 0
        #: The activity that is going on, and those that wait for others.
        self._going_on = 0
        self._standing: set[int] = set()
        self._line = Line("")
        self._names: frozenset[str] = frozenset()
        self._way = ALONE
        self._moment = 0

    def take_up(
        self, head: Mapping[str, Any], texts: list[str], numbers: int, works: int, way: str
    ) -> None:
        """Go on where the tape of a file ended; ``texts`` are its lines, without head and end.

        ``numbers`` and ``works`` are how many it has used, ``way`` is how calls waited.
        """
        self._head, self._texts = head, list(texts)
        self._size = sum(map(len, texts))
        self._number, self._works = numbers, works
        self._names = frozenset(self._world.tasks)
        self._moment = self._world.clock.micros
        self._way = way

    # -- what the world tells

    def call(
        self,
        do: Callable[..., dict[str, Any]],
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        region: str,
    ) -> dict[str, Any]:
        """Do a call of somebody outside, and note it with its answer."""
        self._prepare()
        number = self._begin("call", (service, operation, region, Frozen(parameters)))
        try:
            answer = do(service, operation, parameters, region)
        except Exception as error:
            self._end(number, ending(error))
            raise
        except BaseException as gone:
            self._give_up(number, gone)
            raise
        self._end(number, Frozen(answer))
        return answer

    def moves(self, end: int, go: Callable[[int], int]) -> None:
        """Let the clock go to a moment; what the model does by itself needs no note."""
        if self.inside:
            go(end)
            return
        self._prepare()
        before = self._moment
        number = self._begin("pass", (end,))
        line = self._line
        try:
            fired = go(end)
        except Exception as mistake:
            self._end(number, ending(mistake))
            raise
        except BaseException as gone:
            self._give_up(number, gone)
            raise
        if self._line is not line:
            self._end(number, Frozen(None))
            return
        self._close()
        if fired or end != before:
            self._simplify(end)
        else:
            self._lines.pop()

    def pause(self, wait: Callable[[int], None], deadline: int, *, alone: bool) -> None:
        """Let a call wait; others may have their turn meanwhile."""
        if alone or not self.inside:
            wait(deadline)
            return
        number = self._going_on
        self._standing.add(number)
        self._close()
        try:
            wait(deadline)
        except BaseException:
            self._standing.discard(number)
            self._add(Line("left", number))
            self._open(number)
            raise
        self._standing.discard(number)
        self._prepare()
        self._add(Line("again", number))
        self._open(number)

    def choose(self, decide: Choose) -> Choose:
        """Give an adversary whose decisions are noted."""

        def choose(freedom: Freedom, n: int, subject: object) -> int:
            value = decide(freedom, n, subject)
            if self.inside:
                line = self._line
                if value:
                    line.chosen = {**(line.chosen or {}), line.asked: value}
                line.asked += 1
            return value

        return choose

    def work(self, name: str, work: Work, parameters: Any) -> Any:
        """Have others do the work of a task, and note its result."""
        result = self._result(name, lambda: work(parameters))
        if not isinstance(result, Lasting):
            return result
        self._works += 1
        of, finish = f"{name} #{self._works}", result.finish
        return Lasting(result.seconds, lambda: self._result(of, finish))

    def note(self, document: Mapping[str, Any]) -> None:
        """Note what a door did to its adversary, which goes on with the world."""
        self._prepare()
        self._add(Line("fault", 0, (Frozen(dict(document)),)))

    # -- what it becomes

    def text(self, name: str) -> str:
        """Give the lines of a file, with the name of the world; raises `Unsaved`."""
        if self.inside:
            raise Unsaved("it is in the middle of a call")
        self._write()
        if self.broken:
            raise Unsaved(self.broken)
        left = [text_of(Line("left", number)) for number in sorted(self._standing)]
        return file_of(self._head or head_of(self._world), name, [*self._texts, *left])

    # -- inside

    def _prepare(self) -> None:
        """Note what has changed outside since the last line."""
        world = self._world
        if not self._head:
            self._head = head_of(world)
            self._moment = world.clock.micros
        if world.clock.micros != self._moment:
            self._break("its clock was set, which is no passing of time")
        if world.tasks.keys() != self._names:
            self._names = frozenset(world.tasks)
            self._add(Line("names", 0, (sorted(self._names),)))
        way = ALONE if world.waits_alone else IN_TURN
        if way != self._way:
            self._way = way
            self._add(Line("waiting", 0, (way,)))

    def _begin(self, what: str, held: tuple[Any, ...]) -> int:
        self._number += 1
        self._add(Line(what, self._number, held))
        self._open(self._number)
        return self._number

    def _open(self, number: int) -> None:
        self._going_on = number
        self._line = self._lines[-1]
        self.inside = True

    def _close(self) -> None:
        self.inside = False
        self._moment = self._world.clock.micros

    def _end(self, number: int, outcome: Frozen | list[Any]) -> None:
        if not self.inside or self._going_on != number:
            self._break("somebody called while the model was at work")
        self._close()
        if self._line.number == number and self._line.what in {"call", "pass"}:
            self._line.outcome = outcome
        else:
            self._add(Line("ended", number, (), outcome))

    def _give_up(self, number: int, gone: BaseException) -> None:
        if self._lines[-1].what != "left" or self._lines[-1].number != number:
            self._break(f"a call ended in the middle ({type(gone).__name__})")
        self._close()

    def _simplify(self, end: int) -> None:
        """Make one line of the time that passes without anything happening outside."""
        line = self._lines.pop()
        line.what, line.number, line.held = "time", 0, (end,)
        last = self._lines[-1] if self._lines else None
        if last is not None and last.what == "time":
            moved = {last.asked + at: value for at, value in (line.chosen or {}).items()}
            line.chosen = {**(last.chosen or {}), **moved} or None
            line.asked += last.asked
            self._lines.pop()
        self._lines.append(line)

    def _result(self, name: str, work: Callable[[], Any]) -> Any:
        if not self.inside:
            return work()
        number = self._going_on
        self._close()
        outcome: tuple[str, Any]
        try:
            result = work()
            outcome = ("result", result)
            if isinstance(result, Lasting):
                outcome = ("lasts", result.seconds)
        except Exception as error:
            outcome = ("raised", ending(error))
            raise
        except BaseException:
            outcome = ("raised", [])
            self._break("a worker died in the middle of a task")
            raise
        finally:
            self._prepare()
            self._add(Line("work", number, (name, outcome[0], Frozen(outcome[1]))))
            self._open(number)
        return result

    def _add(self, line: Line) -> None:
        if len(self._lines) >= _KEPT and not self.inside:
            self._write()
        self._lines.append(line)

    def _write(self) -> None:
        """Make text of the lines; what is said of the last one is known by now."""
        if self.broken:
            self._lines.clear()
            return
        try:
            texts = [text_of(line) for line in self._lines]
        except Unwritable as value:
            self._break(f"it was given a value of the type {value}, which no file can hold")
            return
        self._lines.clear()
        self._texts += texts
        self._size += sum(map(len, texts))
        if self._size > self._longest:
            self._break(f"more was done to it than a file of {self._longest:,} characters holds")

    def _break(self, why: str) -> None:
        self.broken = self.broken or why
        self._texts.clear()
