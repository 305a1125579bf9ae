"""A plan: a template with its parameters, read and checked before anything is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.stacks.complaints import invalid, misformed
from pattern_tck.simulator.stacks.kind import Kind
from pattern_tck.simulator.stacks.kinds import KINDS
from pattern_tck.simulator.stacks.ordering import as_declared, dependencies, in_order, wanted
from pattern_tck.simulator.stacks.other_kinds import ADDRESSES, TABLE
from pattern_tck.simulator.stacks.parameters import Parameter
from pattern_tck.simulator.stacks.resolving import LANGUAGE_EXTENSIONS, NOTHING, Resolver
from pattern_tck.simulator.stacks.template import (
    Resource,
    Template,
    read_template,
    transforms_of,
)
from pattern_tck.simulator.stacks.template_text import read_text

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region, World

_NAMED: Final = frozenset({"RoleName", "ManagedPolicyName", "UserName", "GroupName"})


@dataclass(frozen=True)
class Plan:
    """What a stack is to be: its resources in their order, those left out, and the rest."""

    template: Template
    parameters: Mapping[str, Parameter]
    resolver: Resolver
    order: tuple[str, ...]
    resources: Mapping[str, Resource]
    #: What is left out, with the reason.
    left_out: Mapping[str, str]
    #: Each resource as it is declared, with marks for what is not made yet.
    declared: Mapping[str, Any]
    #: The outputs likewise.
    outputs: Mapping[str, Any]

    def whole(self, tags: Mapping[str, str]) -> dict[str, Any]:
        """Give all by which two plans can differ."""
        beside = {
            name: (one.type, one.deletion, one.replacement, dict(one.metadata))
            for name, one in self.resources.items()
        }
        return {
            "resources": dict(self.declared),
            "beside": beside,
            "outputs": dict(self.outputs),
            "tags": dict(tags),
        }

    def unapplied(self) -> str:
        """Say what is left out, in one sentence; empty if nothing is."""
        missing = [
            name
            for name in self.order
            if name in self.left_out or self.resources[name].type in ADDRESSES
        ]
        if not missing:
            return ""
        named = ", ".join(f"{name} ({self.resources[name].type})" for name in missing)
        return f"not applied, for the simulator does not model it: {named}"


def kind_of(world: World, name: str) -> Kind | None:
    """Give the kind of a type, or None if it is not modelled."""
    if name == TABLE.type:
        return TABLE if world.beside is not None else None
    if world.skips_unknown_resources and name in ADDRESSES:
        return ADDRESSES[name]
    return KINDS.get(name)


def read(region: Region, text: str, parameters: Mapping[str, str]) -> Template:
    """Read a template and follow its transforms; raises `Refusal` or `NotModelled`."""
    document = read_text(text)
    names = transforms_of(document)
    for name in names:
        if name == LANGUAGE_EXTENSIONS:
            continue
        transform = region.world.transforms.get(name)
        if transform is None:
            raise NotModelled(f"cloudformation: the transform {name}")
        try:
            document = dict(transform(document, parameters, region.name))
        except ValueError as reason:
            raise invalid(f"Transform {name} failed with: {reason}") from None
    if names:
        document["Transform"] = list(names)
    return read_template(text, document)


def plan(
    world: World,
    template: Template,
    parameters: Mapping[str, Parameter],
    pseudo: Mapping[str, Any],
) -> Plan:
    """Plan a stack; raises `Refusal` for what cannot be, and names all that is not modelled."""
    resolver = Resolver(template, parameters, pseudo, _Nobody())
    resources = wanted(resolver)
    needs = dependencies(resolver, resources)
    order = in_order(needs)
    left_out = {
        name: f"not applied: {resources[name].type} is not modelled by the simulator"
        for name in order
        if kind_of(world, resources[name].type) is None
    }
    if left_out and not world.skips_unknown_resources:
        named = ", ".join(f"{name} ({resources[name].type})" for name in left_out)
        each = "each of " if len(left_out) > 1 else ""
        raise NotModelled(f"cloudformation: the stack is not made: {each}{named}")
    declared = {}
    for name in order:
        value, mentioned = as_declared(resolver, dict(resources[name].properties))
        if not isinstance(value, dict):
            raise misformed(f"[/Resources/{name}] Every Properties member must be an object.")
        declared[name] = value
        lacking = sorted(mentioned & left_out.keys())
        if lacking and name not in left_out:
            left_out[name] = f"not applied: it needs {lacking[0]}, which is not applied"
    outputs = _outputs(resolver.linked(resolver.links, "Outputs"))
    return Plan(
        template, parameters, resolver, tuple(order), resources, left_out, declared, outputs
    )


def _outputs(resolver: Resolver) -> dict[str, Any]:
    found = {}
    for name, said in resolver.template.section("Outputs").items():
        if "Condition" in said and not resolver.met(said["Condition"]):
            continue
        value, _ = as_declared(resolver, said["Value"])
        if isinstance(value, list | dict) or value is NOTHING:
            raise misformed(
                f"The Value field of every Outputs member must evaluate to a String. ({name})"
            )
        export, _ = as_declared(resolver, said.get("Export", {}))
        found[name] = (value, export, said.get("Description", ""))
    return found


def check_capabilities(template: Template, given: tuple[str, ...], *, macros: bool) -> None:
    """Refuse rights or macros that the caller has not agreed to (InsufficientCapabilities)."""
    if macros and set(template.transforms) - {LANGUAGE_EXTENSIONS}:
        _check("CAPABILITY_AUTO_EXPAND", {"CAPABILITY_AUTO_EXPAND"} & set(given))
    rights = needed_capability(template)
    agreed = {"CAPABILITY_NAMED_IAM", rights} & set(given)
    if rights:
        _check(rights, agreed)


def needed_capability(template: Template) -> str:
    """Give the capability that the resources of a template need."""
    of_iam = [one for one in template.resources.values() if one.type.startswith("AWS::IAM::")]
    if any(_NAMED & one.properties.keys() for one in of_iam):
        return "CAPABILITY_NAMED_IAM"
    return "CAPABILITY_IAM" if of_iam else ""


def _check(needed: str, agreed: set[str]) -> None:
    if not agreed:
        raise Refusal("InsufficientCapabilitiesException", f"Requires capabilities : [{needed}]")


class _Nobody:
    """Links of somebody who only asks about conditions."""

    def identity(self, resource: str) -> Any:
        """Refuse: nothing is made yet."""
        raise misformed(f"Unresolved resource dependencies [{resource}]")

    def attribute(self, resource: str, name: str) -> Any:
        """Refuse: nothing is made yet."""
        raise misformed(f"Unresolved resource dependencies [{resource}.{name}]")

    def exported(self, name: str) -> str:
        """Refuse: nothing is imported yet."""
        raise misformed(f"No export named {name} found.")
