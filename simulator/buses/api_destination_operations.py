"""Making, changing and listing API destinations, as records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.buses.api_destination import ApiDestination
from pattern_tck.simulator.buses.constraints import (
    check,
    choice_violations,
    invalid,
    name_violations,
)
from pattern_tck.simulator.buses.event import moment
from pattern_tck.simulator.buses.holdings import Holdings, missing, taken
from pattern_tck.simulator.buses.pages import page
from pattern_tck.simulator.operations import operation

_ARN: Final = (
    r"^arn:aws([a-z]|\-)*:events:([a-z]|\d|\-)*:([0-9]{12})?:connection\/[\.\-_A-Za-z0-9]+"
    r"\/[\-A-Za-z0-9]+$"
)
_METHODS: Final = ("HEAD", "POST", "PATCH", "DELETE", "PUT", "GET", "OPTIONS")
#: Requests a second, if nothing is said.
_RATE: Final = 300


class ApiDestinationOperations(Holdings):
    """The operations about API destinations."""

    @operation("CreateApiDestination")
    def create_api_destination(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make an API destination for a connection; nothing is ever delivered to it."""
        name = parameters["Name"]
        check([*name_violations(name, "name", longest=64), *_violations(parameters)])
        self._check_destination(parameters)
        if name in self.api_destinations:
            raise taken(f"An api-destination '{name}' already exists.")
        destination = ApiDestination(
            name=name,
            arn=self.region.arn(
                "events", f"api-destination/{name}/{self.region.world.identities.uuid()}"
            ),
            made=self.moment,
            changed=self.moment,
            given={"InvocationRateLimitPerSecond": _RATE} | dict(parameters),
        )
        self.api_destinations[name] = destination
        return self._of_destination(destination)

    @operation("UpdateApiDestination")
    def update_api_destination(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Change what is given of an API destination."""
        destination = self._destination(parameters)
        check(_violations(parameters))
        self._check_destination(parameters)
        destination.given |= {n: value for n, value in parameters.items() if value is not None}
        destination.changed = self.moment
        return self._of_destination(destination)

    @operation("DeleteApiDestination")
    def delete_api_destination(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Delete an API destination."""
        del self.api_destinations[self._destination(parameters).name]
        return {}

    @operation("DescribeApiDestination")
    def describe_api_destination(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Describe an API destination."""
        destination = self._destination(parameters)
        described = destination.given.get("Description")
        return self._listed_destination(destination) | (
            {} if described is None else {"Description": described}
        )

    @operation("ListApiDestinations")
    def list_api_destinations(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List the API destinations by a prefix of their names, and by their connection."""
        wanted = parameters.get("ConnectionArn")
        found = [
            destination
            for name, destination in sorted(self.api_destinations.items())
            if name.startswith(parameters.get("NamePrefix") or "")
            and wanted in (None, destination.given["ConnectionArn"])
        ]
        shown, token = page(found, parameters)
        return {"ApiDestinations": [self._listed_destination(one) for one in shown], **token}

    def _destination(self, parameters: Mapping[str, Any]) -> ApiDestination:
        name = parameters["Name"]
        if name not in self.api_destinations:
            raise missing(
                "Failed to describe the api-destination(s). "
                f"An api-destination '{name}' does not exist."
            )
        return self.api_destinations[name]

    def _check_destination(self, parameters: Mapping[str, Any]) -> None:
        endpoint, arn = (parameters.get(name) for name in ("InvocationEndpoint", "ConnectionArn"))
        if endpoint is not None and not endpoint.startswith("https://"):
            raise invalid(
                "Parameter InvocationEndpoint is not valid. Reason: "
                f"Endpoint '{endpoint}' is not valid."
            )
        if arn is None:
            return
        if arn.split(":")[3:4] != [self.region.name]:
            raise invalid(f"Invalid ARN: '{arn}'.")
        if all(connection.arn != arn for connection in self.connections.values()):
            raise missing(f"Connection '{'/'.join(arn.split('/')[1:2])}' does not exist.")

    def _of_destination(self, destination: ApiDestination) -> dict[str, Any]:
        arn = destination.given["ConnectionArn"]
        usable = any(
            connection.arn == arn and connection.state == "AUTHORIZED"
            for connection in self.connections.values()
        )
        return {
            "ApiDestinationArn": destination.arn,
            "ApiDestinationState": "ACTIVE" if usable else "INACTIVE",
            "CreationTime": moment(destination.made),
            "LastModifiedTime": moment(destination.changed),
        }

    def _listed_destination(self, destination: ApiDestination) -> dict[str, Any]:
        names = ("Name", "ConnectionArn", "InvocationEndpoint", "HttpMethod")
        given = {name: destination.given[name] for name in (*names, "InvocationRateLimitPerSecond")}
        return self._of_destination(destination) | given


def _violations(parameters: Mapping[str, Any]) -> list[str]:
    arn, method = (parameters.get(name) for name in ("ConnectionArn", "HttpMethod"))
    found: list[str] = []
    if arn is not None:
        found += name_violations(arn, "connectionArn", longest=1600, pattern=_ARN)
    if method is not None:
        found += choice_violations(method, "httpMethod", _METHODS)
    return found
