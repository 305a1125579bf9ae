"""A template: its sections, checked for their form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.stacks.complaints import invalid, misformed

_SECTIONS: Final = frozenset(
    {
        "AWSTemplateFormatVersion", "Conditions", "Description", "Hooks", "Mappings", "Metadata",
        "Outputs", "Parameters", "Resources", "Rules", "Transform",
    }
)  # fmt: skip
_OF_RESOURCE: Final = frozenset(
    {
        "Condition", "CreationPolicy", "DeletionPolicy", "DependsOn", "Metadata", "Properties",
        "Type", "UpdatePolicy", "UpdateReplacePolicy",
    }
)  # fmt: skip
_POLICIES: Final = frozenset({"Delete", "Retain", "RetainExceptOnCreate", "Snapshot"})
RETAIN: Final = "Retain"


@dataclass(frozen=True)
class Resource:
    """One resource of a template, with what is done with it at its end."""

    name: str
    type: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    condition: str = ""
    deletion: str = "Delete"
    replacement: str = "Delete"
    metadata: Mapping[str, Any] = field(default_factory=dict)
    #: Whether it has an UpdatePolicy, which no kind of resource here has a use for.
    has_update_policy: bool = False


@dataclass(frozen=True)
class Template:
    """What a text says, section by section."""

    text: str
    document: Mapping[str, Any]
    resources: Mapping[str, Resource]
    transforms: tuple[str, ...] = ()

    def section(self, name: str) -> Mapping[str, Any]:
        """Give a section, empty if the template has none such."""
        found: Mapping[str, Any] = self.document.get(name, {})
        return found

    @property
    def description(self) -> str:
        """Give what the template says of itself."""
        return str(self.document.get("Description", ""))


def transforms_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the names of the transforms that a template wants."""
    given = document.get("Transform", [])
    names = given if isinstance(given, list) else [given]
    if not all(isinstance(name, str) for name in names):
        raise NotModelled("cloudformation: a transform with parameters")
    return tuple(names)


def read_template(text: str, document: Mapping[str, Any]) -> Template:
    """Check the form of a template; raises `Refusal` in CloudFormation's words."""
    unknown = sorted(document.keys() - _SECTIONS)
    if unknown:
        raise invalid(f"Invalid template property or properties [{', '.join(unknown)}]")
    for name in ("Conditions", "Mappings", "Outputs", "Parameters", "Resources", "Rules"):
        if not isinstance(document.get(name, {}), dict):
            raise misformed("unsupported structure.")
    for name in ("Rules", "Hooks"):
        if document.get(name):
            raise NotModelled(f"cloudformation: {name} of a template")
    given = document.get("Resources") or {}
    if not given:
        raise misformed("At least one Resources member must be defined.")
    _check_mappings(document.get("Mappings", {}))
    for output in document.get("Outputs", {}).values():
        if not isinstance(output, dict) or "Value" not in output:
            raise misformed("Every Outputs member must contain a Value object")
    resources = {name: _resource(name, said) for name, said in given.items()}
    return Template(text, document, resources, transforms_of(document))


def _resource(name: str, said: Any) -> Resource:
    if not (name.isascii() and name.isalnum()):
        raise misformed(f"Resource name {name} is non alphanumeric.")
    if not isinstance(said, dict):
        raise misformed("Any Resources member must be an object.")
    for unknown in said.keys() - _OF_RESOURCE:
        raise invalid(f"Invalid template resource property '{unknown}'")
    if not isinstance(said.get("Type"), str):
        raise misformed(f"[/Resources/{name}] Every Resources object must contain a Type member.")
    if "CreationPolicy" in said:
        raise NotModelled(f"cloudformation: CreationPolicy of {name}")
    properties = said.get("Properties", {})
    depends = said.get("DependsOn", [])
    names = [depends] if isinstance(depends, str) else depends
    if not isinstance(properties, dict) or not isinstance(names, list):
        raise misformed("unsupported structure.")
    return Resource(
        name,
        said["Type"],
        properties,
        tuple(map(str, names)),
        str(said.get("Condition", "")),
        _policy(name, said, "DeletionPolicy"),
        _policy(name, said, "UpdateReplacePolicy"),
        said.get("Metadata", {}),
        "UpdatePolicy" in said,
    )


def _policy(name: str, said: Mapping[str, Any], kind: str) -> str:
    policy = said.get(kind, "Delete")
    if policy not in _POLICIES:
        raise misformed(f"Unrecognized {kind} {policy} for resource {name}")
    return str(policy)


def _check_mappings(mappings: Mapping[str, Any]) -> None:
    for mapping in mappings.values():
        if not isinstance(mapping, dict):
            raise misformed("Every Mappings member must be a map")
        for name, pairs in mapping.items():
            if not isinstance(pairs, dict):
                raise misformed(f"Every Mappings member {name} must be a map")
            if any(isinstance(value, dict) for value in pairs.values()):
                raise misformed("Every Mappings attribute must be a String or a List.")
