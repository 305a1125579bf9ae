"""A stack: what it holds, what it says of itself, and what has happened to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.stacks.kind import Made
from pattern_tck.simulator.stacks.parameters import Parameter
from pattern_tck.simulator.stacks.template import Resource, Template

IN_REVIEW: Final = "REVIEW_IN_PROGRESS"
DELETED: Final = "DELETE_COMPLETE"
STACK_TYPE: Final = "AWS::CloudFormation::Stack"
#: What stands for the value of a parameter that is not to be seen.
HIDDEN: Final = "****"


def date(micros: int) -> dt.datetime:
    """Give a moment of the clock as SDKs have it."""
    return dt.datetime.fromtimestamp(micros / SECOND, dt.UTC)


@dataclass
class Held:
    """One resource of a stack. ``made`` is None for one that was left out."""

    resource: Resource
    properties: Mapping[str, Any]
    made: Made | None
    status: str
    changed: int
    reason: str = ""


@dataclass(frozen=True)
class Output:
    """One output; ``export`` is the name under which other stacks find it."""

    name: str
    value: str
    description: str = ""
    export: str = ""


@dataclass
class ChangeSet:
    """A change that was planned; it says what it would do, and can be executed once."""

    name: str
    id: str
    created: int
    template: Template
    parameters: Mapping[str, Parameter]
    tags: Mapping[str, str]
    capabilities: tuple[str, ...]
    changes: list[dict[str, Any]]
    description: str = ""
    status: str = "CREATE_COMPLETE"
    reason: str = ""
    execution: str = "AVAILABLE"
    on_failure: str = ""


@dataclass
class Stack:
    """One stack. ``resources`` are in the order in which they were made."""

    name: str
    id: str
    created: int
    status: str
    reason: str = ""
    updated: int | None = None
    deleted: int | None = None
    template: Template | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    capabilities: tuple[str, ...] = ()
    outputs: list[Output] = field(default_factory=list)
    imports: frozenset[str] = frozenset()
    resources: dict[str, Held] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    #: The id of the change set that was executed last.
    executed: str = ""
    keeps_failures: bool = False
    protected: bool = False
    timeout: int | None = None
    notified: tuple[str, ...] = ()
    #: The stack as it was declared last, to see whether an update changes anything.
    declared: Mapping[str, Any] = field(default_factory=dict)
    #: How many events there were, also those that are forgotten.
    noted: int = 0

    @property
    def exports(self) -> dict[str, str]:
        """Give the values that other stacks can import, by their names."""
        return {one.export: one.value for one in self.outputs if one.export}

    def described(self) -> dict[str, Any]:
        """Describe the stack as DescribeStacks does."""
        shown: dict[str, Any] = {
            "StackId": self.id,
            "StackName": self.name,
            "CreationTime": date(self.created),
            "StackStatus": self.status,
            "DisableRollback": self.keeps_failures,
            "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
            "NotificationARNs": list(self.notified),
            "RollbackConfiguration": {},
            "Tags": [{"Key": key, "Value": value} for key, value in self.tags.items()],
        }
        if self.status != DELETED:
            shown["EnableTerminationProtection"] = self.protected
        if self.deleted is not None:
            shown["DeletionTime"] = date(self.deleted)
        if self.updated is not None:
            shown["LastUpdatedTime"] = date(self.updated)
        told = {
            "StackStatusReason": self.reason,
            "Description": self.template.description if self.template is not None else "",
            "ChangeSetId": self.executed,
            "TimeoutInMinutes": self.timeout,
            "Capabilities": list(self.capabilities),
            "Parameters": shown_parameters(self.parameters),
            "Outputs": [_shown_output(one) for one in self.outputs],
        }
        return shown | {name: value for name, value in told.items() if value}

    def summary(self) -> dict[str, Any]:
        """Describe the stack as ListStacks does."""
        described = self.described()
        names = (
            "StackId", "StackName", "CreationTime", "LastUpdatedTime", "DeletionTime",
            "StackStatus", "StackStatusReason", "DriftInformation",
        )  # fmt: skip
        shown = {name: described[name] for name in names if name in described}
        if "Description" in described:
            shown["TemplateDescription"] = described["Description"]
        return shown

    def resource(self, name: str) -> dict[str, Any]:
        """Describe a resource of the stack."""
        held = self.resources[name]
        shown = {
            "LogicalResourceId": name,
            "ResourceType": held.resource.type,
            "ResourceStatus": held.status,
            "Timestamp": date(held.changed),
            "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
        }
        if held.made is not None:
            shown["PhysicalResourceId"] = held.made.physical
        if held.reason:
            shown["ResourceStatusReason"] = held.reason
        return shown


def shown_parameters(parameters: Mapping[str, Parameter]) -> list[dict[str, str]]:
    """Give parameters as the API lists them; what is secret stays so."""
    return [
        {"ParameterKey": name, "ParameterValue": HIDDEN if one.is_secret else one.text}
        for name, one in parameters.items()
    ]


def _shown_output(output: Output) -> dict[str, str]:
    shown = {"OutputKey": output.name, "OutputValue": output.value}
    if output.description:
        shown["Description"] = output.description
    if output.export:
        shown["ExportName"] = output.export
    return shown
