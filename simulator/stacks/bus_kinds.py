"""Event buses, their policies, rules and archives, made from templates.

Sources: the resource types AWS::Events::EventBus, EventBusPolicy, Rule and Archive of
CloudFormation's template reference; what a Ref to a rule of another bus gives, as AWS answered
(recorded, LocalStack's validated tests, `test_rule_properties`).
"""

from __future__ import annotations

import json
from typing import Any, Final

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.kind import (
    Kind,
    Made,
    Properties,
    Site,
    Types,
    answers,
    changed_tags,
)
from pattern_tck.simulator.stacks.texts import as_text

_MISSING: Final = "ResourceNotFoundException"
_OF_BUS: Final = ("DeadLetterConfig", "Description", "KmsKeyIdentifier", "LogConfig")
_OF_RULE: Final = ("Description", "RoleArn", "ScheduleExpression", "State")
_OF_ARCHIVE: Final = ("Description", "KmsKeyIdentifier", "RetentionDays")
_TARGETS: Final = Types(
    whole=frozenset({"MaximumEventAgeInSeconds", "MaximumRetryAttempts", "TaskCount"}),
    opaque=frozenset({"EventPattern"}),
)


def _given(properties: Properties, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: properties[name] for name in names if name in properties}


def _delete(site: Site, operation: str, **asked: Any) -> None:
    try:
        site.call("events", operation, **asked)
    except Refusal as refusal:
        if refusal.code != _MISSING:
            raise


def _retag(site: Site, arn: str, old: Properties, new: Properties) -> None:
    added, removed = changed_tags(old, new)
    if added:
        tags = [{"Key": key, "Value": value} for key, value in added.items()]
        site.call("events", "TagResource", ResourceARN=arn, Tags=tags)
    if removed:
        site.call("events", "UntagResource", ResourceARN=arn, TagKeys=removed)


def _create_bus(site: Site, properties: Properties) -> Made:
    name = properties["Name"]
    source = _given(properties, ("EventSourceName",))
    tags = {"Tags": properties["Tags"]} if properties.get("Tags") else {}
    site.call(
        "events", "CreateEventBus", Name=name, **source, **tags, **_given(properties, _OF_BUS)
    )
    if "Policy" in properties:
        policy = as_text(properties["Policy"])
        try:
            site.call("events", "PutPermission", EventBusName=name, Policy=policy)
        except Refusal:
            site.call("events", "DeleteEventBus", Name=name)
            raise
    return _bus(site, properties)


def _bus(site: Site, properties: Properties) -> Made:
    name = properties["Name"]
    attributes = {"Arn": site.arn("events", f"event-bus/{name}"), "Name": name}
    if "Policy" in properties:
        attributes["Policy"] = as_text(properties["Policy"])
    return Made(name, attributes, name)


def _update_bus(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    site.call("events", "UpdateEventBus", Name=made.name, **_given(new, _OF_BUS))
    if "Policy" in new:
        policy = as_text(new["Policy"])
        site.call("events", "PutPermission", EventBusName=made.name, Policy=policy)
    elif "Policy" in old:
        site.call("events", "RemovePermission", EventBusName=made.name, RemoveAllPermissions=True)
    _retag(site, made.attributes["Arn"], old, new)
    return _bus(site, new)


def _delete_bus(site: Site, made: Made, _properties: Properties) -> None:
    _delete(site, "DeleteEventBus", Name=made.name)


def _put_statement(site: Site, properties: Properties) -> Made:
    bus = properties.get("EventBusName", "default")
    name = properties["StatementId"]
    if "Statement" in properties:
        described = site.call("events", "DescribeEventBus", Name=bus)
        policy = json.loads(described.get("Policy") or '{"Version": "2012-10-17"}')
        others = [one for one in policy.get("Statement", []) if one.get("Sid") != name]
        policy["Statement"] = [*others, {"Sid": name, **properties["Statement"]}]
        site.call("events", "PutPermission", EventBusName=bus, Policy=json.dumps(policy))
    else:
        asked = _given(properties, ("Action", "Condition", "Principal", "StatementId"))
        site.call("events", "PutPermission", EventBusName=bus, **asked)
    return Made(f"{bus}|{name}", {}, name)


def _update_statement(site: Site, _made: Made, _old: Properties, new: Properties) -> Made:
    return _put_statement(site, new)


def _delete_statement(site: Site, made: Made, properties: Properties) -> None:
    bus = properties.get("EventBusName", "default")
    _delete(site, "RemovePermission", EventBusName=bus, StatementId=made.name)


def _bus_of(properties: Properties) -> dict[str, str]:
    bus = properties.get("EventBusName")
    return {"EventBusName": bus} if bus else {}


def _create_rule(site: Site, properties: Properties) -> Made:
    name = properties.get("Name") or site.name(64)
    if answers(site, "events", "DescribeRule", Name=name, **_bus_of(properties)):
        raise Refusal(
            "AlreadyExists",
            f"Resource of type 'AWS::Events::Rule' with identifier '{name}' already exists.",
        )
    asked = _given(properties, _OF_RULE)
    if "EventPattern" in properties:
        asked["EventPattern"] = as_text(properties["EventPattern"])
    if properties.get("Tags"):
        asked["Tags"] = properties["Tags"]
    arn = site.call("events", "PutRule", Name=name, **_bus_of(properties), **asked)["RuleArn"]
    bus = properties.get("EventBusName", "default").rpartition("/")[2]
    made = Made(name if bus == "default" else f"{bus}|{name}", {"Arn": arn}, name)
    try:
        _put_targets(site, made, properties)
    except Refusal:
        # A rule is one resource with its targets: half of it is none of it.
        _delete_rule(site, made, properties)
        raise
    return made


def _put_targets(site: Site, made: Made, properties: Properties) -> None:
    targets = properties.get("Targets")
    if not targets:
        return
    answer = site.call(
        "events", "PutTargets", Rule=made.name, **_bus_of(properties), Targets=targets
    )
    for failed in answer.get("FailedEntries", []):
        raise Refusal(failed["ErrorCode"], failed["ErrorMessage"])


def _update_rule(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    asked = _given(new, _OF_RULE)
    if "EventPattern" in new:
        asked["EventPattern"] = as_text(new["EventPattern"])
    site.call("events", "PutRule", Name=made.name, **_bus_of(new), **asked)
    kept = {target["Id"] for target in new.get("Targets", [])}
    gone = [target["Id"] for target in old.get("Targets", []) if target["Id"] not in kept]
    if gone:
        site.call("events", "RemoveTargets", Rule=made.name, **_bus_of(new), Ids=gone)
    _put_targets(site, made, new)
    _retag(site, made.attributes["Arn"], old, new)
    return made


def _delete_rule(site: Site, made: Made, properties: Properties) -> None:
    ids = [target["Id"] for target in properties.get("Targets", [])]
    if ids:
        _delete(site, "RemoveTargets", Rule=made.name, **_bus_of(properties), Ids=ids)
    _delete(site, "DeleteRule", Name=made.name, **_bus_of(properties))


def _archived(properties: Properties) -> dict[str, Any]:
    asked = _given(properties, _OF_ARCHIVE)
    if "EventPattern" in properties:
        asked["EventPattern"] = as_text(properties["EventPattern"])
    return asked


def _create_archive(site: Site, properties: Properties) -> Made:
    name = properties.get("ArchiveName") or site.name(48)
    asked = {"ArchiveName": name, "EventSourceArn": properties["SourceArn"]}
    arn = site.call("events", "CreateArchive", **asked, **_archived(properties))["ArchiveArn"]
    return Made(name, {"Arn": arn, "ArchiveName": name}, name)


def _update_archive(site: Site, made: Made, _old: Properties, new: Properties) -> Made:
    site.call("events", "UpdateArchive", ArchiveName=made.name, **_archived(new))
    return made


def _delete_archive(site: Site, made: Made, _properties: Properties) -> None:
    _delete(site, "DeleteArchive", ArchiveName=made.name)


KINDS: Final = (
    Kind(
        "AWS::Events::EventBus",
        frozenset({*_OF_BUS, "EventSourceName", "Name", "Policy", "Tags"}),
        _create_bus,
        _delete_bus,
        _update_bus,
        required=("Name",),
        replaced_by=frozenset({"EventSourceName", "Name"}),
        named_by="Name",
        tags="list",
    ),
    Kind(
        "AWS::Events::EventBusPolicy",
        frozenset({"Action", "Condition", "EventBusName", "Principal", "Statement", "StatementId"}),
        _put_statement,
        _delete_statement,
        _update_statement,
        required=("StatementId",),
        replaced_by=frozenset({"EventBusName", "StatementId"}),
    ),
    Kind(
        "AWS::Events::Rule",
        frozenset({*_OF_RULE, "EventBusName", "EventPattern", "Name", "Tags", "Targets"}),
        _create_rule,
        _delete_rule,
        _update_rule,
        replaced_by=frozenset({"EventBusName", "Name"}),
        named_by="Name",
        types=_TARGETS,
        tags="list",
    ),
    Kind(
        "AWS::Events::Archive",
        frozenset({*_OF_ARCHIVE, "ArchiveName", "EventPattern", "SourceArn"}),
        _create_archive,
        _delete_archive,
        _update_archive,
        required=("SourceArn",),
        replaced_by=frozenset({"ArchiveName", "SourceArn"}),
        named_by="ArchiveName",
        types=Types(whole=frozenset({"RetentionDays"})),
    ),
)
