"""Values on their way between a canonical field and its place in a team's message.

A field has the type that the contract says. In a text of the team's it is written out, and read
back as that type; a value that is not of the type is no value of the field.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

#: What reading gives where there is no value of the type.
MISFIT: Final = object()

#: What may stand in a text for a field of each type; of any other type: anything, but not more
#: than needed.
WRITTEN: Final[Mapping[str, str]] = {
    "number": r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?",
    "integer": r"-?\d+",
    "boolean": r"true|false",
}
ANYTHING: Final = r"[\s\S]*?"

_INTEGER: Final = re.compile(r"-?[0-9]+")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def fits(value: Any, kind: str) -> bool:
    """Say whether a canonical value is of a field's type."""
    if kind == "string":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return _is_number(value)
    return True


def text(value: Any) -> str:
    """Write a value out, as part of a text."""
    return value if isinstance(value, str) else json.dumps(value)


def read(value: Any, kind: str) -> Any:
    """Read what stands at a field's place as the field's type; `MISFIT` if it is none."""
    if fits(value, kind):
        return value
    if kind == "string":
        return json.dumps(value) if _is_number(value) else MISFIT
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return _parsed(value, kind) if isinstance(value, str) else MISFIT


def _parsed(value: str, kind: str) -> Any:
    if kind == "boolean":
        return {"true": True, "false": False}.get(value, MISFIT)
    try:
        if _INTEGER.fullmatch(value):
            return int(value)
    except ValueError:
        return MISFIT  # more digits than Python wants to read
    if kind == "number" and _NUMBER.fullmatch(value):
        number = float(value)
        return number if math.isfinite(number) else MISFIT
    return MISFIT


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return isinstance(value, int) or math.isfinite(value)
