"""The tree of a template: where in a document of the team's which canonical field has its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from pattern_tck.contracts.fields import Field
from pattern_tck.shapes import values

#: A place that is left out, since the field that belongs there lacks.
LEFT_OUT: Final = object()

#: A place at which a document has nothing.
_NOTHING: Final = object()

Path = tuple[str | int, ...]


class Unfilled(Exception):
    """A place cannot be left out, and there is nothing to put there."""


class Words:
    """A text with placeholders: texts and names by turns, or one name alone."""

    def __init__(self, pieces: list[str], *, alone: bool = False) -> None:
        self.pieces = pieces
        self.alone = alone


class Tree(Protocol):
    """A part of a template: it writes its part of a document, and finds fields in one."""

    names: frozenset[str]

    def filled(self, found: Mapping[str, Any]) -> Any:
        """Give the part of a document, with these fields in it."""

    def read(self, document: Any, found: dict[str, Any]) -> bool:
        """Put the fields that stand in a part of a document into ``found``; say whether it fits."""

    def constants(self) -> dict[Path, Any]:
        """Give the plain values in it, by path."""

    def wholes(self) -> dict[Path, str]:
        """Give the fields that are the whole value of a place, by path."""


def grown(document: Any, leaf: Callable[[str], str | Words], fields: Mapping[str, Field]) -> Tree:
    """Give the tree of a document, in which ``leaf`` tells texts with placeholders from others."""
    if document in ({}, []):
        return _Constant(document)
    if isinstance(document, dict):
        if any(isinstance(leaf(name), Words) for name in document):
            raise ValueError("a name of a member cannot be a placeholder")
        return _Members({name: grown(part, leaf, fields) for name, part in document.items()})
    if isinstance(document, list):
        return _Members({at: grown(part, leaf, fields) for at, part in enumerate(document)})
    found = leaf(document) if isinstance(document, str) else document
    if not isinstance(found, Words):
        return _Constant(found)
    if found.alone:
        return _Value(found.pieces[0], fields.get(found.pieces[0], Field()))
    return _Text(found.pieces, fields)


class _Constant:
    """A value of the sample: it is written as it is, and another may be read in its place."""

    names: frozenset[str] = frozenset()

    def __init__(self, value: Any) -> None:
        self._value = value

    def filled(self, found: Mapping[str, Any]) -> Any:
        return self._value

    def read(self, document: Any, found: dict[str, Any]) -> bool:
        return True

    def constants(self) -> dict[Path, Any]:
        return {(): self._value}

    def wholes(self) -> dict[Path, str]:
        return {}


class _Value:
    """A placeholder that stands alone: any value."""

    def __init__(self, name: str, field: Field) -> None:
        self.names = frozenset({name})
        self._name = name
        self._field = field

    def filled(self, found: Mapping[str, Any]) -> Any:
        return found.get(self._name, LEFT_OUT)

    def read(self, document: Any, found: dict[str, Any]) -> bool:
        if document is _NOTHING or (document is None and self._field.type):
            return not self._field.required
        value = values.read(document, self._field.type)
        if value is values.MISFIT:
            return False
        found.setdefault(self._name, value)
        return True

    def constants(self) -> dict[Path, Any]:
        return {}

    def wholes(self) -> dict[Path, str]:
        return {(): self._name}


class _Text:
    """A text with one placeholder or several."""

    def __init__(self, pieces: list[str], fields: Mapping[str, Field]) -> None:
        self._pieces = pieces
        self._names = pieces[1::2]
        self.names = frozenset(self._names)
        self._fields = {name: fields.get(name, Field()) for name in self._names}
        self._is_one = pieces[0] == pieces[2] == "" if len(pieces) == 3 else False
        self._pattern = re.compile(
            "".join(
                self._written(piece) if number % 2 else re.escape(piece)
                for number, piece in enumerate(pieces)
            ),
            re.ASCII,
        )

    def _written(self, name: str) -> str:
        field = self._fields[name]
        known = values.WRITTEN.get(field.type)
        if known is None:
            return f"({values.ANYTHING})"
        return f"({known})" if field.required else f"((?:{known})?)"

    def filled(self, found: Mapping[str, Any]) -> Any:
        if self._is_one and self._names[0] not in found:
            return LEFT_OUT
        return "".join(
            values.text(found.get(piece, "")) if number % 2 else piece
            for number, piece in enumerate(self._pieces)
        )

    def read(self, document: Any, found: dict[str, Any]) -> bool:
        if document is _NOTHING or document is None:
            return not any(field.required for field in self._fields.values())
        if self._is_one and isinstance(document, (int, float)):
            document = values.text(document)  # the team writes a number in place of its text
        matched = self._pattern.fullmatch(document) if isinstance(document, str) else None
        if matched is None:
            return False
        written = zip(self._names, matched.groups(), strict=True)
        return all(self._take(name, text, found) for name, text in written)

    def _take(self, name: str, text: str, found: dict[str, Any]) -> bool:
        field = self._fields[name]
        if not text and not field.required and field.type in values.WRITTEN:
            return True
        value = values.read(text, field.type)
        if value is values.MISFIT:
            return False
        found.setdefault(name, value)
        return True

    def constants(self) -> dict[Path, Any]:
        return {}

    def wholes(self) -> dict[Path, str]:
        return {(): self._names[0]} if self._is_one else {}


class _Members:
    """An object or a list: members by name, or by place."""

    def __init__(self, members: Mapping[Any, Tree]) -> None:
        self._members = members
        self._is_list = bool(members) and all(isinstance(name, int) for name in members)
        self.names = frozenset(name for part in members.values() for name in part.names)

    def filled(self, found: Mapping[str, Any]) -> Any:
        made = {name: part.filled(found) for name, part in self._members.items()}
        if self._is_list:
            return [None if value is LEFT_OUT else value for value in made.values()]
        return {name: value for name, value in made.items() if value is not LEFT_OUT}

    def read(self, document: Any, found: dict[str, Any]) -> bool:
        if not self.names:
            return True  # nothing is looked for in it
        return all(
            part.read(self._member(document, name), found)
            for name, part in self._members.items()
            if part.names
        )

    def _member(self, document: Any, name: Any) -> Any:
        if self._is_list:
            has = isinstance(document, list) and name < len(document)
            return document[name] if has else _NOTHING
        return document.get(name, _NOTHING) if isinstance(document, dict) else _NOTHING

    def constants(self) -> dict[Path, Any]:
        return {
            (name, *path): value
            for name, part in self._members.items()
            for path, value in part.constants().items()
        }

    def wholes(self) -> dict[Path, str]:
        return {
            (name, *path): field
            for name, part in self._members.items()
            for path, field in part.wholes().items()
        }
