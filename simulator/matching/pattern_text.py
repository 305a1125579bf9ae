"""The text of a pattern, read as AWS reads it: where each value stands, or why it is no JSON.

AWS names the place of a fault as its JSON reader (Jackson) counts it: by the line and the column
to which it has read. All positions here are numbers of letters that were read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pattern_tck.simulator.matching.faults import Place

_SPACES: Final = re.compile(r"[ \t\r\n]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_STRING: Final = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"', re.DOTALL)
_WORD: Final = re.compile(r"\w+")
_WORDS: Final = ("true", "false", "null")
_NOT_A_NUMBER: Final = (
    "Non-standard token 'NaN': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow"
)
_VALUES: Final = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
#: How much of a text a message shows.
_SHOWN: Final = 500


@dataclass
class Node:
    """A value of the text: how far one has read at its beginning and at its end."""

    begin: int
    end: int = 0
    fields: dict[str, Node] = field(default_factory=dict)
    members: list[Node] = field(default_factory=list)


class Malformed(ValueError):
    """A text that is no JSON; ``at`` is how far it was read."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.at = at


def read(text: str) -> Node:
    """Give the places of the values of a text. Raises `Malformed`."""
    reader = _Reader(text)
    if not reader.skip():
        raise Malformed("Filter is not an object", reader.at)
    node = reader.value()
    reader.skip()
    if reader.at < len(text):
        raise reader.unexpected("was expecting end of input")
    return node


def shown_place(text: str, at: int) -> str:
    """Give a place as the end of a message."""
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    left = len(text) - _SHOWN
    source = f'"{text[:_SHOWN]}"' + (f"[truncated {left} chars]" if left > 0 else "")
    return f"\n at [Source: (String){source}; line: {line}, column: {column}]"


def place_of(node: Node, path: Sequence[str | int], place: Place) -> int:
    """Give how far one has read at a value; names may have been joined by dots in the text."""
    rest = list(path)
    while rest:
        step = rest[0]
        if isinstance(step, int):
            if step >= len(node.members):
                break
            node, rest = node.members[step], rest[1:]
            continue
        names = [name for name in rest if isinstance(name, str)]
        for count in range(1, len(names) + 1):
            joined = ".".join(names[:count])
            if joined in node.fields:
                node, rest = node.fields[joined], rest[count:]
                break
        else:
            break
    return node.begin if place is Place.BEGIN else node.end


class _Reader:
    """Reads a text from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        #: Where the objects and arrays begin in which one reads.
        self.open: list[int] = []

    def skip(self) -> str:
        """Go over white space, and give the next letter; nothing at the end."""
        spaces = _SPACES.match(self.text, self.at)
        self.at = spaces.end() if spaces else self.at
        return self.text[self.at : self.at + 1]

    def unexpected(self, expected: str) -> Malformed:
        """Say that the next letter should not be there."""
        letter = self.text[self.at : self.at + 1]
        if letter:
            reason = f"Unexpected character ('{letter}' (code {ord(letter)})): {expected}"
            return Malformed(reason, self.at)
        begin = self.open[-1]
        kind = "Object" if self.text[begin] == "{" else "Array"
        marker = shown_place(self.text, begin).removeprefix("\n at ")
        reason = f"Unexpected end-of-input: expected close marker for {kind} (start marker at "
        return Malformed(f"{reason}{marker})", self.at)

    def value(self) -> Node:
        letter = self.skip()
        if letter == "{":
            return self._object()
        if letter == "[":
            return self._array()
        if letter == '"':
            node = Node(self.at + 1)
            self._string()
            node.end = self.at
            return node
        return self._scalar(letter)

    def _scalar(self, letter: str) -> Node:
        word = _WORD.match(self.text, self.at) if letter.isalpha() or letter == "_" else None
        if word is not None:
            self.at = word.end()
            if word[0] == "NaN":
                raise Malformed(_NOT_A_NUMBER, self.at)
            if word[0] not in _WORDS:
                reason = f"Unrecognized token '{word[0]}': was expecting {_VALUES}"
                raise Malformed(reason, self.at)
            return Node(self.at, self.at)
        number = _NUMBER.match(self.text, self.at)
        if number is None:
            raise self.unexpected(f"expected a valid value {_VALUES}")
        self.at = number.end()
        return Node(self.at, self.at)

    def _string(self) -> str:
        found = _STRING.match(self.text, self.at)
        if found is None:
            raise Malformed("Unexpected end-of-input in VALUE_STRING", len(self.text))
        self.at = found.end()
        return found[0][1:-1]

    def _object(self) -> Node:
        self.open.append(self.at)
        self.at += 1
        node = Node(self.at)
        if self.skip() != "}":
            while True:
                if self.skip() != '"':
                    raise self.unexpected("was expecting double-quote to start field name")
                name = self._string()
                if self.skip() != ":":
                    raise self.unexpected("was expecting a colon to separate field name and value")
                self.at += 1
                node.fields[name] = self.value()
                if not self._more("}", "Object"):
                    break
        return self._closed(node)

    def _array(self) -> Node:
        self.open.append(self.at)
        self.at += 1
        node = Node(self.at)
        if self.skip() != "]":
            while True:
                node.members.append(self.value())
                if not self._more("]", "Array"):
                    break
        return self._closed(node)

    def _closed(self, node: Node) -> Node:
        self.open.pop()
        self.at += 1
        node.end = self.at
        return node

    def _more(self, close: str, kind: str) -> bool:
        letter = self.skip()
        if letter == ",":
            self.at += 1
            return True
        if letter != close:
            raise self.unexpected(f"was expecting comma to separate {kind} entries")
        return False
