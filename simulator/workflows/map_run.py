"""A map run: the child executions of one distributed Map, and how many of them may fail.

Clauses: SFN-MAP-03; SFN-CON-02 and SFN-DG "Redriving Map Runs" for what a redrive does again.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.workflows.document import Document

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.execution import Execution
    from pattern_tck.simulator.workflows.program import Program


_UNSUCCESSFUL: Final = frozenset({"FAILED", "TIMED_OUT", "ABORTED"})


@dataclass
class Limits:
    """How many children at once (0: no limit), and how many failures of items are tolerated."""

    at_once: int
    count: int
    percentage: float

    def exceeded(self, failed: int, total: int) -> bool:
        """Say whether so many failed items are too many.

        Without either of the two no failure is tolerated; with both, the smaller one counts.
        """
        if self.count and failed > self.count:
            return True
        if self.percentage and failed * 100 > self.percentage * total:
            return True
        return bool(failed) and not self.count and not self.percentage


class MapRun:
    """One run of a distributed Map. Each batch of items is an execution of its own."""

    def __init__(
        self,
        parent: Execution,
        *,
        arn: str,
        machine_arn: str,
        program: Program,
        limits: Limits,
        batches: Sequence[tuple[int, Any]],
        start: Callable[[MapRun, Any], Execution],
        over: Callable[[], object],
    ) -> None:
        self.parent = parent
        self.arn = arn
        self.machine_arn = machine_arn
        self.program = program
        self.limits = limits
        self.status = "RUNNING"
        self.started = parent.clock.micros
        self.stopped: int | None = None
        self.children: list[Execution | None] = [None] * len(batches)
        self._batches = batches
        self._start = start
        self._over = over
        #: The batches that have to be worked on, in order; some of them again.
        self._due = deque(range(len(batches)))
        self._running = 0
        self._sizes: dict[str, int] = {}
        self.failed_items = 0
        self.total_items = sum(size for size, _ in batches)
        self.redrives = 0
        self.redriven: int | None = None

    def items_of(self, child: Execution) -> int:
        """Give how many items a child works on."""
        return self._sizes.get(child.arn, 0)

    def go_on(self) -> None:
        """Start as many children as may run; tell when all have ended, or too many have failed."""
        if self.status != "RUNNING":
            return
        if self.limits.exceeded(self.failed_items, self.total_items):
            self.end("FAILED")
            self._over()
            return
        while self._due and (not self.limits.at_once or self._running < self.limits.at_once):
            self._begin(self._due.popleft())
        if not self._running and not self._due:
            self.end("SUCCEEDED")
            self._over()

    def _begin(self, at: int) -> None:
        size, value = self._batches[at]
        child = self.children[at]
        if child is None or child.express:  # an express one has no place to go on from
            child = self._start(self, value)
            begin = child.start
        else:
            begin = child.redrive
        self.children[at] = child
        self._sizes[child.arn] = size
        self._running += 1
        begin()
        child.when_ended(lambda: self._ended(child, size))

    def redrive(self, over: Callable[[], object]) -> None:
        """Work again on what did not succeed, or was never begun; ``over`` is told of the end.

        A standard child goes on where it stopped, an express one begins anew. What cannot be
        redriven any more counts as failed.
        """
        self.redrives += 1
        self.redriven = self.parent.clock.micros
        self.status, self.stopped, self._over = "RUNNING", None, over
        self.failed_items = 0
        self._due.clear()
        for at, child in enumerate(self.children):
            if child is None or _is_redrivable(child):
                self._due.append(at)
            elif child.status != "SUCCEEDED":
                self.failed_items += self._batches[at][0]

    def _ended(self, child: Execution, size: int) -> None:
        self._running -= 1
        if child.status in {"FAILED", "TIMED_OUT"}:
            self.failed_items += size
        self.go_on()

    def end(self, status: str) -> None:
        """End, and stop the children that still run."""
        if self.status != "RUNNING":
            return
        self.status = status
        self.stopped = self.parent.clock.micros
        for child in self.children:
            if child is not None and child.running:
                child.abort(None, None)

    def outputs(self) -> list[Any]:
        """Give the outputs of the children that succeeded, in the order of their items."""
        return [
            child.output.value
            for child in self.children
            if child is not None and isinstance(child.output, Document)
        ]

    def counts(self, *, of_items: bool) -> dict[str, int]:
        """Count items, or executions, by their status."""
        told, for_good = Counter[str](), 0
        due = set(self._due) if self.status == "RUNNING" else set()
        for at, (size, _) in enumerate(self._batches):
            child = self.children[at]
            counted = size if of_items else 1
            if child is None:
                status = "PENDING" if self.status == "RUNNING" else "ABORTED"
            else:
                status = "PENDING_REDRIVE" if at in due else child.status
                if child.status in _UNSUCCESSFUL and not _is_redrivable(child):
                    for_good += counted
            told[status] += counted
        names = {
            "pending": "PENDING", "running": "RUNNING", "succeeded": "SUCCEEDED",
            "failed": "FAILED", "timedOut": "TIMED_OUT", "aborted": "ABORTED",
            "pendingRedrive": "PENDING_REDRIVE",
        }  # fmt: skip
        counts = {name: told[status] for name, status in names.items()}
        return counts | {
            "total": told.total(), "resultsWritten": 0, "failuresNotRedrivable": for_good,
        }  # fmt: skip


def _is_redrivable(child: Execution) -> bool:
    """Say whether a child that has not succeeded can be worked on again."""
    if child.express:
        return child.status in _UNSUCCESSFUL
    return not child.not_redrivable()
