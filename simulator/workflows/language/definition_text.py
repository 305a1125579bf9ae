"""The text of a definition: JSON in which a state may by mistake stand twice."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from pattern_tck.simulator.workflows.language.findings import (
    INVALID_JSON_DESCRIPTION,
    Findings,
)

_TOKEN: Final = re.compile(r"[A-Za-z_]\w*")
#: How much of a text is shown where it is wrong.
_SHOWN: Final = 500


class Fields(dict[str, Any]):
    """An object of the text, which knows the names that stand in it twice."""

    twice: tuple[str, ...] = ()


def read_definition(text: str, findings: Findings) -> Fields | None:
    """Read a definition; note why it is none, and give None."""
    try:
        definition = json.loads(text, object_pairs_hook=_fields, parse_constant=_refuse)
    except json.JSONDecodeError as mistake:
        _note(text, mistake.msg, mistake.pos, findings)
        return None
    except (ValueError, RecursionError) as mistake:
        _note(text, str(mistake), 0, findings)
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


def _refuse(name: str) -> Any:
    raise ValueError(f"Non-standard token '{name}'")


def _note(text: str, reason: str, at: int, findings: Findings) -> None:
    if token := _TOKEN.match(text, at):
        at = token.end()
        reason = (
            f"Unrecognized token '{token[0]}': was expecting (JSON String, Number, Array, Object "
            "or token 'null', 'true' or 'false')"
        )
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    place = f'[Source: (String)"{text[:_SHOWN]}"; line: {line}, column: {column}]'
    findings.wrong(f"{reason}\n at {place}", place, INVALID_JSON_DESCRIPTION)
