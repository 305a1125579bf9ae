"""State machines, their versions and aliases, and activities, made from templates.

Sources: the resource types AWS::StepFunctions::StateMachine, StateMachineVersion, StateMachineAlias
and Activity of CloudFormation's template reference.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.stacks.kind import (
    Kind,
    Made,
    Properties,
    Site,
    Types,
    answers,
    changed_tags,
    tag_map,
)
from pattern_tck.simulator.stacks.texts import as_text

_DEFINITIONS: Final = ("Definition", "DefinitionString", "DefinitionS3Location")
_OF_MACHINE: Final = ("EncryptionConfiguration", "LoggingConfiguration", "TracingConfiguration")
_TYPES: Final = Types(
    whole=frozenset({"KmsDataKeyReusePeriodSeconds", "Weight"}),
    truth=frozenset({"Enabled", "IncludeExecutionData"}),
    opaque=frozenset({"Definition", "DefinitionSubstitutions"}),
)
_PLACE: Final = re.compile(r"\$\{([^}]*)\}")


def _small(value: Any) -> Any:
    """Give a value with names as the API of Step Functions writes them."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: _small(one) for name, one in value.items()}
    return [_small(one) for one in value] if isinstance(value, list) else value


def _settings(properties: Properties) -> dict[str, Any]:
    given = {name: properties[name] for name in _OF_MACHINE if name in properties}
    settings: dict[str, Any] = _small(given)
    return settings


def _tags(properties: Properties) -> dict[str, Any]:
    tags = tag_map(properties.get("Tags"))
    return {"tags": [{"key": k, "value": v} for k, v in tags.items()]} if tags else {}


def _definition(properties: Properties) -> str:
    given = [name for name in _DEFINITIONS if name in properties]
    if len(given) != 1:
        raise Refusal(
            "InvalidRequest",
            "Property validation failure: exactly one of Definition, DefinitionString and "
            "DefinitionS3Location has to be specified",
        )
    if given == ["DefinitionS3Location"]:
        raise NotModelled("a definition in S3")
    text = as_text(properties[given[0]])
    values = properties.get("DefinitionSubstitutions", {})
    written = {name: as_text(value) for name, value in values.items()}
    return _PLACE.sub(lambda found: written.get(found[1], found[0]), text)


def _create_machine(site: Site, properties: Properties) -> Made:
    name = properties.get("StateMachineName") or site.name(80)
    kind = {"type": properties["StateMachineType"]} if "StateMachineType" in properties else {}
    arn = site.call(
        "stepfunctions",
        "CreateStateMachine",
        name=name,
        definition=_definition(properties),
        roleArn=properties["RoleArn"],
        **kind,
        **_settings(properties),
        **_tags(properties),
    )["stateMachineArn"]
    return _machine(site, arn, name)


def _machine(site: Site, arn: str, name: str) -> Made:
    described = site.call("stepfunctions", "DescribeStateMachine", stateMachineArn=arn)
    revision = described.get("revisionId", "INITIAL")
    return Made(arn, {"Arn": arn, "Name": name, "StateMachineRevisionId": revision}, name)


def _update_machine(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    site.call(
        "stepfunctions",
        "UpdateStateMachine",
        stateMachineArn=made.physical,
        definition=_definition(new),
        roleArn=new["RoleArn"],
        **_settings(new),
    )
    _retag(site, made.physical, old, new)
    return _machine(site, made.physical, made.name)


def _retag(site: Site, arn: str, old: Properties, new: Properties) -> None:
    added, removed = changed_tags(old, new)
    if added:
        tags = [{"key": key, "value": value} for key, value in added.items()]
        site.call("stepfunctions", "TagResource", resourceArn=arn, tags=tags)
    if removed:
        site.call("stepfunctions", "UntagResource", resourceArn=arn, tagKeys=removed)


def _delete_machine(site: Site, made: Made, _properties: Properties) -> None:
    site.call("stepfunctions", "DeleteStateMachine", stateMachineArn=made.physical)


def _create_version(site: Site, properties: Properties) -> Made:
    names = {"StateMachineArn", "StateMachineRevisionId", "Description"} & properties.keys()
    asked = {name: as_text(properties[name]) for name in names}
    asked["RevisionId"] = asked.pop("StateMachineRevisionId", "")
    asked = {name: value for name, value in asked.items() if value}
    answer = site.call("stepfunctions", "PublishStateMachineVersion", **_small(asked))
    arn = answer["stateMachineVersionArn"]
    return Made(arn, {"Arn": arn})


def _delete_version(site: Site, made: Made, _properties: Properties) -> None:
    arn = made.physical
    site.call("stepfunctions", "DeleteStateMachineVersion", stateMachineVersionArn=arn)


def _routes(properties: Properties) -> list[dict[str, Any]]:
    preference = properties.get("DeploymentPreference")
    if preference is None:
        routes: list[dict[str, Any]] = _small(properties.get("RoutingConfiguration", []))
        return routes
    if preference.get("Type") != "ALL_AT_ONCE" or preference.get("Alarms"):
        raise NotModelled(f"DeploymentPreference {preference.get('Type')} with alarms or steps")
    return [{"stateMachineVersionArn": preference["StateMachineVersionArn"], "weight": 100}]


def _alias(properties: Properties) -> dict[str, Any]:
    told = {"description": properties["Description"]} if "Description" in properties else {}
    return {"routingConfiguration": _routes(properties), **told}


def _create_alias(site: Site, properties: Properties) -> Made:
    name = properties.get("Name") or site.name(80)
    answer = site.call("stepfunctions", "CreateStateMachineAlias", name=name, **_alias(properties))
    arn = answer["stateMachineAliasArn"]
    return Made(arn, {"Arn": arn}, name)


def _update_alias(site: Site, made: Made, _old: Properties, new: Properties) -> Made:
    arn = made.physical
    site.call("stepfunctions", "UpdateStateMachineAlias", stateMachineAliasArn=arn, **_alias(new))
    return made


def _delete_alias(site: Site, made: Made, _properties: Properties) -> None:
    arn = made.physical
    site.call("stepfunctions", "DeleteStateMachineAlias", stateMachineAliasArn=arn)


def _create_activity(site: Site, properties: Properties) -> Made:
    name = properties["Name"]
    secret = _settings(properties)
    answer = site.call("stepfunctions", "CreateActivity", name=name, **secret, **_tags(properties))
    arn = answer["activityArn"]
    return Made(arn, {"Arn": arn, "Name": name}, name)


def _update_activity(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    _retag(site, made.physical, old, new)
    return made


def _delete_activity(site: Site, made: Made, _properties: Properties) -> None:
    site.call("stepfunctions", "DeleteActivity", activityArn=made.physical)


def _machine_exists(site: Site, name: str) -> bool:
    arn = site.arn("states", f"stateMachine:{name}")
    return answers(site, "stepfunctions", "DescribeStateMachine", stateMachineArn=arn)


def _activity_exists(site: Site, name: str) -> bool:
    arn = site.arn("states", f"activity:{name}")
    return answers(site, "stepfunctions", "DescribeActivity", activityArn=arn)


_NAMED: Final = frozenset({"Name"})
KINDS: Final = (
    Kind(
        "AWS::StepFunctions::StateMachine",
        frozenset(
            {
                *_DEFINITIONS, *_OF_MACHINE, "DefinitionSubstitutions", "RoleArn",
                "StateMachineName", "StateMachineType", "Tags",
            }
        ),
        _create_machine,
        _delete_machine,
        _update_machine,
        required=("RoleArn",),
        replaced_by=frozenset({"StateMachineName", "StateMachineType"}),
        named_by="StateMachineName",
        exists=_machine_exists,
        types=_TYPES,
        tags="list",
    ),
    Kind(
        "AWS::StepFunctions::StateMachineVersion",
        frozenset({"Description", "StateMachineArn", "StateMachineRevisionId"}),
        _create_version,
        _delete_version,
        required=("StateMachineArn",),
        replaced_by=frozenset({"Description", "StateMachineArn", "StateMachineRevisionId"}),
    ),
    Kind(
        "AWS::StepFunctions::StateMachineAlias",
        frozenset({"DeploymentPreference", "Description", "Name", "RoutingConfiguration"}),
        _create_alias,
        _delete_alias,
        _update_alias,
        replaced_by=_NAMED,
        named_by="Name",
        types=_TYPES,
    ),
    Kind(
        "AWS::StepFunctions::Activity",
        frozenset({"EncryptionConfiguration", "Name", "Tags"}),
        _create_activity,
        _delete_activity,
        _update_activity,
        required=("Name",),
        replaced_by=frozenset({"EncryptionConfiguration", "Name"}),
        named_by="Name",
        exists=_activity_exists,
        types=_TYPES,
        tags="list",
    ),
)  # fmt: skip
