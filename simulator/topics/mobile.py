"""Mobile applications and the endpoints of their devices, as records.

Nothing is pushed to a device from here: who publishes to one is told that this is not modelled.
"""

from __future__ import annotations

import re
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
_OF_ENDPOINTS: Final = frozenset({"CustomUserData", "Enabled", "Token"})
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_LONGEST_NAME: Final = 256
#: The services that push to devices, by the names that SNS has for them.
_PLATFORMS: Final = frozenset(
    {
        "ADM",
        "APNS",
        "APNS_SANDBOX",
        "APNS_VOIP",
        "APNS_VOIP_SANDBOX",
        "BAIDU",
        "GCM",
        "MACOS",
        "MACOS_SANDBOX",
        "MPNS",
        "WNS",
    }
)


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

    def check_target(self, arn: str) -> None:
        """Refuse to publish to an endpoint that is not there, or not enabled."""
        endpoint = self._found(arn)
        if endpoint is None:
            raise invalid("TargetArn Reason: No endpoint found for the target arn specified")
        if endpoint.attributes["Enabled"].lower() != "true":
            raise Refusal("EndpointDisabled", "Endpoint is disabled")

    def check_endpoint(self, arn: str) -> None:
        """Refuse to let an endpoint join a topic that is not there."""
        if self._found(arn) is None:
            # AWS sets no blank in front of the ARN.
            raise invalid(f"Endpoint Reason: Endpoint does not exist for endpoint arn{arn}")

    @operation("CreatePlatformApplication")
    def create_application(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make an application, or find the one that is there under this name."""
        platform, name = asked["Platform"], asked["Name"]
        _check_name(name)
        if platform not in _PLATFORMS:
            raise invalid(f"Platform Reason: {platform} is not supported")
        arn = self._region.arn("sns", f"app/{platform}/{name}")
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
        _check_attributes(asked.get("Attributes") or {})
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
        endpoint = self._endpoint(asked["EndpointArn"])
        _check_attributes(asked["Attributes"])
        endpoint.attributes.update(asked["Attributes"])
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
        found = self._found(arn)
        if found is None:
            raise Refusal("NotFound", "Endpoint does not exist", status=404)
        return found

    def _found(self, arn: str) -> _Endpoint | None:
        for application in self._applications.values():
            if arn in application.endpoints:
                return application.endpoints[arn]
        return None


def _check_name(name: str) -> None:
    reason = ""
    if not name:
        reason = "cannot be empty"
    elif len(name) > _LONGEST_NAME:
        reason = f"must be at most {_LONGEST_NAME} characters long"
    elif not _NAME.fullmatch(name):
        reason = "must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'"
    if reason:
        raise invalid(f"{name} Reason: {reason}")


def _check_attributes(attributes: Mapping[str, str]) -> None:
    for name in attributes:
        if name not in _OF_ENDPOINTS:
            raise invalid(f"Attributes Reason: Invalid attribute name: {name}")
