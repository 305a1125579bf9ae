"""The fields of the messages on a channel, by dotted path: their types, and which may lack.

What a team's message shape can name is what the contract of the channel names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pattern_tck.contracts import documents

#: How deep fields are looked for: a schema may contain itself.
_DEEPEST = 6

#: The types that a value can be held against; all else may be anything.
_TYPES = frozenset({"string", "number", "integer", "boolean"})

#: What the contracts call a message that may be anything, since nobody could read it.
_UNREADABLE = "anything"

_ALTERNATIVES = ("allOf", "oneOf", "anyOf")


@dataclass(frozen=True)
class Field:
    """What a contract says of a field; ``type`` is one of JSON Schema's, or empty for anything."""

    type: str = ""
    required: bool = True


@cache
def fields(pattern: str, word: str) -> Mapping[str, Field]:
    """Give the fields of all messages that may be on a channel, by dotted path.

    ``word`` is the word that the roles of the pattern have for the channel. Nothing is known of a
    channel without a contract, nor of one where anything may be.
    """
    found: dict[str, Field] = {}
    for _, payload, document in _messages(pattern, word):
        for path, field in _within(payload, document, "", _DEEPEST):
            found[path] = field if path not in found else _either(found[path], field)
    return found


def is_for_the_unreadable(pattern: str, word: str) -> bool:
    """Say whether a channel is where a message is laid aside that could not be read or worked."""
    names = [name for name, _, _ in _messages(pattern, word)]
    return bool(names) and all(name == _UNREADABLE for name in names)


def _messages(
    pattern: str, word: str
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Give the messages of a channel: name, payload, and the document that they stand in."""
    file = f"{pattern}.asyncapi.yaml"
    if not documents.exists(file):
        return
    document = documents.document(file)
    for channel in document["channels"].values():
        if channel["title"] == word:
            for name, message in channel["messages"].items():
                yield name, _resolved(message, document).get("payload", {}), document


def _within(
    schema: Mapping[str, Any], document: Mapping[str, Any], path: str, depth: int
) -> Iterator[tuple[str, Field]]:
    schema = _resolved(schema, document)
    required = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        here = f"{path}{name}"
        yield here, Field(_type(_resolved(part, document)), name in required)
        if depth:
            yield from _within(part, document, f"{here}.", depth - 1)
    for alternative in _ALTERNATIVES:
        for part in schema.get(alternative, ()):
            if depth:
                yield from _within(part, document, path, depth - 1)


def _type(schema: Mapping[str, Any]) -> str:
    said = schema.get("type", "string" if isinstance(schema.get("const"), str) else "")
    return said if isinstance(said, str) and said in _TYPES else ""


def _either(one: Field, other: Field) -> Field:
    return Field(one.type if one.type == other.type else "", one.required and other.required)


def _resolved(part: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = part
    while isinstance(found, Mapping) and "$ref" in found:
        path = str(found["$ref"]).removeprefix("#/").split("/")
        found = document
        for step in path:
            found = found[step]
    return found if isinstance(found, Mapping) else {}
