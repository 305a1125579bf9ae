"""Starting executions, stopping them, and driving them on again.

Clauses: SFN-STD-02, SFN-EXP-02, SFN-EXP-03, SFN-CON-02.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.freedoms import DEFINITION_LAG, EXPRESS_TWICE
from pattern_tck.simulator.octets import length
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.workflows.arns import check_name, last_of
from pattern_tck.simulator.workflows.execution import Execution, date, read_input
from pattern_tck.simulator.workflows.holdings import Holdings, no_machine, wrong_kind
from pattern_tck.simulator.workflows.machine import Chosen, Machine, Revision

#: How long after a change an execution may begin with what was before, in seconds: "a few".
_LAG: Final = 5


class Starting(Holdings):
    """The operations that begin and end executions."""

    @operation("StartExecution")
    def start_execution(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Start an execution, or find the same one again (SFN-STD-02); it goes on later."""
        execution = self.begin(asked)
        if not execution.begun:
            execution.start()
            if execution.express and self.world.choose(EXPRESS_TWICE, 2, execution.machine):
                self._again(execution)
        return {"executionArn": execution.arn, "startDate": date(execution.started)}

    @operation("StartSyncExecution")
    def start_sync_execution(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Start an express workflow and answer when it has ended, well or badly (SFN-EXP-03)."""
        execution = self.begin(asked, synchronous=True)
        execution.start()
        deadline = self.moment + self.world.profile.longest_express * SECOND
        while execution.running:
            self.world.pause(deadline)
        answer = execution.answered()
        if asked.get("includedData") == "METADATA_ONLY":
            without_data(answer)
        return answer

    def begin(self, asked: Mapping[str, Any], *, synchronous: bool = False) -> Execution:
        """Make an execution, or find the one of the same name and input that runs.

        Raises `Refusal`: InvalidArn, InvalidName, InvalidExecutionInput, StateMachineDoesNotExist,
        StateMachineDeleting, StateMachineTypeNotSupported, ExecutionAlreadyExists.
        """
        chosen = self._chosen(asked["stateMachineArn"])
        machine = chosen.machine
        if machine.deleting:
            raise Refusal(
                "StateMachineDeleting", f"State Machine is being deleted: '{machine.arn}'"
            )
        if synchronous and not machine.express:
            raise wrong_kind()
        text = asked.get("input", "{}")
        value = self._read(text)
        identities = self.world.identities
        name = asked.get("name") or identities.uuid()
        check_name(name)
        if machine.express:
            arn = f"express:{machine.name}:{name}:{identities.uuid()}"
        else:
            arn = f"execution:{machine.name}:{name}"
        arn = self.region.arn("states", arn)
        self.forget_executions()
        there = self.executions.get(arn)
        if there is not None:
            if there.running and there.input == text:
                return there
            raise Refusal("ExecutionAlreadyExists", f"Execution Already Exists: '{arn}'")
        execution = Execution(
            self, chosen, arn, name, text, value=value, trace=asked.get("traceHeader")
        )
        self.executions[arn] = execution
        return execution

    @operation("StopExecution")
    def stop_execution(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Stop an execution; one that has ended stays as it is."""
        execution = self.execution(asked["executionArn"])
        execution.abort(asked.get("error"), asked.get("cause"))
        return {"stopDate": date(execution.stopped or self.moment)}

    @operation("RedriveExecution")
    def redrive_execution(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Drive an execution on from where it failed (SFN-CON-02)."""
        execution = self.execution(asked["executionArn"])
        reason = execution.not_redrivable()
        if execution.map_run is not None:
            reason = "Execution is a child of a Map Run and cannot be redriven by itself"
        if reason:
            raise Refusal(
                "ExecutionNotRedrivable",
                f"Execution Not Redrivable: '{execution.arn}'. {reason}",
            )
        execution.redrive()
        return {"redriveDate": date(self.moment)}

    def _again(self, first: Execution) -> None:
        """Run an express workflow once more from its start (SFN-EXP-01)."""
        arn = first.arn.rpartition(":")[0]
        arn = f"{arn}:{self.world.identities.uuid()}"
        context = first.context["Input"]
        again = Execution(self, first.chosen, arn, first.name, first.input, value=context)
        self.executions[arn] = again
        self.world.tell("SFN-EXP-01", f"the express workflow {first.machine} is run a second time")
        again.start()

    def _chosen(self, arn: str) -> Chosen:
        """Find what an ARN means: a machine, a version of it, or an alias for versions."""
        machine = self.machine(arn)
        qualifier = last_of(arn).partition(":")[2]
        if not qualifier:
            return Chosen(machine, self._revision(machine))
        version = self.version(arn)
        alias = self.alias(arn)
        if alias is not None:
            version = self._routed(machine, alias.routes)
        if version is None:
            raise no_machine(arn)
        return Chosen(machine, version.revision, version.arn, arn if alias is not None else "")

    def _revision(self, machine: Machine) -> Revision:
        """Give what a machine is now; for a moment it may be what it was (SFN-CON-01)."""
        before = machine.before
        if before is not None and self.moment < machine.revision.since + _LAG * SECOND:
            return before if self.world.choose(DEFINITION_LAG, 2, machine) else machine.revision
        return machine.revision

    def _routed(self, machine: Machine, routes: list[Mapping[str, Any]]) -> Any:
        drawn = self.chance.uniform(0, 100)
        for route in routes:
            drawn -= route["weight"]
            if drawn <= 0:
                break
        return self.version(route["stateMachineVersionArn"])

    def _read(self, text: str) -> Any:
        if length(text) > self.world.profile.largest_payload:
            raise Refusal(
                "InvalidExecutionInput",
                "Invalid State Machine Execution Input: 'The input is larger than the maximum of "
                f"{self.world.profile.largest_payload} bytes'",
            )
        try:
            return read_input(text)
        except ValueError as error:
            raise Refusal(
                "InvalidExecutionInput", f"Invalid State Machine Execution Input: '{error}'"
            ) from None


def without_data(answer: dict[str, Any]) -> None:
    """Take input and output out of an answer, as METADATA_ONLY asks for."""
    for name in ("input", "output"):
        if answer.pop(name, None) is not None:
            answer[f"{name}Details"] = {"included": False}
