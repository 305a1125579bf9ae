"""Parallel: branches side by side, and their results in the order of the branches.

Clauses: SFN-PAR-01, SFN-PAR-02.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.workflows.branch import Branch
from pattern_tck.simulator.workflows.document import Document
from pattern_tck.simulator.workflows.failure import Failure
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.visit import Visit
from pattern_tck.simulator.workflows.working_state import WorkingState

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.program import Program


class ParallelState(WorkingState):
    """Waits for all of its branches; one failure stops the others."""

    kind = "Parallel"

    def __init__(
        self, name: str, given: Mapping[str, Any], language: str, programs: list[Program]
    ) -> None:
        super().__init__(name, given, language, "Parameters")
        self._programs = programs

    def attempt(self, visit: Visit) -> Generator[Pause, Any, Any]:
        """Have all branches run once and give the list of their outputs."""
        branch = visit.branch
        document = visit.document_of(self.fields.given(visit))
        inherited, branch.inherited = branch.inherited, []
        started = branch.note("ParallelStateStarted")
        pause = Pause()
        waits_for = len(self._programs)

        def done(child: Branch) -> None:
            nonlocal waits_for
            if pause.over:
                # It ended at the very moment at which another branch failed.
                return
            if isinstance(child.outcome, Failure):
                branch.last = child.last
                pause.fail(child.outcome)
                return
            waits_for -= 1
            if not waits_for:
                branch.last = child.last
                pause.end()

        children = [
            continued(
                Branch(
                    branch.execution,
                    program,
                    document,
                    done=done,
                    last=started,
                    variables=branch.variables,
                    item=branch.item,
                ),
                inherited[at] if inherited else None,
            )
            for at, program in enumerate(self._programs)
        ]
        branch.children = children
        try:
            waits_for = sum(child.outcome is None for child in children)
            for child in children:
                if child.outcome is None:
                    child.start()
            yield pause
        except Failure:
            for child in children:
                child.abort(branch.last)
            raise
        finally:
            for child in children:
                child.close()
        branch.note_aside("ParallelStateSucceeded")
        outputs = [child.outcome.value for child in children if isinstance(child.outcome, Document)]
        branch.children = []
        return outputs

    def gave_up(self, visit: Visit) -> None:
        """Note that the state has failed."""
        visit.branch.note("ParallelStateFailed")


def continued(branch: Branch, before: Branch | None) -> Branch:
    """Have a branch begin where its predecessor stopped, before a redrive (SFN-CON-02).

    One that had succeeded is not run again.
    """
    if before is None:
        return branch
    if isinstance(before.outcome, Document):
        branch.outcome = before.outcome
        branch.closed = True
    else:
        branch.state, branch.input = before.state, before.input
        branch.variables = before.variables
        branch.inherited = before.children
        branch.inherited_run = before.run
    return branch
