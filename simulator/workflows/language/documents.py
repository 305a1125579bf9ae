"""Documents: JSON values as the language sees them, where Python is of another opinion."""

from __future__ import annotations

import json
from typing import Any, Final, TypeGuard

#: Python reads no whole number of more digits; as a float it is infinite.
_MOST_DIGITS: Final = 1000


def is_number(value: object) -> TypeGuard[float]:
    """Say whether a value is a JSON number: true and false are none, though Python thinks so."""
    return type(value) is int or isinstance(value, float)


def number_of(text: str) -> float:
    """Give the number that a text of digits means, with or without a point and an exponent."""
    whole = text.removeprefix("-").isdecimal() and len(text) < _MOST_DIGITS
    return int(text) if whole else float(text)


def written(value: Any) -> str:
    """Write a document as the interpreter does: without spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def same(one: Any, other: Any) -> bool:
    """Say whether two documents are equal: 1 is 1.0, and neither is true."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)
