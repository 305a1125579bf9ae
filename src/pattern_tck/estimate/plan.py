"""The plan of a run, as far as it is known before anything is opened: roles, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pattern_tck.bindings.deployed import deployed
from pattern_tck.implementation import Implementation
from pattern_tck.manifest.settings import Deployed, Manifest
from pattern_tck.scenarios import Scenario, scenarios


@dataclass(frozen=True)
class Plan:
    """Which roles are judged; ``deployed`` has the channels of those that run already."""

    roles: frozenset[str]
    is_reference: bool = False
    deployed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, implementation: Implementation) -> Plan:
        """Give the plan of judging an implementation."""
        found = {role: deployed(binding) for role, binding in implementation.roles.items()}
        standing = {role: binding.channels for role, binding in found.items() if binding}
        return cls(frozenset(found), implementation.is_reference, standing)

    @classmethod
    def of_manifest(cls, manifest: Manifest) -> Plan:
        """Give the plan of judging what a manifest says; no code of the team's is imported."""
        ways = {role: settings.way for role, settings in manifest.roles.items()}
        standing = {role: way.channels for role, way in ways.items() if isinstance(way, Deployed)}
        return cls(frozenset(ways), deployed=standing)

    @cached_property
    def chosen(self) -> list[Scenario]:
        """Give the scenarios that are performed if none is left out."""
        return [one for one in scenarios() if one.role is None or one.role in self.roles]

    @property
    def channels(self) -> list[tuple[str, str]]:
        """Give the channels of systems that run already: variable and address."""
        return [pair for channels in self.deployed.values() for pair in channels.items()]
