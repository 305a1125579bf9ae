r"""Templates: a sample of a team's message, in which ``{field}`` stands for a canonical field.

A placeholder is a brace, a name, perhaps more names after dots, and a brace, with no space between:
``{id}``, ``{customer.id}``. Nothing else is one, and no JSON document holds it outside its strings.
Inside a string of JSON, in XML and in plain text it stands for a piece of text; alone in JSON for
any value. To write one down that is none: ``\u007bid}`` in JSON, ``&#123;id}`` in XML.

A text that begins with ``<`` is XML; one with a brace or a quotation mark, or a bracket, JSON; any
other is plain text. What is read back has to have the placeholders' places; whatever else stands
in it may be as it likes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

from pattern_tck.contracts.fields import Field
from pattern_tck.shapes import documents, values
from pattern_tck.shapes.documents import UNREADABLE
from pattern_tck.shapes.tree import LEFT_OUT, Path, Tree, Unfilled, Words, grown

_NAME: Final = r"[A-Za-z_][A-Za-z0-9_-]*"
_PLACEHOLDER: Final = re.compile(rf"\{{({_NAME}(?:\.{_NAME})*)\}}")
_STRING_OR_PLACEHOLDER: Final = re.compile(rf'"(?:[^"\\]|\\.)*"|{_PLACEHOLDER.pattern}', re.DOTALL)

#: Stand for the braces while a template is read as what it is a template of.
_OPEN, _ALONE, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARKED: Final = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")

_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_ENTITIES: Final = {'"': "&quot;", "'": "&apos;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


class Template:
    """One sample. ``fields`` says what the canonical fields are; one not in there may be anything.

    Raises ValueError with a sentence if the text is no template.
    """

    def __init__(self, text: str, fields: Mapping[str, Field]) -> None:
        if any(mark in text for mark in (_OPEN, _ALONE, _CLOSE)):
            raise ValueError("it holds a character of the private use area")
        self._text = text
        self._fields = fields
        self.language = _language(text)
        self._tree = self._grown()
        self.names: frozenset[str] = self._tree.names
        for name in self.names:
            if any(other.startswith(f"{name}.") for other in self.names):
                raise ValueError(f"it names {{{name}}} and a field within it")

    def fill(self, document: Any) -> str | None:
        """Write the team's message with the fields of a canonical one.

        None if a field that is needed lacks, or is not of its type.
        """
        if not isinstance(document, dict):
            return None
        found: dict[str, Any] = {}
        for name in self.names:
            field = self._fields.get(name, Field())
            value = documents.at(document, name)
            if value is UNREADABLE:
                if field.required:
                    return None
            elif not values.fits(value, field.type):
                return None
            else:
                found[name] = value
        try:
            written = self._written(found)
            written.encode()
        except (Unfilled, UnicodeEncodeError):
            return None
        return written

    def read(self, text: str) -> dict[str, Any] | None:
        """Give the canonical fields, by dotted path, out of a message of the team's.

        None if the text does not have the places where they should be.
        """
        found: dict[str, Any] = {}
        try:
            return found if self._tree.read(self._document(text), found) else None
        except RecursionError:
            return None

    def constants(self) -> dict[Path, Any]:
        """Give what is no placeholder in the sample: values by their paths."""
        return self._tree.constants()

    def wholes(self) -> dict[tuple[str, ...], str]:
        """Give the fields that are a whole value in the sample, by the names on the way there."""
        return {
            tuple(step for step in path if isinstance(step, str)): name
            for path, name in self._tree.wholes().items()
        }

    def holds(self, text: str, constants: Mapping[Path, Any]) -> bool:
        """Say whether these values stand at these paths in a message of the team's."""
        document = self._document(text)
        return all(_at(document, path) == value for path, value in constants.items())

    def _grown(self) -> Tree:
        if self.language == "json":
            document = documents.read_json(_STRING_OR_PLACEHOLDER.sub(_mark, self._text))
        elif self.language == "xml":
            document = documents.read_xml(_PLACEHOLDER.sub(rf"{_OPEN}\1{_CLOSE}", self._text))
        else:
            document = _PLACEHOLDER.sub(rf"{_OPEN}\1{_CLOSE}", self._text)
        if document is UNREADABLE:
            raise ValueError(f"it is no {self.language.upper()}")
        return grown(document, self._leaf, self._fields)

    def _leaf(self, text: str) -> str | Words | Any:
        if text.startswith(_ALONE):
            return Words([text[1:-1]], alone=True)
        pieces = _MARKED.split(text)
        if len(pieces) == 1:
            return text
        for number in range(2, len(pieces) - 1, 2):
            if not pieces[number]:
                one, other = pieces[number - 1], pieces[number + 1]
                raise ValueError(
                    f"nothing stands between {{{one}}} and {{{other}}} to tell them apart"
                )
        return Words(pieces)

    def _document(self, text: str) -> Any:
        if self.language == "text":
            return text
        return documents.read_xml(text) if self.language == "xml" else documents.read_json(text)

    def _written(self, found: Mapping[str, Any]) -> str:
        if self.language == "xml":
            return _PLACEHOLDER.sub(
                lambda placeholder: _escaped(values.text(found.get(placeholder[1], ""))), self._text
            )
        made = self._tree.filled(found)
        if made is LEFT_OUT:
            raise Unfilled
        return str(made) if self.language == "text" else json.dumps(made, ensure_ascii=False)


def _language(text: str) -> str:
    begin = text.lstrip()
    if begin.startswith("<"):
        return "xml"
    if begin.startswith('"') or (begin.startswith("{") and not _PLACEHOLDER.match(begin)):
        return "json"
    marked = _STRING_OR_PLACEHOLDER.sub(_mark, text)
    # In a log line a bracket is a bracket.
    is_list = begin.startswith("[") and documents.read_json(marked) is not UNREADABLE
    return "json" if is_list else "text"


def _mark(found: re.Match[str]) -> str:
    if found[0].startswith('"'):
        return _PLACEHOLDER.sub(rf"{_OPEN}\1{_CLOSE}", found[0])
    return f'"{_ALONE}{found[1]}{_CLOSE}"'


def _escaped(text: str) -> str:
    if _NOT_IN_XML.search(text):
        raise Unfilled
    return escape(text, _XML_ENTITIES)


def _at(document: Any, path: Path) -> Any:
    for step in path:
        try:
            document = document[step]
        except (LookupError, TypeError):
            return UNREADABLE
    return document
