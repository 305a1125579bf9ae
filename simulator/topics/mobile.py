"""Mobile applications and the endpoints of their devices, as records.

Nothing is pushed to a device from here: who publishes to one is told that this is not modelled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.topics.directory import page
from pattern_tck.simulator.topics.invalid import invalid

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

#: What nobody is shown again.
_SECRET: Final = frozenset({"PlatformCredential", "PlatformPrincipal"})


@dataclass
class _Application:
    arn: str
    attributes: dict[str, str]
    #: The endpoints of its devices, by ARN.
    endpoints: dict[str, _Endpoint] = field(default_factory=dict)

    def shown(self) -> dict[str, str]:
        """Give what may be seen of it."""
        return {name: text for name, text in self.attributes.items() if name not in _SECRET}


@dataclass
class _Endpoint:
    arn: str
    attributes: dict[str, str]


class Mobile:
    """The platform applications of one region."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._applications: dict[str, _Application] = {}
        self.operations = operations_of(self)

    def knows(self, endpoint: str) -> bool:
        """Say whether there is an endpoint of this ARN."""
        return any(endpoint in found.endpoints for found in self._applications.values())

    @operation("CreatePlatformApplication")
    def create_application(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make an application, or find the one that is there under this name."""
        arn = self._region.arn("sns", f"app/{asked['Platform']}/{asked['Name']}")
        attributes = {"Enabled": "true", **asked["Attributes"]}
        self._applications.setdefault(arn, _Application(arn, attributes))
        return {"PlatformApplicationArn": arn}

    @operation("GetPlatformApplicationAttributes")
    def get_application(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Show the attributes of an application, its secrets left out."""
        return {"Attributes": self._application(asked).shown()}

    @operation("SetPlatformApplicationAttributes")
    def set_application(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Change attributes of an application."""
        self._application(asked).attributes.update(asked["Attributes"])
        return {}

    @operation("ListPlatformApplications")
    def list_applications(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the applications, 100 at a time."""
        found, rest = page(self._applications, asked)
        listed = [{"PlatformApplicationArn": one.arn, "Attributes": one.shown()} for one in found]
        return {"PlatformApplications": listed, **rest}

    @operation("DeletePlatformApplication")
    def delete_application(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete an application with its endpoints, if it is there at all."""
        self._applications.pop(asked["PlatformApplicationArn"], None)
        return {}

    @operation("CreatePlatformEndpoint")
    def create_endpoint(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make an endpoint for a device, or find the same one again by its token."""
        application = self._application(asked)
        token = asked["Token"]
        attributes = {"Enabled": "true", "Token": token, **(asked.get("Attributes") or {})}
        if asked.get("CustomUserData"):
            attributes["CustomUserData"] = asked["CustomUserData"]
        for there in application.endpoints.values():
            if there.attributes["Token"] != token:
                continue
            if there.attributes != attributes:
                raise invalid(
                    f"Token Reason: Endpoint {there.arn} already exists with the same Token, but "
                    "different attributes."
                )
            return {"EndpointArn": there.arn}
        prefix = application.arn.replace(":app/", ":endpoint/", 1)
        arn = f"{prefix}/{self._region.world.identities.uuid()}"
        application.endpoints[arn] = _Endpoint(arn, attributes)
        return {"EndpointArn": arn}

    @operation("GetEndpointAttributes")
    def get_endpoint(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Show the attributes of an endpoint."""
        return {"Attributes": dict(self._endpoint(asked["EndpointArn"]).attributes)}

    @operation("SetEndpointAttributes")
    def set_endpoint(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Change attributes of an endpoint."""
        self._endpoint(asked["EndpointArn"]).attributes.update(asked["Attributes"])
        return {}

    @operation("ListEndpointsByPlatformApplication")
    def list_endpoints(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the endpoints of an application, 100 at a time."""
        found, rest = page(self._application(asked).endpoints, asked)
        listed = [{"EndpointArn": one.arn, "Attributes": dict(one.attributes)} for one in found]
        return {"Endpoints": listed, **rest}

    @operation("DeleteEndpoint")
    def delete_endpoint(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete an endpoint, if it is there at all."""
        for application in self._applications.values():
            application.endpoints.pop(asked["EndpointArn"], None)
        return {}

    def _application(self, asked: Mapping[str, Any]) -> _Application:
        found = self._applications.get(asked["PlatformApplicationArn"])
        if found is None:
            raise Refusal("NotFound", "PlatformApplication does not exist", status=404)
        return found

    def _endpoint(self, arn: str) -> _Endpoint:
        for application in self._applications.values():
            if arn in application.endpoints:
                return application.endpoints[arn]
        raise Refusal("NotFound", "Endpoint does not exist", status=404)
