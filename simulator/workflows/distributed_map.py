"""Map as a run of its own: a child execution for each item, or for each batch of items.

Source: SFN-DG "Using Map state in Distributed mode", "ItemBatcher", "Setting failure thresholds";
clause SFN-MAP-03.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.workflows.document import Document
from pattern_tck.simulator.workflows.execution import Execution
from pattern_tck.simulator.workflows.failure import EXCEEDED_TOLERANCE, Failure
from pattern_tck.simulator.workflows.fields import JSONATA, value_of
from pattern_tck.simulator.workflows.language.jsonata import jsonata
from pattern_tck.simulator.workflows.language.scope import Scope
from pattern_tck.simulator.workflows.language.templates import template
from pattern_tck.simulator.workflows.map_run import Limits, MapRun
from pattern_tck.simulator.workflows.map_state import MappingState
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.visit import Visit

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.program import Program

#: Why a run failed of which more items failed than it tolerates.
EXCEEDED = "The specified tolerated failure threshold was exceeded"


class DistributedMapState(MappingState):
    """Has its items worked on by executions that have histories of their own."""

    def __init__(
        self,
        name: str,
        given: Mapping[str, Any],
        language: str,
        program: Program,
        execution_type: str,
    ) -> None:
        super().__init__(name, given, language)
        self._program = program
        self._express = execution_type == "EXPRESS"
        self._label = given.get("Label")
        self._count = value_of(given, "ToleratedFailureCount", language)
        self._percentage = value_of(given, "ToleratedFailurePercentage", language)
        batcher = given.get("ItemBatcher")
        self._batched = batcher is not None
        batcher = batcher or {}
        self._most_items = value_of(batcher, "MaxItemsPerBatch", language)
        self._most_bytes = value_of(batcher, "MaxInputBytesPerBatch", language)
        self._common = None
        if "BatchInput" in batcher:
            compiled = jsonata if language == JSONATA else template
            self._common = compiled(batcher["BatchInput"])

    def stages(self, visit: Visit) -> Iterator[tuple[str, Any]]:
        """Give what the data and the limits are before the items are worked on, one by one."""
        yield from super().stages(visit)
        scope = visit.scope_of(self.fields.effective(visit))
        if self._count is not None:
            count = self.number(self._count, scope, "ToleratedFailureCount", 0)
            yield "toleratedFailureCount", int(count)
        if self._percentage is not None:
            percentage = self.number(self._percentage, scope, "ToleratedFailurePercentage", 0)
            yield "toleratedFailurePercentage", float(percentage)

    def gives_up(self, visit: Visit, failures: int) -> bool:
        """Say whether a trial fails by so many failed items: they are told, and not counted.

        Without a limit of its own it does not.
        """
        scope = visit.scope_of(self.fields.effective(visit))
        count = self.number(self._count, scope, "ToleratedFailureCount", failures)
        most = self.number(self._percentage, scope, "ToleratedFailurePercentage", 100)
        return failures > count or failures * 100 > most * len(self.items_of(visit, scope))

    def attempt(self, visit: Visit) -> Generator[Pause, Any, Any]:
        """Have each item worked on once, and give the list of the outputs."""
        branch = visit.branch
        execution = branch.execution
        scope = visit.scope_of(self.fields.effective(visit))
        items = self.items_of(visit, scope)
        pause = Pause()
        before, branch.inherited_run = branch.inherited_run, None
        if before is not None and before.status != "SUCCEEDED":
            run = before
            run.redrive(pause.end)
            details = {"mapRunArn": run.arn, "redriveCount": run.redrives}
            branch.note("MapRunRedriven", details)
        else:
            branch.note("MapStateStarted", {"length": len(items)})
            run = self._run(visit, scope, items, pause)
            branch.note("MapRunStarted", {"mapRunArn": run.arn})
            execution.home.map_runs[run.arn] = run
        branch.run = run
        try:
            run.go_on()
            yield pause
        except GeneratorExit:
            if branch.closed:
                run.end("ABORTED")
            raise
        if run.status == "FAILED":
            failure = Failure(EXCEEDED_TOLERANCE, EXCEEDED)
            branch.note("MapRunFailed", failure.details)
            raise failure
        branch.note("MapRunSucceeded")
        branch.note_aside("MapStateSucceeded")
        return run.outputs()

    def _run(self, visit: Visit, scope: Scope, items: list[Any], pause: Pause) -> MapRun:
        execution = visit.branch.execution
        limits = Limits(
            self.at_once(scope, 0) if self._at_once is not None else 0,
            int(self.number(self._count, scope, "ToleratedFailureCount", 0)),
            self.number(self._percentage, scope, "ToleratedFailurePercentage", 0),
        )
        selected = [self.selected(visit, scope, at, value) for at, value in enumerate(items)]
        identities = execution.world.identities
        label = self._label or identities.uuid()
        machine = execution.machine
        return MapRun(
            execution,
            arn=execution.home.region.arn(
                "states", f"mapRun:{machine.name}/{label}:{identities.uuid()}"
            ),
            machine_arn=f"{machine.arn}/{label}",
            program=self._program,
            limits=limits,
            batches=self._batches(scope, selected),
            start=lambda run, value: self._child(run, label, value),
            over=pause.end,
        )

    def _child(self, run: MapRun, label: str, value: Any) -> Execution:
        parent = run.parent
        home = parent.home
        name = parent.world.identities.uuid()
        kind = "express" if self._express else "execution"
        ending = f":{parent.world.identities.uuid()}" if self._express else ""
        arn = home.region.arn("states", f"{kind}:{parent.machine.name}/{label}:{name}{ending}")
        child = Execution(
            home,
            parent.chosen,
            arn,
            name,
            Document(value).text,
            value=value,
            express=self._express,
            map_run=run,
        )
        home.executions[arn] = child
        return child

    def _batches(self, scope: Scope, items: list[Any]) -> list[tuple[int, Any]]:
        """Give what each child is given, with how many items that is."""
        if not self._batched:
            return [(1, item) for item in items]
        most = int(self.number(self._most_items, scope, "MaxItemsPerBatch", 0)) or len(items)
        room = int(self.number(self._most_bytes, scope, "MaxInputBytesPerBatch", 0))
        common = {} if self._common is None else {"BatchInput": self._common(scope)}

        def batch(members: list[Any]) -> dict[str, Any]:
            return {**common, "Items": members}

        batches: list[list[Any]] = []
        for item in items:
            fits = bool(batches) and len(batches[-1]) < most
            if fits and room:
                fits = not Document(batch([*batches[-1], item])).exceeds(room)
            if fits:
                batches[-1].append(item)
            else:
                batches.append([item])
        return [(len(members), batch(members)) for members in batches]
