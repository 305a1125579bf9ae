"""The order in which resources are made: each after whatever it refers to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from pattern_tck.simulator.stacks.complaints import invalid, misformed
from pattern_tck.simulator.stacks.resolving import Resolver
from pattern_tck.simulator.stacks.template import Resource


@dataclass
class Mentioned:
    """Links that only note what is mentioned; the values are marks that name it."""

    resources: set[str] = field(default_factory=set)

    def identity(self, resource: str) -> str:
        """Note a Ref."""
        self.resources.add(resource)
        return f"\0Ref {resource}\0"

    def attribute(self, resource: str, name: str) -> str:
        """Note a Fn::GetAtt."""
        self.resources.add(resource)
        return f"\0GetAtt {resource}.{name}\0"

    def exported(self, name: str) -> str:
        """Mark an import by its name."""
        return f"\0ImportValue {name}\0"


def wanted(resolver: Resolver) -> dict[str, Resource]:
    """Give the resources of the template whose conditions are met."""
    return {
        name: resource
        for name, resource in resolver.template.resources.items()
        if not resource.condition or resolver.met(resource.condition)
    }


def as_declared(resolver: Resolver, given: Any) -> tuple[Any, set[str]]:
    """Give a value with marks for what is not made yet, and the resources that it mentions."""
    mentioned = Mentioned()
    value = resolver.linked(mentioned, resolver.block).value(given)
    return value, mentioned.resources


def dependencies(resolver: Resolver, resources: Mapping[str, Resource]) -> dict[str, set[str]]:
    """Give what each resource needs before it; raises `Refusal` for what is not there."""
    found = {}
    for name, resource in resources.items():
        missing = [one for one in resource.depends_on if one not in resolver.template.resources]
        if missing:
            raise misformed(
                f"Unresolved resource dependencies [{', '.join(missing)}] in the Resources block "
                "of the template"
            )
        _, mentioned = as_declared(resolver, dict(resource.properties))
        # What is said to depend on a resource that is not wanted depends on nothing.
        found[name] = mentioned | (set(resource.depends_on) & resources.keys())
    return found


def in_order(needs: Mapping[str, Collection[str]]) -> list[str]:
    """Give the names so that each comes after its needs, else as they stand; refuse circles."""
    left = {name: set(before) for name, before in needs.items()}
    order: list[str] = []
    while left:
        ready = [name for name, before in left.items() if not before & left.keys()]
        if not ready:
            raise invalid(f"Circular dependency between resources: [{', '.join(_circle(left))}]")
        order += ready
        for name in ready:
            del left[name]
    return order


def _circle(left: Mapping[str, set[str]]) -> list[str]:
    """Leave out what only waits for the circle and is not part of it."""
    members = dict(left)
    while True:
        needed = set().union(*(before & members.keys() for before in members.values()))
        outside = members.keys() - needed
        if not outside:
            return sorted(members)
        for name in outside:
            del members[name]
