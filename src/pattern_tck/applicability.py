"""Applicability: whether a scenario asks for something that a target is not meant to have."""

from __future__ import annotations

from pattern_tck import catalogue
from pattern_tck.channels import kind_of
from pattern_tck.ports import Capabilities
from pattern_tck.scenarios import Scenario


def why_not_applicable(capabilities: Capabilities, scenario: Scenario) -> str:
    """Give why a scenario is none for a target with these capabilities; nothing if it is one.

    The reason that is told is that of the broadest matter: the pattern, then its role, then a
    channel that the role is given or makes, then a capability, then the clause.
    """
    return next(
        (
            capabilities.foreign[matter]
            for matter in _matters(scenario)
            if matter in capabilities.foreign
        ),
        "",
    )


def _matters(scenario: Scenario) -> list[str]:
    role = scenario.role
    return [
        scenario.pattern,
        *([role, *sorted(_kinds(role))] if role else []),
        *sorted(scenario.needs),
        *scenario.clause_ids,
    ]


def _kinds(role: str) -> set[str]:
    described = catalogue.roles()[role]
    return {kind_of(variable) for variable in (*described.given, *described.makes)}
