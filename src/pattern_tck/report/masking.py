"""Masking: a saved world in which what is secret in a report has other values.

The world has to stay one that can be made again, so a value is not cut out: it is exchanged,
everywhere, for another one of its length, and what follows from it (digests, sizes) is worked out
anew by doing everything again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any, Final

from pattern_tck.simulator.saved.playing import Player
from pattern_tck.simulator.saved.reading import Unreadable, read_file

#: A shorter value stands in too many other places to be exchanged there too.
_SHORTEST: Final = 4
_MASK: Final = "hidden"
#: What of a line somebody else has written.
_HOLD: Final = ("parameters", "result", "raised")
#: The type of a message attribute, which is no secret whatever the attribute is called.
_TYPE: Final = "DataType"


class Unmaskable(Exception):
    """A world cannot be shown without what is secret in it; the message says why."""


def masked(text: str, names: Collection[str]) -> str:
    """Give a saved world in which the fields of these names, and no others, have other values.

    They are found in parameters and in JSON in texts, however deep. Raises `Unmaskable`.
    """
    if not names or not any(name in text for name in names):
        return text
    secrets = _Secrets(frozenset(names))
    head, *lines, end = text.splitlines()
    documents = [json.loads(line) for line in lines]
    for document in documents:
        secrets.collect({name: document[name] for name in _HOLD if name in document})
    exchanged = [
        json.dumps(
            {
                name: secrets.exchanged(held) if name in _HOLD else held
                for name, held in document.items()
            }
        )
        for document in documents
    ]
    try:
        saved = read_file("\n".join([head, *exchanged, end]))[0]
        again = Player(saved, compare=False).record().text(saved.head.name)
    except Unreadable as why:
        raise Unmaskable(f"without what is secret it is another one ({why})") from None
    if any(value in again for value in secrets.values):
        raise Unmaskable("what is secret stands in it where it cannot be exchanged")
    return again


class _Secrets:
    """Finds the values of some fields, and exchanges them."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._known: dict[str, str] = {}

    @property
    def values(self) -> list[str]:
        """Give the texts that must not be seen, the longest ones first."""
        return sorted(self._known, key=len, reverse=True)

    def collect(self, value: Any, *, secret: bool = False) -> None:
        """Remember every text and number in fields of these names."""
        if isinstance(value, dict):
            for name, held in value.items():
                self.collect(held, secret=name in self._names or (secret and name != _TYPE))
        elif isinstance(value, list):
            for item in value:
                self.collect(item, secret=secret)
        elif isinstance(value, str) and (inner := _document(value)) is not None:
            self.collect(inner, secret=secret)
        elif secret and isinstance(value, str | int | float) and not isinstance(value, bool):
            self._add(value if isinstance(value, str) else json.dumps(value))

    def _add(self, text: str) -> None:
        if len(text) >= _SHORTEST and text not in self._known:
            number = len(self._known) + 1
            mask = f"{_MASK}{number}"
            if text.isdecimal():
                mask = str(number)
                self._known[text] = mask.rjust(len(text), "0" if text[0] == "0" else "1")
            else:
                self._known[text] = mask.ljust(len(text), "-")

    def exchanged(self, value: Any, *, secret: bool = False) -> Any:
        """Give a document with other values in these fields, and wherever else they stand."""
        if isinstance(value, dict):
            return {
                self._without(name): self.exchanged(
                    held, secret=name in self._names or (secret and name != _TYPE)
                )
                for name, held in value.items()
            }
        if isinstance(value, list):
            return [self.exchanged(item, secret=secret) for item in value]
        if isinstance(value, str):
            inner = _document(value)
            if inner is not None:
                return _written_like(value, self.exchanged(inner, secret=secret))
            return self._text(value, secret=secret)
        if secret and isinstance(value, int | float) and not isinstance(value, bool):
            return 0
        return value

    def _text(self, value: str, *, secret: bool) -> str:
        if secret and value not in self._known:
            return "-" * len(value)
        return self._without(value)

    def _without(self, text: str) -> str:
        for value in self.values:
            text = text.replace(value, self._known[value])
        return text


def _document(text: str) -> Any:
    """Give the object or list that a text is as JSON; None if it is none."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _written_like(text: str, document: Any) -> str:
    """Write a document as JSON, as closely as a text was written."""
    write: Callable[..., str] = json.dumps
    if '": ' not in text and ", " not in text:
        return write(document, separators=(",", ":"))
    return write(document)
