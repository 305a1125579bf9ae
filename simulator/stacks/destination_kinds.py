"""Connections and API destinations of EventBridge, made from templates.

Sources: the resource types AWS::Events::Connection and AWS::Events::ApiDestination of
CloudFormation's template reference.
"""

from __future__ import annotations

from typing import Any, Final

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.kind import Kind, Made, Properties, Site, Types

_OF_CONNECTION: Final = (
    "AuthParameters", "AuthorizationType", "Description", "InvocationConnectivityParameters",
    "KmsKeyIdentifier",
)  # fmt: skip
_OF_DESTINATION: Final = (
    "ConnectionArn", "Description", "HttpMethod", "InvocationEndpoint",
    "InvocationRateLimitPerSecond",
)  # fmt: skip


def _given(properties: Properties, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: properties[name] for name in names if name in properties}


def _delete(site: Site, operation: str, name: str) -> None:
    try:
        site.call("events", operation, Name=name)
    except Refusal as refusal:
        if refusal.code != "ResourceNotFoundException":
            raise


def _create_connection(site: Site, properties: Properties) -> Made:
    name = properties.get("Name") or site.name(64)
    arn = site.call("events", "CreateConnection", Name=name, **_given(properties, _OF_CONNECTION))[
        "ConnectionArn"
    ]
    attributes = {"Arn": arn, "ArnForPolicy": arn.rpartition("/")[0]}
    secret = site.call("events", "DescribeConnection", Name=name).get("SecretArn")
    if secret:
        attributes["SecretArn"] = secret
    return Made(name, attributes, name)


def _update_connection(site: Site, made: Made, _old: Properties, new: Properties) -> Made:
    site.call("events", "UpdateConnection", Name=made.name, **_given(new, _OF_CONNECTION))
    return made


def _delete_connection(site: Site, made: Made, _properties: Properties) -> None:
    _delete(site, "DeleteConnection", made.name)


def _create_destination(site: Site, properties: Properties) -> Made:
    name = properties.get("Name") or site.name(64)
    asked = _given(properties, _OF_DESTINATION)
    arn = site.call("events", "CreateApiDestination", Name=name, **asked)["ApiDestinationArn"]
    return Made(name, {"Arn": arn, "ArnForPolicy": arn.rpartition("/")[0]}, name)


def _update_destination(site: Site, made: Made, _old: Properties, new: Properties) -> Made:
    site.call("events", "UpdateApiDestination", Name=made.name, **_given(new, _OF_DESTINATION))
    return made


def _delete_destination(site: Site, made: Made, _properties: Properties) -> None:
    _delete(site, "DeleteApiDestination", made.name)


KINDS: Final = (
    Kind(
        "AWS::Events::Connection",
        frozenset({*_OF_CONNECTION, "Name"}),
        _create_connection,
        _delete_connection,
        _update_connection,
        replaced_by=frozenset({"Name"}),
        named_by="Name",
        types=Types(truth=frozenset({"IsValueSecret"})),
    ),
    Kind(
        "AWS::Events::ApiDestination",
        frozenset({*_OF_DESTINATION, "Name"}),
        _create_destination,
        _delete_destination,
        _update_destination,
        required=("ConnectionArn", "HttpMethod", "InvocationEndpoint"),
        replaced_by=frozenset({"Name"}),
        named_by="Name",
        types=Types(whole=frozenset({"InvocationRateLimitPerSecond"})),
    ),
)
