"""Texts in JSON: read, or refused in the words of the parser that Step Functions has, Jackson.

AWS passes the parser's words on to whoever sent the text: as the reason of InvalidExecutionInput,
and as a diagnostic of a definition.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from typing import Any, Final

from pattern_tck.simulator.json_texts import DEEPEST, is_too_deep

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_PLAIN: Final = re.compile(r'[^"\\\x00-\x1f]+')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_KNOWN: Final = frozenset({"true", "false", "null"})
_VALUES: Final = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
_FIRST_PRINTED: Final = 32
#: How much of a text is shown where it is wrong.
_SHOWN: Final = 500

#: Makes an object of its fields, of which two may have one name.
Pairs = Callable[[list[tuple[str, Any]]], Any]


class NotJson(ValueError):
    """A text is no JSON. ``reason`` says why, ``place`` where, both as Jackson does."""

    def __init__(self, reason: str, text: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = _place(text, at)


def read_json(text: str, pairs: Pairs | None = None) -> Any:
    """Read a text, ``pairs`` making the objects; raises `NotJson`.

    What is nested deeper than `DEEPEST` is refused too.
    """
    try:
        if pairs is None:
            read = _DECODER.decode(text)
        else:
            read = json.loads(text, object_pairs_hook=pairs, parse_constant=_refuse)
    except (ValueError, RecursionError) as mistake:
        # Where it is nested too deep, the search does not get to what is wrong either.
        with contextlib.suppress(RecursionError):
            _Search(text).all()
        raise NotJson(str(mistake), text, 0) from None
    if is_too_deep(read, text):
        raise NotJson(f"Document nested more than {DEEPEST} deep", text, 0)
    return read


def _refuse(name: str) -> Any:
    raise ValueError(name)


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse)


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return f'[Source: (String)"{text[:_SHOWN]}"; line: {line}, column: {column}]'


class _Search:
    """Goes through a text as Jackson does, up to what it cannot read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def all(self) -> None:
        """Look for what is wrong anywhere; raises `NotJson`."""
        self._value()
        if self._next():
            self._odd_value()

    def _next(self) -> str:
        """Give the next character that is no space; an empty text at the end."""
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._text[self._at : self._at + 1]

    def _value(self) -> None:
        first = self._next()
        word = _WORD.match(self._text, self._at)
        number = _NUMBER.match(self._text, self._at)
        if first == "{":
            self._members("Object", "}", self._field)
        elif first == "[":
            self._members("Array", "]", self._value)
        elif first == '"':
            self._string(": was expecting closing quote for a string value")
        elif word is not None and word[0] in _KNOWN:
            self._at = word.end()
        elif number is not None:
            self._at = number.end()
            self._digits(number[0])
        else:
            self._odd_value()

    def _members(self, kind: str, end: str, member: Callable[[], None]) -> None:
        start = self._at
        self._at += 1
        if self._next() == end:
            self._at += 1
            return
        while True:
            self._must_go_on(kind, start)
            member()
            following = self._next()
            self._must_go_on(kind, start)
            self._at += 1
            if following == end:
                return
            if following != ",":
                self._unexpected(following, f"was expecting comma to separate {kind} entries")

    def _field(self) -> None:
        first = self._next()
        if first != '"':
            self._at += 1
            self._unexpected(first, "was expecting double-quote to start field name")
        self._string(" in field name")
        colon = self._next()
        self._at += 1
        if colon != ":":
            self._unexpected(colon, "was expecting a colon to separate field name and value")
        if not self._next():
            raise self._wrong("Unexpected end-of-input within/between Object entries")
        self._value()

    def _string(self, at_the_end: str) -> None:
        self._at += 1
        while True:
            plain = _PLAIN.match(self._text, self._at)
            self._at = plain.end() if plain else self._at
            sign = self._text[self._at : self._at + 1]
            self._at += 1
            if sign == '"':
                return
            if not sign:
                raise self._wrong(f"Unexpected end-of-input{at_the_end}")
            if sign == "\\":
                self._escape()
            else:
                raise self._wrong(
                    f"Illegal unquoted character ((CTRL-CHAR, code {ord(sign)})): has to be "
                    "escaped using backslash to be included in string value"
                )

    def _escape(self) -> None:
        sign = self._text[self._at : self._at + 1]
        self._at += 1
        if not sign or sign not in '"\\/bfnrtu':
            shown = f"{_shown(sign)} " if sign else ""
            raise self._wrong(f"Unrecognized character escape {shown}".rstrip())

    def _digits(self, number: str) -> None:
        following = self._text[self._at : self._at + 1]
        if number.lstrip("-") == "0" and following.isdecimal():
            raise self._wrong("Invalid numeric value: Leading zeroes not allowed")

    def _odd_value(self) -> None:
        if word := _WORD.match(self._text, self._at):
            self._at = word.end()
            raise self._wrong(f"Unrecognized token '{word[0]}': was expecting {_VALUES}")
        sign = self._next()
        if not sign:
            raise self._wrong("No content to map due to end-of-input")
        self._at += 1
        self._unexpected(sign, f"expected a valid value {_VALUES}")

    def _must_go_on(self, kind: str, start: int) -> None:
        if not self._next():
            raise self._wrong(
                f"Unexpected end-of-input: expected close marker for {kind} (start marker at "
                f"{_place(self._text, start + 1)})"
            )

    def _unexpected(self, sign: str, expected: str) -> None:
        if not sign:
            raise self._wrong(f"Unexpected end-of-input: {expected}")
        raise self._wrong(f"Unexpected character ({_shown(sign)}): {expected}")

    def _wrong(self, reason: str) -> NotJson:
        return NotJson(reason, self._text, min(self._at, len(self._text)))


def _shown(sign: str) -> str:
    code = ord(sign)
    return f"'{sign}' (code {code})" if code >= _FIRST_PRINTED else f"(CTRL-CHAR, code {code})"
