"""Versions and aliases of state machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.numerals import is_whole
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.workflows.arns import check_kind, last_of
from pattern_tck.simulator.workflows.constraints import (
    ALIAS_NAME,
    check_longest,
    check_most,
    check_most_members,
    check_pattern,
)
from pattern_tck.simulator.workflows.execution import date
from pattern_tck.simulator.workflows.holdings import Holdings, no_machine, page
from pattern_tck.simulator.workflows.machine import Alias, Machine, Version

_MOST: Final = 1000
_WHOLE: Final = 100
_MOST_ROUTES: Final = 2
_LONGEST_NAME: Final = 80


def publish(machine: Machine, moment: int, description: str) -> Version:
    """Publish what a machine is now under the next number; nothing new keeps the last one."""
    last = machine.versions.get(machine.published)
    if last is not None and last.revision is machine.revision:
        return last
    machine.published += 1
    number = machine.published
    version = Version(number, f"{machine.arn}:{number}", machine.revision, moment, description)
    machine.versions[number] = version
    return version


class Publishing(Holdings):
    """The operations about versions and aliases."""

    @operation("PublishStateMachineVersion")
    def publish_state_machine_version(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Publish a version; raises `Refusal` (ConflictException) if the revision is another."""
        machine = self.machine(asked["stateMachineArn"])
        wanted = asked.get("revisionId")
        if wanted is not None and wanted != (machine.revision.id or "INITIAL"):
            raise Refusal(
                "ConflictException",
                "Failed to publish the State Machine version for revision "
                f"{wanted}. The current State Machine revision is "
                f"{machine.revision.id or 'INITIAL'}.",
            )
        version = publish(machine, self.moment, asked.get("description", ""))
        return {
            "creationDate": date(version.created),
            "stateMachineVersionArn": version.arn,
        }

    @operation("ListStateMachineVersions")
    def list_state_machine_versions(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the versions, the newest first."""
        machine = self.machine(asked["stateMachineArn"])
        listed = [
            {"stateMachineVersionArn": version.arn, "creationDate": date(version.created)}
            for version in reversed(machine.versions.values())
        ]
        return page("stateMachineVersions", listed, asked, _MOST)

    @operation("DeleteStateMachineVersion")
    def delete_state_machine_version(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a version, unless an alias leads to it (ConflictException)."""
        arn = asked["stateMachineVersionArn"]
        number = last_of(arn).partition(":")[2]
        if not is_whole(number):
            raise Refusal("ValidationException", f"The ARN {arn} names no version")
        machine = self.machines.get(last_of(arn).partition(":")[0])
        if machine is None:
            return {}
        for alias in machine.aliases.values():
            if any(route["stateMachineVersionArn"] == arn for route in alias.routes):
                raise Refusal(
                    "ConflictException",
                    "Version to be deleted must not be referenced by an alias. Current list of "
                    f"aliases referencing this version: [{alias.name}]",
                )
        machine.versions.pop(int(number), None)
        return {}

    @operation("CreateStateMachineAlias")
    def create_state_machine_alias(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make an alias, or find the same one again."""
        name = asked["name"]
        check_longest(name, "name", _LONGEST_NAME)
        check_pattern(name, "name", ALIAS_NAME)
        machine, routes = self._routes(asked["routingConfiguration"])
        there = machine.aliases.get(name)
        if there is not None and (there.routes, there.description) != (
            routes,
            asked.get("description"),
        ):
            raise Refusal(
                "ConflictException",
                "Failed to create alias because an alias with the same name and a different "
                "routing configuration already exists.",
            )
        if there is None:
            moment = self.moment
            there = machine.aliases[name] = Alias(
                name, f"{machine.arn}:{name}", routes, moment, moment, asked.get("description")
            )
        return {"stateMachineAliasArn": there.arn, "creationDate": date(there.created)}

    @operation("UpdateStateMachineAlias")
    def update_state_machine_alias(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Change where an alias leads, or what is said of it."""
        alias = self._alias(asked["stateMachineAliasArn"])
        if not asked.keys() & {"routingConfiguration", "description"}:
            raise Refusal(
                "ValidationException",
                "Either the description or the routing configuration must be specified",
            )
        if "routingConfiguration" in asked:
            machine, routes = self._routes(asked["routingConfiguration"])
            if not alias.arn.startswith(f"{machine.arn}:"):
                raise Refusal(
                    "ValidationException", "An alias leads to versions of one state machine"
                )
            alias.routes = routes
        alias.description = asked.get("description", alias.description)
        alias.updated = self.moment
        return {"updateDate": date(alias.updated)}

    @operation("DescribeStateMachineAlias")
    def describe_state_machine_alias(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Say where an alias leads."""
        alias = self._alias(asked["stateMachineAliasArn"])
        answer = {
            "stateMachineAliasArn": alias.arn,
            "name": alias.name,
            "routingConfiguration": [dict(route) for route in alias.routes],
            "creationDate": date(alias.created),
            "updateDate": date(alias.updated),
        }
        return answer | ({"description": alias.description} if alias.description else {})

    @operation("ListStateMachineAliases")
    def list_state_machine_aliases(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the aliases of a machine, or those that lead to one version of it."""
        arn = asked["stateMachineArn"]
        machine = self.machine(arn)
        listed = [
            {"stateMachineAliasArn": alias.arn, "creationDate": date(alias.created)}
            for alias in machine.aliases.values()
            if arn == machine.arn
            or any(route["stateMachineVersionArn"] == arn for route in alias.routes)
        ]
        return page("stateMachineAliases", listed, asked, _MOST)

    @operation("DeleteStateMachineAlias")
    def delete_state_machine_alias(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete an alias; one that is not there is no mistake."""
        arn = asked["stateMachineAliasArn"]
        check_kind(arn, ("stateMachine",))
        machine = self.machines.get(last_of(arn).partition(":")[0])
        if machine is not None:
            machine.aliases.pop(last_of(arn).partition(":")[2], None)
        return {}

    def _alias(self, arn: str) -> Alias:
        try:
            alias = self.alias(arn)
        except Refusal as refusal:
            if refusal.code != "StateMachineDoesNotExist":
                raise
            alias = None
        if alias is None:
            raise Refusal("ResourceNotFound", "Request references a resource that does not exist.")
        return alias

    def _routes(self, asked: list[Mapping[str, Any]]) -> tuple[Machine, list[Mapping[str, Any]]]:
        """Read where an alias leads: to one version, or to two of one machine."""
        arns = [route["stateMachineVersionArn"] for route in asked]
        weights = [route["weight"] for route in asked]
        shown = (
            f"RoutingConfigurationListItem(stateMachineVersionArn={arn}, weight={weight})"
            for arn, weight in zip(arns, weights, strict=True)
        )
        check_most_members(shown, "routingConfiguration", _MOST_ROUTES)
        for at, weight in enumerate(weights, 1):
            check_most(weight, f"routingConfiguration.{at}.member.weight", _WHOLE)
        if not all(is_whole(last_of(arn).partition(":")[2]) for arn in arns):
            raise _wrong_routes("contain state machine version ARNs", arns)
        if len(set(arns)) < len(arns):
            raise _wrong_routes("contain distinct state machine version ARNs", arns)
        if sum(weights) != _WHOLE:
            raise Refusal(
                "ValidationException",
                f"Sum of routing configuration weights must equal {_WHOLE}. Received: {weights}",
            )
        machines = {id(self.machine(arn)): self.machine(arn) for arn in arns}
        if len(machines) > 1:
            raise Refusal("ValidationException", "An alias leads to versions of one state machine")
        for arn in arns:
            if self.version(arn) is None:
                raise no_machine(arn)
        return next(iter(machines.values())), [dict(route) for route in asked]


def _wrong_routes(rule: str, arns: list[str]) -> Refusal:
    return Refusal(
        "ValidationException",
        f"Routing configuration must {rule}. Received: [{', '.join(arns)}]",
    )
