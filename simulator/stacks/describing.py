"""Stacks, their resources, events, exports and templates, described and listed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.paging import page
from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.stacks.change_set_operations import ChangeSetOperations
from pattern_tck.simulator.stacks.complaints import invalid
from pattern_tck.simulator.stacks.planning import needed_capability
from pattern_tck.simulator.stacks.stack import IN_REVIEW
from pattern_tck.simulator.stacks.template import Template
from pattern_tck.simulator.stacks.texts import as_text

_PAGE: Final = 100
_STAGES: Final = ("Original", "Processed")
_RIGHTS: Final = "The following resource(s) require capabilities: [{}]"


class Describing(ChangeSetOperations):
    """The operations that only look."""

    @operation("DescribeStacks")
    def describe_stacks(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Describe a stack, by name or id, or all that are not deleted."""
        if asked.get("StackName"):
            return {"Stacks": [self.stack(asked["StackName"]).described()]}
        shown = [one.described() for one in reversed(self.living())]
        return page("Stacks", shown, asked, size=_PAGE, code="ValidationError")

    @operation("ListStacks")
    def list_stacks(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List stacks, also the deleted ones, of the statuses that are asked for."""
        wanted = asked.get("StackStatusFilter")
        shown = [
            one.summary()
            for one in reversed(self.stacks.values())
            if not wanted or one.status in wanted
        ]
        return page("StackSummaries", shown, asked, size=_PAGE, code="ValidationError")

    @operation("DescribeStackEvents")
    def describe_stack_events(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Tell what happened to a stack, the last of it first."""
        stack = self.stack(asked.get("StackName", ""), "Stack [{}] does not exist")
        events = list(reversed(stack.events))
        return page("StackEvents", events, asked, size=_PAGE, code="ValidationError")

    @operation("DescribeStackResources")
    def describe_stack_resources(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Describe the resources of a stack, named by the stack or by one of its resources."""
        wanted, physical = asked.get("LogicalResourceId"), asked.get("PhysicalResourceId")
        if asked.get("StackName"):
            stack = self.stack(asked["StackName"])
        elif physical:
            found = [one for one in self.living() if _holds(one.resources.values(), physical)]
            if not found:
                raise invalid(f"Stack for {physical} does not exist")
            stack = found[0]
        else:
            raise invalid("Either StackName or PhysicalResourceId must be specified.")
        shown = [
            stack.resource(name) | {"StackId": stack.id, "StackName": stack.name}
            for name in sorted(stack.resources)
            if wanted in (None, name)
        ]
        return {"StackResources": shown}

    @operation("DescribeStackResource")
    def describe_stack_resource(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Describe one resource of a stack."""
        stack = self.stack(asked["StackName"], "Stack '{}' does not exist")
        name = asked["LogicalResourceId"]
        if name not in stack.resources:
            raise invalid(f"Resource {name} does not exist for stack {stack.name}")
        shown = stack.resource(name) | {"StackId": stack.id, "StackName": stack.name}
        shown["LastUpdatedTimestamp"] = shown.pop("Timestamp")
        metadata = stack.resources[name].resource.metadata
        shown["Metadata"] = json.dumps(metadata)
        return {"StackResourceDetail": shown}

    @operation("ListStackResources")
    def list_stack_resources(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the resources of a stack."""
        stack = self.stack(asked["StackName"])
        shown = []
        for name in sorted(stack.resources):
            one = stack.resource(name)
            one["LastUpdatedTimestamp"] = one.pop("Timestamp")
            shown.append(one)
        return page("StackResourceSummaries", shown, asked, size=_PAGE, code="ValidationError")

    @operation("ListExports")
    def list_exports(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List what the stacks of the region export."""
        exports = [
            {"ExportingStackId": stack.id, "Name": name, "Value": value}
            for stack in self.living()
            for name, value in stack.exports.items()
        ]
        exports.sort(key=lambda one: one["Name"])
        return page("Exports", exports, asked, size=_PAGE, code="ValidationError")

    @operation("ListImports")
    def list_imports(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the names of the stacks that use an export."""
        name = asked["ExportName"]
        importers = self.importers(name)
        if not importers:
            raise invalid(f"Export '{name}' is not imported by any stack.")
        return page("Imports", importers, asked, size=_PAGE, code="ValidationError")

    @operation("GetTemplate")
    def get_template(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the template of a stack or of a change set, as it was given or as it is read."""
        if asked.get("ChangeSetName"):
            if not asked["ChangeSetName"].startswith("arn:") and not asked.get("StackName"):
                raise invalid("StackName is a required parameter.")
            template = self._change_set(asked)[1].template
        else:
            if not asked.get("StackName"):
                raise invalid("StackName is a required parameter.")
            stack = self.stack(asked["StackName"])
            if stack.template is None:
                raise invalid(f"Stack with id {stack.name} does not exist")
            template = stack.template
        processed = asked.get("TemplateStage") == "Processed" and bool(template.transforms)
        body = json.dumps(template.document) if processed else template.text
        return {"TemplateBody": body, "StagesAvailable": list(_STAGES)}

    @operation("ValidateTemplate")
    def validate_template(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Read a template, and say what parameters and capabilities it wants."""
        template = self.template(asked)
        shown: dict[str, Any] = {
            "Parameters": [
                _short(name, said) for name, said in template.section("Parameters").items()
            ]
        }
        return shown | _told(template)

    @operation("GetTemplateSummary")
    def get_template_summary(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Say what a template, or that of a stack, wants and has."""
        if asked.get("StackSetName"):
            raise NotModelled("cloudformation: stack sets")
        if asked.get("StackName"):
            stack = self.stack(asked["StackName"])
            if stack.status == IN_REVIEW:
                raise invalid("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.")
            template = stack.template or self.template(asked)
        else:
            template = self.template(asked)
        types: dict[str, list[str]] = {}
        for name, resource in template.resources.items():
            types.setdefault(resource.type, []).append(name)
        shown: dict[str, Any] = {
            "Parameters": [
                _declared(name, said) for name, said in template.section("Parameters").items()
            ],
            "ResourceTypes": list(types),
            "ResourceIdentifierSummaries": [
                {"ResourceType": kind, "LogicalResourceIds": names} for kind, names in types.items()
            ],
        }
        version = template.document.get("AWSTemplateFormatVersion")
        if version:
            shown["Version"] = str(version)
        if template.section("Metadata"):
            shown["Metadata"] = json.dumps(template.section("Metadata"))
        return shown | _told(template)


def _holds(resources: Any, physical: str) -> bool:
    return any(one.made is not None and one.made.physical == physical for one in resources)


def _told(template: Template) -> dict[str, Any]:
    """Give what both summaries of a template tell besides."""
    told: dict[str, Any] = {}
    if template.description:
        told["Description"] = template.description
    capability = needed_capability(template)
    if capability:
        types = sorted(
            {one.type for one in template.resources.values() if one.type.startswith("AWS::IAM::")}
        )
        told["Capabilities"] = [capability]
        told["CapabilitiesReason"] = _RIGHTS.format(", ".join(types))
    if template.transforms:
        told["DeclaredTransforms"] = list(template.transforms)
    return told


def _short(name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    shown = {"ParameterKey": name, "NoEcho": as_text(said.get("NoEcho", False)) == "true"}
    if "Default" in said:
        shown["DefaultValue"] = as_text(said["Default"])
    if "Description" in said:
        shown["Description"] = as_text(said["Description"])
    return shown


def _declared(name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    shown = _short(name, said) | {"ParameterType": said.get("Type", "")}
    allowed = said.get("AllowedValues")
    values = {"AllowedValues": [as_text(one) for one in allowed]} if allowed else {}
    return shown | {"ParameterConstraints": values}
