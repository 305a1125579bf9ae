"""JSON in texts that callers give: whatever is wrong with it is a ValueError."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

#: How deep documents may be nested here. Whoever reads them calls himself once for each level, or
#: twice, and Python lets nobody do that more than a thousand times. AWS names no limit.
DEEPEST: Final = 300


def read_json(text: str) -> Any:
    """Read a JSON text; ValueError if it is none, or is nested too deeply for anybody's use."""
    try:
        read = _DECODER.decode(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if is_too_deep(read, text):
        raise ValueError("it is nested too deeply")
    return read


def is_too_deep(value: Any, text: str | None = None) -> bool:
    """Say whether a document is nested deeper than anybody here follows it.

    With its ``text`` most documents need not be followed, since every level has a bracket there.
    """
    if text is not None and text.count("{") + text.count("[") <= DEEPEST:
        return False
    level = _containers((value,))
    for _ in range(DEEPEST):
        if not level:
            return False
        inside: list[Any] = []
        for one in level:
            inside += one.values() if isinstance(one, dict) else one
        level = _containers(inside)
    return bool(level)


def _containers(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if isinstance(value, dict | list)]


def _refuse(name: str) -> Any:
    # Python reads NaN and Infinity, which are no JSON.
    raise ValueError(f"{name} is not JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse)
