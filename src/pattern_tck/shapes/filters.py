"""Filters by body: what a team filters by in its own shape, by the kit's fields.

Filter policies of topics and patterns of rules are objects in the shape of the message, with a list
of conditions in place of each value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pattern_tck.shapes import documents


def by_fields(
    asked: Mapping[str, Any], places: Mapping[tuple[str, ...], str]
) -> dict[str, Any] | None:
    """Write a filter by canonical fields; ``places`` has them by the names on the way there.

    None if it filters by something that is no field.
    """
    made: dict[str, Any] = {}
    for path, conditions in _conditions(asked, ()):
        if path not in places:
            return None
        documents.put(made, places[path], conditions)
    return made


def _conditions(
    asked: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, part in asked.items():
        here = (*path, name)
        if isinstance(part, Mapping):
            yield from _conditions(part, here)
        else:
            yield here, part
