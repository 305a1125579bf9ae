"""What this world does not simulate and yet can say something true of: tables, roles, addresses.

A table goes to the tables beside this world, if there are any. IAM is not modelled: a role has its
address, and whoever uses it is not asked for rights.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.stacks.kind import Kind, Made, Properties, Site, Types, tag_map

_NO_RIGHTS: Final = "IAM is not modelled by the simulator: this has an address and no effect"
_OF_TABLE: Final = frozenset(
    {
        "AttributeDefinitions", "BillingMode", "DeletionProtectionEnabled",
        "GlobalSecondaryIndexes", "KeySchema", "LocalSecondaryIndexes", "ProvisionedThroughput",
        "SSESpecification", "StreamSpecification", "TableClass",
    }
)  # fmt: skip
_OF_ROLE: Final = frozenset(
    {
        "AssumeRolePolicyDocument", "Description", "ManagedPolicyArns", "MaxSessionDuration",
        "Path", "PermissionsBoundary", "Policies", "RoleName", "Tags",
    }
)  # fmt: skip
_OF_POLICY: Final = frozenset({"Groups", "PolicyDocument", "PolicyName", "Roles", "Users"})
_OF_MANAGED: Final = frozenset(
    {
        "Description", "Groups", "ManagedPolicyName", "Path", "PolicyDocument", "Roles", "Users",
    }
)  # fmt: skip


def _create_table(site: Site, properties: Properties) -> Made:
    name = properties.get("TableName") or site.name(255)
    asked: dict[str, Any] = {key: properties[key] for key in _OF_TABLE & properties.keys()}
    if "StreamSpecification" in asked:
        asked["StreamSpecification"] = {"StreamEnabled": True, **asked["StreamSpecification"]}
    tags = [{"Key": k, "Value": v} for k, v in tag_map(properties.get("Tags")).items()]
    if tags:
        asked["Tags"] = tags
    told = site.beside("dynamodb", "CreateTable", TableName=name, **asked)["TableDescription"]
    attributes = {"Arn": told["TableArn"]}
    if told.get("LatestStreamArn"):
        attributes["StreamArn"] = told["LatestStreamArn"]
    return Made(name, attributes, name)


def _update_table(_site: Site, _made: Made, _old: Properties, _new: Properties) -> Made:
    raise NotModelled("cloudformation: a change of a table")


def _delete_table(site: Site, made: Made, _properties: Properties) -> None:
    try:
        site.beside("dynamodb", "DeleteTable", TableName=made.name)
    except Refusal as refusal:
        if refusal.code != "ResourceNotFoundException":
            raise


def _address(site: Site, service: str, kind: str, properties: Properties, name: str) -> str:
    path = properties.get("Path", "/")
    return f"arn:aws:{service}::{site.account}:{kind}{path}{name}"


def _create_role(site: Site, properties: Properties) -> Made:
    name = properties.get("RoleName") or site.name(64)
    return Made(name, {"Arn": _address(site, "iam", "role", properties, name)}, name)


def _create_policy(site: Site, properties: Properties) -> Made:
    name = site.name()
    return Made(name, {"Id": name}, name)


def _create_managed(site: Site, properties: Properties) -> Made:
    name = properties.get("ManagedPolicyName") or site.name(128)
    arn = _address(site, "iam", "policy", properties, name)
    return Made(arn, {"PolicyArn": arn}, name)


def _forget(_site: Site, _made: Made, _properties: Properties) -> None:
    """Nothing was made."""


def _create_function(site: Site, properties: Properties) -> Made:
    name = properties.get("FunctionName") or site.name(64)
    return Made(name, {"Arn": site.arn("lambda", f"function:{name}")}, name)


class _Anything(frozenset[str]):
    """All names: what is not made need not be read."""

    def __contains__(self, name: object) -> bool:
        return True


KINDS: Final = (
    Kind(
        "AWS::IAM::Role",
        _OF_ROLE,
        _create_role,
        _forget,
        required=("AssumeRolePolicyDocument",),
        replaced_by=frozenset({"Path", "RoleName"}),
        named_by="RoleName",
        note=_NO_RIGHTS,
    ),
    Kind(
        "AWS::IAM::Policy",
        _OF_POLICY,
        _create_policy,
        _forget,
        required=("PolicyDocument", "PolicyName"),
        note=_NO_RIGHTS,
    ),
    Kind(
        "AWS::IAM::RolePolicy",
        frozenset({"PolicyDocument", "PolicyName", "RoleName"}),
        _create_policy,
        _forget,
        required=("PolicyName", "RoleName"),
        note=_NO_RIGHTS,
    ),
    Kind(
        "AWS::IAM::ManagedPolicy",
        _OF_MANAGED,
        _create_managed,
        _forget,
        required=("PolicyDocument",),
        replaced_by=frozenset({"Description", "ManagedPolicyName", "Path"}),
        named_by="ManagedPolicyName",
        note=_NO_RIGHTS,
    ),
)
#: Only where somebody serves tables beside this world.
TABLE: Final = Kind(
    "AWS::DynamoDB::Table",
    _OF_TABLE | {"TableName", "Tags"},
    _create_table,
    _delete_table,
    _update_table,
    required=("KeySchema",),
    replaced_by=frozenset({"KeySchema", "TableName"}),
    named_by="TableName",
    types=Types(
        whole=frozenset({"ReadCapacityUnits", "WriteCapacityUnits"}),
        truth=frozenset({"DeletionProtectionEnabled", "SSEEnabled"}),
    ),
    tags="list",
)
#: Only where somebody has said that what is not modelled may be left out: what has an address that
#: others may need has that, and nothing else.
ADDRESSES: Final[Mapping[str, Kind]] = {
    "AWS::Lambda::Function": Kind(
        "AWS::Lambda::Function",
        _Anything(),
        _create_function,
        _forget,
        replaced_by=frozenset({"FunctionName"}),
        named_by="FunctionName",
        only_address=True,
        note="not applied: functions are not modelled by the simulator; this one has an address",
    )
}
