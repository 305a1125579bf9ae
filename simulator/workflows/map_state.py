"""Map inside one execution: the same states for each item, and the results in their order.

Clauses: SFN-MAP-01, SFN-MAP-02.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.workflows.branch import Branch
from pattern_tck.simulator.workflows.document import Document, written
from pattern_tck.simulator.workflows.failure import Failure
from pattern_tck.simulator.workflows.fields import JSONATA, value_of
from pattern_tck.simulator.workflows.language.documents import is_number
from pattern_tck.simulator.workflows.language.errors import (
    QUERY_EVALUATION_ERROR,
    RUNTIME,
    StateError,
)
from pattern_tck.simulator.workflows.language.jsonata import jsonata, wrong_type
from pattern_tck.simulator.workflows.language.paths import path
from pattern_tck.simulator.workflows.language.scope import Scope
from pattern_tck.simulator.workflows.language.templates import template
from pattern_tck.simulator.workflows.parallel_state import continued
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.visit import Visit
from pattern_tck.simulator.workflows.working_state import WorkingState

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.program import Program


class MappingState(WorkingState):
    """What Map has in common, inline or distributed: items, what is made of them, and a limit."""

    kind = "Map"

    def __init__(self, name: str, given: Mapping[str, Any], language: str) -> None:
        super().__init__(name, given, language, "")
        self._items = None
        #: What causes call the place of the items, or the expression for them.
        self._where = "$"
        self._expression = ""
        selector = given.get("ItemSelector", given.get("Parameters"))
        if language == JSONATA:
            self._items = jsonata(given["Items"], "Items") if "Items" in given else None
            self._expression = str(given.get("Items", ""))
            self._selector = None if selector is None else jsonata(selector, "ItemSelector")
        else:
            where = given.get("ItemsPath", "$")
            self._where = where.removeprefix("$") if where.startswith("$$") else where
            self._items = None if where == "$" else path(where, "ItemsPath")
            self._selector = None if selector is None else template(selector)
        self._at_once = value_of(given, "MaxConcurrency", language)

    def items_of(self, visit: Visit, scope: Scope) -> list[Any]:
        """Give the items; raises `StateError` if they are no list."""
        items = self._items(scope) if self._items is not None else scope.input
        if not isinstance(items, list):
            if self._expression:
                raise wrong_type(self._expression, "Items", items, "array")
            if self.language == JSONATA:
                raise self.wrong(f"Map state input must be an array but was: {written(items)}")
            raise self.wrong(f'Reference path "{self._where}" must point to array.')
        return items

    def selected(self, visit: Visit, scope: Scope, at: int, value: Any) -> Any:
        """Give what one item is handed on as."""
        if self._selector is None:
            return value
        context = {**visit.context, "Map": {"Item": {"Index": at, "Value": value}}}
        item = Scope(scope.input, context, scope.variables, chance=scope.chance, now=scope.now)
        return self._selector(item)

    def stages(self, visit: Visit) -> Iterator[tuple[str, Any]]:
        """Give what the data and the limits are before the items are worked on, one by one.

        It is for who tries the state out. Raises `StateError` where a field cannot be read.
        """
        effective = self.fields.effective(visit)
        scope = visit.scope_of(effective)
        if self.language != JSONATA:
            yield "afterInputPath", written(effective)
        items = self.items_of(visit, scope)
        if self.language != JSONATA and self._items is not None:
            yield "afterItemsPath", written(items)
        if self._selector is not None:
            selected = [self.selected(visit, scope, at, value) for at, value in enumerate(items)]
            yield "afterItemSelector", written(selected)
        yield "maxConcurrency", int(self.number(self._at_once, scope, "MaxConcurrency", 0))

    def number(self, expression: Any, scope: Scope, field: str, default: float) -> float:
        """Give a number that a field says; raises `StateError` if it says something else."""
        if expression is None:
            return default
        value = expression(scope)
        # Neither NaN nor infinity is less than infinity, and both come out of a computation.
        if not is_number(value) or not 0 <= value < math.inf:
            raise self.wrong(f"{field} must be a number that is not negative, not {value!r}")
        return value

    def at_once(self, scope: Scope, count: int) -> int:
        """Give how many items may be worked on at once; 0 says all of them (SFN-MAP-02)."""
        return int(self.number(self._at_once, scope, "MaxConcurrency", 0)) or max(count, 1)

    def wrong(self, cause: str) -> StateError:
        """Make the error of a field that says what it must not."""
        return StateError(QUERY_EVALUATION_ERROR if self.language == JSONATA else RUNTIME, cause)

    def gave_up(self, visit: Visit) -> None:
        """Note that the state has failed."""
        visit.branch.note("MapStateFailed")


class InlineMapState(MappingState):
    """Goes through its items in branches of the same execution."""

    def __init__(
        self, name: str, given: Mapping[str, Any], language: str, program: Program
    ) -> None:
        super().__init__(name, given, language)
        self._program = program

    def attempt(self, visit: Visit) -> Generator[Pause, Any, Any]:
        """Have each item worked on once, and give the list of the outputs."""
        branch = visit.branch
        scope = visit.scope_of(self.fields.effective(visit))
        items = self.items_of(visit, scope)
        at_once = self.at_once(scope, len(items))
        started = branch.note("MapStateStarted", {"length": len(items)})
        inherited, branch.inherited = branch.inherited, []
        round_ = _Round(self, visit, scope, items, at_once, started, inherited)
        branch.children = round_.children
        try:
            if items:
                round_.begin()
                yield round_.pause
        except Failure:
            round_.abort()
            raise
        finally:
            for child in round_.children:
                child.close()
        branch.note_aside("MapStateSucceeded")
        branch.children = []
        return [c.outcome.value for c in round_.children if isinstance(c.outcome, Document)]

    @property
    def program(self) -> Program:
        """Give the states for one item."""
        return self._program


class _Round:
    """One time through all items, so many at once."""

    def __init__(
        self,
        state: InlineMapState,
        visit: Visit,
        scope: Scope,
        items: list[Any],
        at_once: int,
        started: int,
        inherited: list[Branch],
    ) -> None:
        self._state = state
        self._visit = visit
        self._at_once = at_once
        self.pause = Pause()
        branch = visit.branch
        self.children = [
            continued(
                Branch(
                    branch.execution,
                    state.program,
                    Document(state.selected(visit, scope, at, value)),
                    done=partial(self._done, at),
                    last=started,
                    variables=branch.variables,
                    item={"Item": {"Index": at, "Value": value}},
                ),
                inherited[at] if inherited else None,
            )
            for at, value in enumerate(items)
        ]
        self._waiting = [at for at, child in enumerate(self.children) if child.outcome is None]
        self._waiting.reverse()
        self._left = len(self._waiting)
        self._begun: list[int] = []
        self._failed: int | None = None

    def begin(self) -> None:
        """Begin with as many items as may be worked on at once."""
        for _ in range(min(self._at_once, self._left)):
            self._next(None)
        if not self._left:
            self.pause.end()

    def _next(self, finished: Branch | None) -> None:
        """Begin with the next item; one that made room for it leads to it."""
        at = self._waiting.pop()
        child = self.children[at]
        if finished is not None:
            child.last = finished.last
        child.note("MapIterationStarted", self._named(at))
        self._begun.append(at)
        child.start()

    def _done(self, at: int, child: Branch) -> None:
        branch = self._visit.branch
        if self.pause.over:
            # It ended at the very moment at which another item failed.
            return
        if isinstance(child.outcome, Failure):
            self._failed = at
            child.note_aside("MapIterationFailed", self._named(at))
            branch.last = child.last
            self.pause.fail(child.outcome)
            return
        succeeded = child.note_aside("MapIterationSucceeded", self._named(at))
        self._left -= 1
        if self._waiting:
            self._next(child)
        elif not self._left:
            branch.last = succeeded
            self.pause.end()

    def abort(self) -> None:
        """Stop the items that are still worked on (SFN-MAP-01)."""
        cause = self._visit.branch.last
        for at in self._begun:
            child = self.children[at]
            if at != self._failed and not isinstance(child.outcome, Document):
                child.abort(cause)
                child.last = cause
                child.note_aside("MapIterationAborted", self._named(at))

    def _named(self, at: int) -> dict[str, Any]:
        return {"name": self._state.name, "index": at}
