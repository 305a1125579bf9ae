"""Looking at executions and map runs: described, listed, and their histories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.workflows.arns import check_kind, kind_of, last_of
from pattern_tck.simulator.workflows.constraints import (
    LONGEST_EXECUTION_TOKEN,
    STATUSES,
    check_known,
)
from pattern_tck.simulator.workflows.execution import date
from pattern_tck.simulator.workflows.history import shown
from pattern_tck.simulator.workflows.holdings import Holdings, page, wrong_kind
from pattern_tck.simulator.workflows.map_run import MapRun
from pattern_tck.simulator.workflows.starting import without_data

_MOST: Final = 1000


class Reading(Holdings):
    """The operations that only look."""

    @operation("DescribeExecution")
    def describe_execution(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Say how an execution stands; those of express are not to be seen (SFN-EXP-02)."""
        arn = asked["executionArn"]
        if kind_of(arn) == "express" and "/" not in last_of(arn):
            # Of express executions only those of a map run can be described.
            check_kind(arn, ("execution",))
        execution = self.execution(arn, express=True)
        answer = execution.described()
        if asked.get("includedData") == "METADATA_ONLY":
            without_data(answer)
        return answer

    @operation("ListExecutions")
    def list_executions(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the executions of a machine or of a map run, the newest first."""
        arn, run = asked.get("stateMachineArn"), asked.get("mapRunArn")
        if (arn is None) == (run is None):
            raise Refusal("ValidationException", "Provide either a stateMachineArn or a mapRunArn")
        if "statusFilter" in asked:
            check_known(asked["statusFilter"], "statusFilter", STATUSES)
        status, redriven = asked.get("statusFilter"), asked.get("redriveFilter")
        listed = [
            execution
            for execution in (self._of_run(run) if run is not None else self._of_machine(arn))
            if (status is None or execution.status == status)
            and (redriven is None or bool(execution.redrives) == (redriven == "REDRIVEN"))
        ]
        listed.reverse()
        answer = page("executions", listed, asked, _MOST, LONGEST_EXECUTION_TOKEN)
        answer["executions"] = [execution.listed() for execution in answer["executions"]]
        return answer

    def _of_run(self, arn: str) -> list[Any]:
        return [child for child in self.map_run(arn).children if child is not None]

    def _of_machine(self, arn: Any) -> list[Any]:
        machine = self.machine(arn)
        if machine.express:
            raise wrong_kind()
        self.forget_executions()
        return [
            execution
            for execution in self.executions.values()
            if execution.machine is machine
            and execution.map_run is None
            and arn in {machine.arn, execution.chosen.version, execution.chosen.alias}
        ]

    @operation("GetExecutionHistory")
    def get_execution_history(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the events of a standard execution, in either order."""
        events = self.execution(asked["executionArn"]).history.events
        answer = page("events", events[::-1] if asked.get("reverseOrder") else events, asked, _MOST)
        with_data = asked.get("includeExecutionData", True)
        answer["events"] = [shown(event, with_data=with_data) for event in answer["events"]]
        return answer

    @operation("DescribeMapRun")
    def describe_map_run(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Say how a map run stands."""
        run = self.map_run(asked["mapRunArn"])
        answer = {
            "mapRunArn": run.arn,
            "executionArn": run.parent.arn,
            "status": run.status,
            "startDate": date(run.started),
            "maxConcurrency": run.limits.at_once,
            "toleratedFailurePercentage": float(run.limits.percentage),
            "toleratedFailureCount": run.limits.count,
            "itemCounts": run.counts(of_items=True),
            "executionCounts": run.counts(of_items=False),
            "redriveCount": run.redrives,
        }
        if run.redriven is not None:
            answer["redriveDate"] = date(run.redriven)
        return answer | _stop_date(run)

    @operation("ListMapRuns")
    def list_map_runs(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the map runs of an execution."""
        execution = self.execution(asked["executionArn"])
        listed = [
            {
                "executionArn": execution.arn,
                "mapRunArn": run.arn,
                "stateMachineArn": run.machine_arn,
                "startDate": date(run.started),
                **_stop_date(run),
            }
            for run in self.map_runs.values()
            if run.parent is execution
        ]
        return page("mapRuns", listed, asked, _MOST)

    @operation("UpdateMapRun")
    def update_map_run(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Change how many children run at once, and how many failures are tolerated."""
        run = self.map_run(asked["mapRunArn"])
        limits = run.limits
        limits.at_once = asked.get("maxConcurrency", limits.at_once)
        limits.count = asked.get("toleratedFailureCount", limits.count)
        limits.percentage = asked.get("toleratedFailurePercentage", limits.percentage)
        self.ready.add(run.go_on)
        return {}


def _stop_date(run: MapRun) -> dict[str, Any]:
    return {} if run.stopped is None else {"stopDate": date(run.stopped)}
