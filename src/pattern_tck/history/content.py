"""What a message or an item says: its fields, and every word that stands anywhere in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

_NOTHING: Final[Mapping[str, Any]] = {}
#: How many bodies are remembered as read: copies of a message come soon after one another.
_REMEMBERED: Final = 4_096


@lru_cache(maxsize=_REMEMBERED)
def fields_of(body: str) -> Mapping[str, Any]:
    """Give the fields of a JSON body, out of the envelope of a topic or a bus."""
    fields = _object(body)
    if {"Type", "Message"} <= fields.keys():
        return _object(fields["Message"])
    if {"detail-type", "detail"} <= fields.keys() and isinstance(fields["detail"], Mapping):
        detail: Mapping[str, Any] = fields["detail"]
        return detail
    return fields


@lru_cache(maxsize=_REMEMBERED)
def inner_text(body: str) -> str:
    """Give what was published, where a body is the envelope of a topic; else the body itself."""
    fields = _object(body)
    return str(fields["Message"]) if {"Type", "Message"} <= fields.keys() else body


def found_at(fields: Mapping[str, Any], path: str) -> list[str]:
    """Give what stands at a dotted path, as text; a list on the way gives one for each entry."""
    found: list[Any] = [fields]
    for name in path.split("."):
        entries = (
            entry for each in found for entry in (each if isinstance(each, list) else [each])
        )
        found = [entry[name] for entry in entries if isinstance(entry, Mapping) and name in entry]
    return [_text(value) for value in found if isinstance(value, str | int | float)]


def words_in(content: Any) -> Iterator[str]:
    """Give every text and number that stands in a value, also in JSON within its texts."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
            if value[:1] in "{[" and value:
                waiting.append(_parsed(value))
        elif isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield _text(value)


def attribute(attributes: Mapping[str, Any], name: str) -> str:
    """Give the text of a message attribute as the API has it, or nothing."""
    return str(attributes.get(name, _NOTHING).get("StringValue", ""))


def _object(text: Any) -> Mapping[str, Any]:
    value = _parsed(text) if isinstance(text, str) else None
    return value if isinstance(value, dict) else _NOTHING


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
