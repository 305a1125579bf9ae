"""Schedules, schedule groups, pipes and alarms, made from templates.

Sources: the resource types AWS::Scheduler::Schedule, AWS::Scheduler::ScheduleGroup,
AWS::Pipes::Pipe and AWS::CloudWatch::Alarm of CloudFormation's template reference.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.kind import Kind, Made, Properties, Site, Types, changed_tags
from pattern_tck.simulator.stacks.texts import as_text

_OF_SCHEDULE: Final = (
    "Description", "EndDate", "FlexibleTimeWindow", "GroupName", "KmsKeyArn", "ScheduleExpression",
    "ScheduleExpressionTimezone", "StartDate", "State", "Target",
)  # fmt: skip
_OF_PIPE: Final = (
    "Description", "DesiredState", "Enrichment", "EnrichmentParameters", "KmsKeyIdentifier",
    "LogConfiguration", "RoleArn", "SourceParameters", "Target", "TargetParameters",
)  # fmt: skip
_OF_ALARM: Final = (
    "ActionsEnabled", "AlarmActions", "AlarmDescription", "ComparisonOperator",
    "DatapointsToAlarm", "Dimensions", "EvaluateLowSampleCountPercentile", "EvaluationPeriods",
    "ExtendedStatistic", "InsufficientDataActions", "MetricName", "Metrics", "Namespace",
    "OKActions", "Period", "Statistic", "Threshold", "ThresholdMetricId", "TreatMissingData",
    "Unit",
)  # fmt: skip


def _given(properties: Properties, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: properties[name] for name in names if name in properties}


def _delete(site: Site, service: str, operation: str, **asked: Any) -> None:
    try:
        site.call(service, operation, **asked)
    except Refusal as refusal:
        if refusal.code not in {"ResourceNotFoundException", "NotFoundException"}:
            raise


def _schedule(properties: Properties) -> dict[str, Any]:
    asked = _given(properties, _OF_SCHEDULE)
    for name in {"StartDate", "EndDate"} & asked.keys():
        try:
            moment = dt.datetime.fromisoformat(asked[name])
        except ValueError:
            raise Refusal("ValidationException", f"{name} is no date: {asked[name]}") from None
        asked[name] = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return asked


def _create_schedule(site: Site, properties: Properties) -> Made:
    name = properties.get("Name") or site.name(64)
    arn = site.call("scheduler", "CreateSchedule", Name=name, **_schedule(properties))[
        "ScheduleArn"
    ]
    return Made(name, {"Arn": arn}, name)


def _update_schedule(site: Site, made: Made, _old: Properties, new: Properties) -> Made:
    site.call("scheduler", "UpdateSchedule", Name=made.name, **_schedule(new))
    return made


def _delete_schedule(site: Site, made: Made, properties: Properties) -> None:
    group = _given(properties, ("GroupName",))
    _delete(site, "scheduler", "DeleteSchedule", Name=made.name, **group)


def _create_group(site: Site, properties: Properties) -> Made:
    name = properties.get("Name") or site.name(64)
    tags = _given(properties, ("Tags",))
    arn = site.call("scheduler", "CreateScheduleGroup", Name=name, **tags)["ScheduleGroupArn"]
    state = site.call("scheduler", "GetScheduleGroup", Name=name)
    dates = {
        key: state[key].strftime("%Y-%m-%dT%H:%M:%SZ")
        for key in ("CreationDate", "LastModificationDate")
    }
    return Made(name, {"Arn": arn, "State": state["State"], **dates}, name)


def _update_group(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    added, removed = changed_tags(old, new)
    arn = made.attributes["Arn"]
    if added:
        tags = [{"Key": key, "Value": value} for key, value in added.items()]
        site.call("scheduler", "TagResource", ResourceArn=arn, Tags=tags)
    if removed:
        site.call("scheduler", "UntagResource", ResourceArn=arn, TagKeys=removed)
    return made


def _delete_group(site: Site, made: Made, _properties: Properties) -> None:
    _delete(site, "scheduler", "DeleteScheduleGroup", Name=made.name)


def _create_pipe(site: Site, properties: Properties) -> Made:
    name = properties.get("Name") or site.name(64)
    asked = _given(properties, (*_OF_PIPE, "Source"))
    tags = {"Tags": properties["Tags"]} if properties.get("Tags") else {}
    answer = site.call("pipes", "CreatePipe", Name=name, **asked, **tags)
    attributes = {"Arn": answer["Arn"], "CurrentState": answer["CurrentState"]}
    return Made(name, attributes, name)


def _update_pipe(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    site.call("pipes", "UpdatePipe", Name=made.name, **_given(new, _OF_PIPE))
    added, removed = changed_tags(old, new)
    arn = made.attributes["Arn"]
    if added:
        site.call("pipes", "TagResource", resourceArn=arn, tags=added)
    if removed:
        site.call("pipes", "UntagResource", resourceArn=arn, tagKeys=removed)
    return made


def _delete_pipe(site: Site, made: Made, _properties: Properties) -> None:
    _delete(site, "pipes", "DeletePipe", Name=made.name)


def _create_alarm(site: Site, properties: Properties) -> Made:
    name = as_text(properties.get("AlarmName") or site.name(255))
    tags = _given(properties, ("Tags",))
    asked = _given(properties, _OF_ALARM)
    site.call("cloudwatch", "PutMetricAlarm", AlarmName=name, **asked, **tags)
    return Made(name, {"Arn": site.arn("cloudwatch", f"alarm:{name}")}, name)


def _alarm_exists(site: Site, name: str) -> bool:
    return bool(site.call("cloudwatch", "DescribeAlarms", AlarmNames=[name]).get("MetricAlarms"))


def _update_alarm(site: Site, made: Made, _old: Properties, new: Properties) -> Made:
    site.call("cloudwatch", "PutMetricAlarm", AlarmName=made.name, **_given(new, _OF_ALARM))
    return made


def _delete_alarm(site: Site, made: Made, _properties: Properties) -> None:
    site.call("cloudwatch", "DeleteAlarms", AlarmNames=[made.name])


_NAMED: Final = frozenset({"Name"})
_RETRIED: Final = frozenset({"MaximumEventAgeInSeconds", "MaximumRetryAttempts", "TaskCount"})
KINDS: Final = (
    Kind(
        "AWS::Scheduler::Schedule",
        frozenset({*_OF_SCHEDULE, "Name"}),
        _create_schedule,
        _delete_schedule,
        _update_schedule,
        required=("FlexibleTimeWindow", "ScheduleExpression", "Target"),
        replaced_by=_NAMED,
        named_by="Name",
        types=Types(whole=_RETRIED | {"MaximumWindowInMinutes"}),
    ),
    Kind(
        "AWS::Scheduler::ScheduleGroup",
        frozenset({"Name", "Tags"}),
        _create_group,
        _delete_group,
        _update_group,
        replaced_by=_NAMED,
        named_by="Name",
        tags="list",
    ),
    Kind(
        "AWS::Pipes::Pipe",
        frozenset({*_OF_PIPE, "Name", "Source", "Tags"}),
        _create_pipe,
        _delete_pipe,
        _update_pipe,
        required=("RoleArn", "Source", "Target"),
        replaced_by=frozenset({"Name", "Source"}),
        named_by="Name",
        types=Types(whole=_RETRIED | {"BatchSize", "MaximumBatchingWindowInSeconds"}),
        tags="map",
    ),
    Kind(
        "AWS::CloudWatch::Alarm",
        frozenset({*_OF_ALARM, "AlarmName", "Tags"}),
        _create_alarm,
        _delete_alarm,
        _update_alarm,
        required=("ComparisonOperator", "EvaluationPeriods"),
        replaced_by=frozenset({"AlarmName"}),
        named_by="AlarmName",
        exists=_alarm_exists,
        types=Types(
            whole=frozenset({"DatapointsToAlarm", "EvaluationPeriods", "Period"}),
            real=frozenset({"Threshold"}),
            truth=frozenset({"ActionsEnabled", "ReturnData"}),
        ),
        tags="list",
    ),
)
