"""The text of a template, JSON or YAML, as the document that it means.

Deep documents and nulls are refused, wherever they stand.
"""

from __future__ import annotations

import json
from typing import Any

from pattern_tck.simulator.stacks.complaints import invalid, misformed
from pattern_tck.simulator.stacks.yaml_text import DEEPEST, check_once, read_yaml


def read_text(text: str) -> dict[str, Any]:
    """Read a template; raises `Refusal` (ValidationError) in CloudFormation's words.

    A mapping that has a name twice is not modelled: nobody says which of them counts.
    """
    document = _json(text) if text.lstrip().startswith("{") else read_yaml(text)
    if not isinstance(document, dict):
        raise misformed("unsupported structure.")
    _check_nulls(document)
    return document


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as reason:
        raise misformed(
            f"JSON not well-formed. (line {reason.lineno}, column {reason.colno})"
        ) from None
    except RecursionError:
        raise misformed("JSON not well-formed.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        check_once(found, name)
        found[name] = value
    return found


def _check_nulls(document: Any) -> None:
    """Refuse a null wherever it stands, by its path; deep JSON is refused as well."""
    left: list[tuple[str, int, Any]] = [("", 0, document)]
    while left:
        path, depth, value = left.pop()
        if value is None:
            raise invalid(f"[{path}] 'null' values are not allowed in templates")
        if depth > DEEPEST:
            raise misformed("unsupported structure.")
        if isinstance(value, dict):
            inner = [(f"{path}/{name}", depth + 1, one) for name, one in value.items()]
        elif isinstance(value, list):
            inner = [(f"{path}/{at}", depth + 1, one) for at, one in enumerate(value)]
        else:
            continue
        left.extend(reversed(inner))
