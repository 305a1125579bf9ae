"""In which line of a TOML text each key stands.

`tomllib` says what a text holds, and not where. The text that comes here has passed tomllib, so
this walk needs to know just enough of TOML to find its way: keys, strings, brackets, comments.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping

#: A key path: names, and numbers for elements of lists.
Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_SPACE_AND_COMMENTS = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|(?!""").)*"{3,5}'
    r"|'''(?:(?!''').)*'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]+")


def lines(text: str) -> Mapping[Path, int]:
    """Give the line (from 1) of each key and each element of a list of a right TOML text.

    Of a text that is not TOML, what was found before the walk lost its way.
    """
    walk = _Walk(text.replace("\r\n", "\n"))
    with contextlib.suppress(_Lost, RecursionError, tomllib.TOMLDecodeError):
        walk.document()
    return walk.found


def nearest_line(found: Mapping[Path, int], path: Path) -> int | None:
    """Give the line of a path, or of what it stands in; None for the whole document."""
    for end in range(len(path), 0, -1):
        if path[:end] in found:
            return found[path[:end]]
    return None


class _Lost(Exception):
    """Here stands what stands in no TOML."""


class _Walk:
    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        #: How many tables each list of tables has so far.
        self._tables: dict[Path, int] = {}

    def document(self) -> None:
        within: Path = ()
        self._skip(_SPACE_AND_COMMENTS)
        while self._at < len(self._text):
            if self._text.startswith("[", self._at):
                within = self._header()
            else:
                self._pair(within)
            self._skip(_SPACE_AND_COMMENTS)

    def _header(self) -> Path:
        begin = self._at
        several = self._text.startswith("[[", self._at)
        brackets = 2 if several else 1
        self._at += brackets
        names = self._key()
        self._at += brackets
        path: Path = ()
        for name in names[:-1]:
            path = (*path, name)
            self._note(path, begin)
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        path = (*path, names[-1])
        self._note(path, begin)
        if several:
            number = self._tables.get(path, 0)
            self._tables[path] = number + 1
            path = (*path, number)
            self._note(path, begin)
        return path

    def _pair(self, within: Path) -> None:
        begin = self._at
        path = within
        for name in self._key():
            path = (*path, name)
            self._note(path, begin)
        self._expect("=")
        self._skip(_SPACE)
        self._value(path)

    def _key(self) -> list[str]:
        names = []
        while True:
            self._skip(_SPACE)
            if quoted := _STRING.match(self._text, self._at):
                self._at = quoted.end()
                names.append(str(tomllib.loads(f"k = {quoted.group()}")["k"]))
            elif bare := _BARE_KEY.match(self._text, self._at):
                self._at = bare.end()
                names.append(bare.group())
            else:
                raise _Lost
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return names
            self._at += 1

    def _value(self, path: Path) -> None:
        if self._text.startswith("[", self._at):
            self._elements(path)
        elif self._text.startswith("{", self._at):
            self._inline_table(path)
        elif self._text.startswith(('"', "'"), self._at):
            self._expect_match(_STRING)
        else:
            self._expect_match(_BARE_VALUE)

    def _elements(self, path: Path) -> None:
        self._at += 1
        number = 0
        while True:
            self._skip(_SPACE_AND_COMMENTS)
            if self._text.startswith("]", self._at):
                break
            self._note((*path, number), self._at)
            self._value((*path, number))
            number += 1
            self._skip(_SPACE_AND_COMMENTS)
            if self._text.startswith(",", self._at):
                self._at += 1
            elif not self._text.startswith("]", self._at):
                raise _Lost
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while True:
            self._skip(_SPACE_AND_COMMENTS)
            if self._text.startswith("}", self._at):
                break
            self._pair(path)
            self._skip(_SPACE_AND_COMMENTS)
            if self._text.startswith(",", self._at):
                self._at += 1
            elif not self._text.startswith("}", self._at):
                raise _Lost
        self._at += 1

    def _note(self, path: Path, at: int) -> None:
        self.found.setdefault(path, bisect_right(self._line_ends, at - 1) + 1)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _expect(self, character: str) -> None:
        if not self._text.startswith(character, self._at):
            raise _Lost
        self._at += 1

    def _expect_match(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise _Lost
        self._at = match.end()
