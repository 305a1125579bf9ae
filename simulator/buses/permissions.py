"""Permissions of buses: kept and shown.

Every caller here is of the account that owns the bus, and such a one is always admitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator import access
from pattern_tck.simulator.buses.bus import Bus
from pattern_tck.simulator.buses.constraints import invalid
from pattern_tck.simulator.buses.holdings import Holdings, missing
from pattern_tck.simulator.operations import operation


class PermissionOperations(Holdings):
    """The operations about the policy of a bus."""

    @operation("PutPermission")
    def put_permission(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Replace the policy of a bus, or the statement of one StatementId."""
        bus = self.bus(parameters.get("EventBusName"))
        text = parameters.get("Policy")
        if text is not None:
            bus.statements = _statements(text)
        else:
            statement = _statement(parameters, bus)
            others = [other for other in bus.statements if other.get("Sid") != statement["Sid"]]
            bus.statements = [*others, statement]
        bus.changed = self.moment
        return {}

    @operation("RemovePermission")
    def remove_permission(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Remove a statement from the policy of a bus, or all of them."""
        bus = self.bus(parameters.get("EventBusName"))
        if parameters.get("RemoveAllPermissions"):
            bus.statements = []
            return {}
        name = parameters.get("StatementId")
        left = [statement for statement in bus.statements if statement.get("Sid") != name]
        if len(left) == len(bus.statements):
            raise missing("Statement with the provided id does not exist.")
        bus.statements = left
        bus.changed = self.moment
        return {}


def _statements(text: str) -> list[dict[str, Any]]:
    try:
        statements = access.read(text)["Statement"]
    except ValueError:
        raise invalid("This policy contains invalid Json") from None
    return statements if isinstance(statements, list) else [statements]


def _statement(parameters: Mapping[str, Any], bus: Bus) -> dict[str, Any]:
    given = [parameters.get(name) for name in ("Action", "Principal", "StatementId")]
    if None in given:
        raise invalid("Action, Principal and StatementId must be specified without a Policy.")
    action, principal, name = given
    statement: dict[str, Any] = {
        "Sid": name,
        "Effect": "Allow",
        "Principal": "*" if principal == "*" else {"AWS": f"arn:aws:iam::{principal}:root"},
        "Action": action,
        "Resource": bus.arn,
    }
    condition = parameters.get("Condition")
    if condition is not None:
        statement["Condition"] = {condition["Type"]: {condition["Key"]: condition["Value"]}}
    return statement
