"""Making, changing, describing and deleting state machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.workflows.arns import check_name, kind_of, last_of
from pattern_tck.simulator.workflows.definitions import compiled
from pattern_tck.simulator.workflows.execution import date
from pattern_tck.simulator.workflows.holdings import Holdings, no_machine, page
from pattern_tck.simulator.workflows.language.variable_references import variable_references
from pattern_tck.simulator.workflows.machine import STANDARD, Machine, Revision
from pattern_tck.simulator.workflows.publishing import publish
from pattern_tck.simulator.workflows.tags import tags_of

_SETTINGS: Final = ("loggingConfiguration", "tracingConfiguration", "encryptionConfiguration")
_MOST: Final = 1000


class MachineOperations(Holdings):
    """The operations about state machines."""

    @operation("CreateStateMachine")
    def create_state_machine(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make a state machine, or find the same one again.

        Raises `Refusal`: InvalidName, InvalidArn, InvalidDefinition, StateMachineAlreadyExists,
        StateMachineDeleting.
        """
        name, kind = asked["name"], asked.get("type", STANDARD)
        check_name(name)
        _check_role(asked["roleArn"])
        if asked.get("versionDescription") and not asked.get("publish"):
            raise Refusal(
                "ValidationException", "Version description can only be set when publish is true"
            )
        there = self.machines.get(name)
        if there is not None:
            return self._same(there, asked, kind)
        moment = self.moment
        machine = Machine(
            name=name,
            arn=self.region.arn("states", f"stateMachine:{name}"),
            kind=kind,
            created=moment,
            revision=self._revised(asked["definition"], asked["roleArn"], kind, asked, ""),
            tags=tags_of(asked),
        )
        self.machines[name] = machine
        answer = {"stateMachineArn": machine.arn, "creationDate": date(moment)}
        if asked.get("publish"):
            version = publish(machine, moment, asked.get("versionDescription", ""))
            answer["stateMachineVersionArn"] = version.arn
        return answer

    def _same(self, there: Machine, asked: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """Answer for a machine that is there; nothing of it may be asked for otherwise."""
        if there.deleting:
            raise _deleting(there)
        settings = {name: asked.get(name) for name in _SETTINGS}
        known = {name: there.revision.settings.get(name) for name in _SETTINGS}
        revision = there.revision
        if (there.kind, revision.definition, revision.role, known) != (
            kind,
            asked["definition"],
            asked["roleArn"],
            settings,
        ):
            raise Refusal(
                "StateMachineAlreadyExists", f"State Machine Already Exists: '{there.arn}'"
            )
        return {"stateMachineArn": there.arn, "creationDate": date(there.created)}

    @operation("UpdateStateMachine")
    def update_state_machine(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Change a state machine; executions that run keep what they were started with."""
        machine = self._plain(asked["stateMachineArn"])
        if machine.deleting:
            raise _deleting(machine)
        if not asked.keys() & {"definition", "roleArn", *_SETTINGS}:
            raise Refusal(
                "MissingRequiredParameter",
                "Either the definition, the role ARN, the LoggingConfiguration, or the "
                "TracingConfiguration must be specified",
            )
        before = machine.revision
        if "roleArn" in asked:
            _check_role(asked["roleArn"])
        settings = {**before.settings, **asked}
        definition = asked.get("definition", before.definition)
        role = asked.get("roleArn", before.role)
        wanted = {name: settings[name] for name in _SETTINGS if name in settings}
        if (definition, role, wanted) != (before.definition, before.role, before.settings):
            name = self.world.identities.uuid()
            machine.revision = self._revised(definition, role, machine.kind, settings, name)
            machine.before = before
        answer: dict[str, Any] = {"updateDate": date(self.moment)}
        if machine.revision.id:
            answer["revisionId"] = machine.revision.id
        if asked.get("publish"):
            version = publish(machine, self.moment, asked.get("versionDescription", ""))
            answer["stateMachineVersionArn"] = version.arn
        return answer

    @operation("DescribeStateMachine")
    def describe_state_machine(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Say what a state machine, or a version of it, is."""
        arn = asked["stateMachineArn"]
        machine = self.machine(arn)
        revision, created = machine.revision, machine.created
        answer: dict[str, Any] = {"stateMachineArn": arn}
        if last_of(arn).partition(":")[2]:
            version = self.version(arn)
            if version is None:
                raise no_machine(arn)
            revision, created = version.revision, version.created
            if version.description:
                answer["description"] = version.description
        return answer | {
            "name": machine.name,
            "status": "DELETING" if machine.deleting else "ACTIVE",
            "type": machine.kind,
            "creationDate": date(created),
            **told(revision),
            **({"revisionId": revision.id} if revision.id else {}),
        }

    @operation("DescribeStateMachineForExecution")
    def describe_state_machine_for_execution(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Say what the state machine was that an execution was started with."""
        execution = self.execution(asked["executionArn"])
        revision, machine = execution.revision, execution.machine
        answer = {
            "stateMachineArn": machine.arn,
            "name": machine.name,
            "updateDate": date(revision.since),
            **told(revision),
        }
        if revision.id:
            answer["revisionId"] = revision.id
        if execution.map_run is not None:
            answer["mapRunArn"] = execution.map_run.arn
            answer["label"] = execution.map_run.machine_arn.rpartition("/")[2]
        return answer

    @operation("ListStateMachines")
    def list_state_machines(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the state machines by their names."""
        listed = [
            {
                "stateMachineArn": machine.arn,
                "name": machine.name,
                "type": machine.kind,
                "creationDate": date(machine.created),
            }
            for _, machine in sorted(self.machines.items())
        ]
        return page("stateMachines", listed, asked, _MOST)

    @operation("DeleteStateMachine")
    def delete_state_machine(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a state machine, and end its executions; all that a little later."""
        arn = asked["stateMachineArn"]
        if kind_of(arn) != "stateMachine":
            raise Refusal("InvalidArn", f"Invalid Arn: '{arn}'")
        machine = self.machines.get(last_of(arn))
        if machine is not None and not machine.deleting:
            machine.deleting = True
            self.ready.add(lambda: self._delete(machine))
        return {}

    def _delete(self, machine: Machine) -> None:
        for execution in list(self.executions.values()):
            if execution.machine is machine and execution.running:
                execution.abort(None, None)
        if self.machines.get(machine.name) is machine:
            del self.machines[machine.name]

    def _plain(self, arn: str) -> Machine:
        """Give the machine of an ARN; that of a version or an alias is one of no machine."""
        machine = self.machine(arn)
        if arn != machine.arn:
            raise no_machine(arn)
        return machine

    def _revised(
        self, definition: str, role: str, kind: str, asked: Mapping[str, Any], name: str
    ) -> Revision:
        encryption = asked.get("encryptionConfiguration") or {}
        if encryption.get("type", "AWS_OWNED_KEY") != "AWS_OWNED_KEY":
            raise NotModelled("a state machine with a key of KMS")
        made = compiled(definition, kind, self.world.tasks)
        return Revision(
            id=name,
            definition=definition,
            role=role,
            program=made.program,
            timeout=made.timeout,
            since=self.moment,
            settings={key: asked[key] for key in _SETTINGS if key in asked},
        )


def told(revision: Revision) -> dict[str, Any]:
    """Give what answers say of a revision."""
    references = variable_references(revision.definition)
    return {
        "definition": revision.definition,
        "roleArn": revision.role,
        "loggingConfiguration": {"level": "OFF", "includeExecutionData": False},
        "tracingConfiguration": {"enabled": False},
        "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
        **revision.settings,
        **({"variableReferences": references} if references else {}),
    }


def _check_role(arn: str) -> None:
    if not arn.startswith("arn:") or ":iam:" not in arn or ":role/" not in arn:
        raise Refusal("InvalidArn", f"Invalid Role Arn: '{arn}'")


def _deleting(machine: Machine) -> Refusal:
    return Refusal("StateMachineDeleting", f"State Machine is being deleted: '{machine.arn}'")
