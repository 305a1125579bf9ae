"""Checks of values: numbers in their range, texts, truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator.workflows.language.documents import is_number
from pattern_tck.simulator.workflows.language.findings import Findings
from pattern_tck.simulator.workflows.language.jsonata import is_expression
from pattern_tck.simulator.workflows.language.state_fields import JSONATA, TEXTS, Number


def check_numbers(
    thing: Mapping[str, Any],
    numbers: Mapping[str, Number],
    location: str,
    findings: Findings,
    language: str = "",
) -> None:
    """Check the fields of a thing that are numbers; in JSONata they may be expressions."""
    for name, bounds in numbers.items():
        if name in thing:
            value = thing[name]
            computed = language == JSONATA and isinstance(value, str) and is_expression(value)
            if not computed:
                _check_number(value, bounds, f"{location}/{name}", findings)


def _check_number(value: Any, bounds: Number, location: str, findings: Findings) -> None:
    kind = int if bounds.whole else float
    if not is_number(value) or (bounds.whole and value % 1 != 0):
        wanted = "Integer" if bounds.whole else "Float"
        findings.wrong(f"Expected value of type {wanted}", location)
    elif bounds.least is not None and value < bounds.least:
        findings.wrong(f"Minimum value is {kind(bounds.least)}", location)
    elif bounds.most is not None and value > bounds.most:
        findings.wrong(f"Maximum value is {kind(bounds.most)}", location)


def check_texts(thing: Mapping[str, Any], location: str, findings: Findings) -> None:
    """Check the fields of a thing that are texts."""
    for name in thing:
        if name in TEXTS and not isinstance(thing[name], str):
            findings.wrong("Expected value of type [STRING]", f"{location}/{name}")


def check_one_of(
    thing: Mapping[str, Any],
    name: str,
    allowed: tuple[str, ...],
    location: str,
    findings: Findings,
) -> None:
    """Check a field that has one of a few values, if it is there."""
    if name not in thing:
        return
    if not isinstance(thing[name], str):
        findings.wrong("Expected value of type [STRING]", f"{location}/{name}")
    elif thing[name] not in allowed:
        listed = ", ".join(allowed)
        findings.wrong(f"Value should be one of the following: [{listed}]", f"{location}/{name}")


def filled_list(
    thing: Mapping[str, Any], name: str, location: str, findings: Findings
) -> list[Any]:
    """Check a field that is an array with at least one member; give the members."""
    members = thing.get(name)
    if name not in thing:
        return []
    if not isinstance(members, list):
        findings.wrong("Expected value of type [ARRAY]", f"{location}/{name}")
        return []
    if not members:
        findings.wrong("Value cannot be empty", f"{location}/{name}")
    return members
