"""JSON text of a value out of an event, with numbers as they were written."""

from __future__ import annotations

import json
from typing import Any, Final

_quote: Final = json.JSONEncoder(ensure_ascii=False).encode


def written(value: Any) -> str:
    """Write a value as compact JSON."""
    if isinstance(value, dict):
        return (
            "{" + ",".join(f"{_quote(key)}:{written(inner)}" for key, inner in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    if value is None or isinstance(value, (str, bool)):
        return _quote(value)
    return str(value)
