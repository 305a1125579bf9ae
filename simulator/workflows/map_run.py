"""A map run: the child executions of one distributed Map, and how many of them may fail.

Clause: SFN-MAP-03.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.workflows.document import Document

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.execution import Execution
    from pattern_tck.simulator.workflows.program import Program


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
        self._next = 0
        self._running = 0
        self._sizes: dict[str, int] = {}
        self.failed_items = 0
        self.total_items = sum(size for size, _ in batches)

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
        while self._next < len(self._batches) and (
            not self.limits.at_once or self._running < self.limits.at_once
        ):
            self._begin(self._next)
            self._next += 1
        if not self._running and self._next == len(self._batches):
            self.end("SUCCEEDED")
            self._over()

    def _begin(self, at: int) -> None:
        size, value = self._batches[at]
        child = self._start(self, value)
        self.children[at] = child
        self._sizes[child.arn] = size
        self._running += 1
        child.when_ended(lambda: self._ended(child, size))
        child.start()

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
        told = Counter[str]()
        for (size, _), child in zip(self._batches, self.children, strict=True):
            status = "PENDING" if child is None else child.status
            if child is None and self.status != "RUNNING":
                status = "ABORTED"
            told[status] += size if of_items else 1
        names = {
            "pending": "PENDING", "running": "RUNNING", "succeeded": "SUCCEEDED",
            "failed": "FAILED", "timedOut": "TIMED_OUT", "aborted": "ABORTED",
        }  # fmt: skip
        counts = {name: told[status] for name, status in names.items()}
        return counts | {"total": told.total(), "resultsWritten": 0}
