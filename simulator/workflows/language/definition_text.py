"""The text of a definition: JSON in which a state may by mistake stand twice."""

from __future__ import annotations

from typing import Any

from pattern_tck.simulator.workflows.language.findings import (
    INVALID_JSON_DESCRIPTION,
    Findings,
)
from pattern_tck.simulator.workflows.language.json_text import NotJson, read_json


class Fields(dict[str, Any]):
    """An object of the text, which knows the names that stand in it twice."""

    twice: tuple[str, ...] = ()


def read_definition(text: str, findings: Findings) -> Fields | None:
    """Read a definition; note why it is none, and give None."""
    try:
        definition = read_json(text, _fields) if text.strip() else None
    except NotJson as mistake:
        reason = f"{mistake.reason}\n at {mistake.place}"
        findings.wrong(reason, mistake.place, INVALID_JSON_DESCRIPTION)
        return None
    if not isinstance(definition, Fields):
        findings.wrong("Definition must be a valid JSON object", "")
        return None
    return definition


def _fields(pairs: list[tuple[str, Any]]) -> Fields:
    made = Fields(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        made.twice = tuple(name for name in made if names.count(name) > 1)
    return made
