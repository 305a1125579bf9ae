"""Making, changing and listing connections, as records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator.buses.connection import KINDS, Connection, check_auth
from pattern_tck.simulator.buses.constraints import check, choice_violations, name_violations
from pattern_tck.simulator.buses.event import moment
from pattern_tck.simulator.buses.holdings import Holdings, missing, taken
from pattern_tck.simulator.buses.pages import page
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import NotModelled


class ConnectionOperations(Holdings):
    """The operations about connections."""

    @operation("CreateConnection")
    def create_connection(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make a connection; with a name and a key or a password it can be used at once."""
        name, kind = parameters["Name"], parameters["AuthorizationType"]
        check(
            [
                *name_violations(name, "name", longest=64),
                *choice_violations(kind, "authorizationType", KINDS),
            ]
        )
        _modelled(parameters)
        check_auth(kind, parameters["AuthParameters"])
        if name in self.connections:
            raise taken(f"Connection {name} already exists.")
        uuid = self.region.world.identities.uuid
        secret = f"secret:events!connection/{name}/{uuid()}-{uuid()[:6]}"
        connection = Connection(
            name=name,
            arn=self.region.arn("events", f"connection/{name}/{uuid()}"),
            secret=self.region.arn("secretsmanager", secret),
            made=self.moment,
            changed=self.moment,
            given=dict(parameters),
        )
        self.connections[name] = connection
        return _of_connection(connection, authorized=False)

    @operation("UpdateConnection")
    def update_connection(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Change what is given of a connection."""
        connection = self._connection(parameters)
        given = {name: value for name, value in parameters.items() if value is not None}
        kind = given.get("AuthorizationType", connection.kind)
        check(choice_violations(kind, "authorizationType", KINDS))
        _modelled(given)
        if "AuthParameters" in given:
            check_auth(kind, given["AuthParameters"])
        connection.given |= given
        connection.changed = self.moment
        return _of_connection(connection)

    @operation("DeleteConnection")
    def delete_connection(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a connection; the answer says that this goes on, and here it is over at once."""
        connection = self._connection(parameters)
        del self.connections[connection.name]
        return _of_connection(connection) | {"ConnectionState": "DELETING"}

    @operation("DescribeConnection")
    def describe_connection(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Describe a connection, without its secrets."""
        connection = self._connection(parameters)
        described = connection.given.get("Description")
        return (
            _of_connection(connection)
            | {
                "Name": connection.name,
                "AuthorizationType": connection.kind,
                "SecretArn": connection.secret,
                "AuthParameters": connection.shown,
            }
            | ({} if described is None else {"Description": described})
        )

    @operation("ListConnections")
    def list_connections(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List the connections by a prefix of their names, and by their state."""
        found = [
            connection
            for name, connection in sorted(self.connections.items())
            if name.startswith(parameters.get("NamePrefix") or "")
            and parameters.get("ConnectionState") in (None, connection.state)
        ]
        shown, token = page(found, parameters)
        listed = [
            _of_connection(one) | {"Name": one.name, "AuthorizationType": one.kind} for one in shown
        ]
        return {"Connections": listed, **token}

    def _connection(self, parameters: Mapping[str, Any]) -> Connection:
        name = parameters["Name"]
        if name not in self.connections:
            raise missing(
                f"Failed to describe the connection(s). Connection '{name}' does not exist."
            )
        return self.connections[name]


def _modelled(parameters: Mapping[str, Any]) -> None:
    auth = parameters.get("AuthParameters") or {}
    if parameters.get("InvocationConnectivityParameters") or auth.get("ConnectivityParameters"):
        raise NotModelled("a connection to a private network")


def _of_connection(connection: Connection, *, authorized: bool = True) -> dict[str, Any]:
    shown = {
        "ConnectionArn": connection.arn,
        "ConnectionState": connection.state,
        "CreationTime": moment(connection.made),
        "LastModifiedTime": moment(connection.changed),
    }
    if authorized:
        shown["LastAuthorizedTime"] = moment(connection.changed)
    return shown
