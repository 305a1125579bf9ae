"""Reading: from the text of a file to the worlds in it, checked line by line before any is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.limits import Profile
from pattern_tck.simulator.saved.lines import FORMAT, VERSION
from pattern_tck.simulator.saved.values import read
from pattern_tck.simulator.world import SERVICES

#: No clock goes beyond this moment, in microseconds since the epoch: the year 5138.
_LAST: Final = 100_000_000_000 * 1_000_000
_DIGEST: Final = re.compile(r"[0-9a-f]{16}")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")


class Unreadable(ValueError):
    """A file holds no world that can be made here; the message is a sentence without a full stop.

    ``line`` is the number of the line in the file, from 1, or 0 if it is about all of it.
    """

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {why}" if line else why)
        self.line = line


@dataclass(frozen=True)
class Head:
    """What a saved world begins with; ``name`` is that of the world, ``clock`` in microseconds."""

    name: str
    written_by: str
    account: str
    clock: int
    profile: Profile


@dataclass(frozen=True)
class Entry:
    """One line: where it stands in the file, its text, what it is, and what it holds."""

    line: int
    text: str
    what: str
    number: int
    document: Mapping[str, Any]
    asked: int
    chosen: Mapping[int, int]


@dataclass(frozen=True)
class SavedWorld:
    """A world as it stands in a file."""

    head: Head
    entries: tuple[Entry, ...]


def read_file(text: str) -> list[SavedWorld]:
    """Read the worlds of a file; raises `Unreadable`."""
    worlds: list[SavedWorld] = []
    head: Head | None = None
    entries: list[Entry] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        document = _document(line, number)
        if head is None:
            head, entries = _head(document, number), []
        elif "end" in document:
            if document["end"] != len(entries):
                raise Unreadable(
                    f"{len(entries)} lines came before the end of this world, which had "
                    f"{document['end']!r:.20}",
                    number,
                )
            worlds.append(SavedWorld(head, tuple(entries)))
            head = None
        else:
            entries.append(_entry(document, line, number))
    if head is not None:
        raise Unreadable("the file is cut off: its last world has no end")
    if not worlds:
        raise Unreadable("the file is empty")
    names = [world.head.name for world in worlds]
    if len(set(names)) < len(names):
        raise Unreadable("the file holds two worlds of one name")
    return worlds


def _document(line: str, number: int) -> Mapping[str, Any]:
    try:
        document = read_json(line)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        what = "this is no saved world" if number == 1 else "the file is cut off or no saved world"
        raise Unreadable(f"{what}: this line is no JSON object", number)
    return document


def _head(document: Mapping[str, Any], number: int) -> Head:
    if document.get("format") != FORMAT:
        raise Unreadable(f"this is no saved world: its format is not {FORMAT!r}", number)
    version = document.get("version")
    if version != VERSION:
        newer = isinstance(version, int) and version > VERSION
        hint = f"; a later pattern-tck than this has written it ({_short(document)})"
        raise Unreadable(
            f"it is a saved world of version {str(version)[:20]}, and this reads version "
            f"{VERSION}{hint if newer else ''}",
            number,
        )
    with _Checked(document, number) as has:
        return Head(
            name=has("world", str, lambda name: 0 < len(name) <= 64),
            written_by=has("written_by", str, lambda by: len(by) <= 64),
            account=has("account", str, _ACCOUNT.fullmatch),
            clock=has("clock", int, _is_moment),
            profile=_profile(has("limits", dict), number),
        )


def _short(document: Mapping[str, Any]) -> str:
    return str(document.get("written_by"))[:40]


def _profile(limits: Mapping[str, Any], line: int) -> Profile:
    with _Checked(limits, line) as has:
        known = {
            field.name: has(field.name, str if field.name == "dated" else int)
            for field in fields(Profile)
        }
    return Profile(**known)


def _entry(document: Mapping[str, Any], text: str, line: int) -> Entry:
    what = next((name for name in _MEANT if name in document), "")
    if not what:
        raise Unreadable("this is no line of a saved world", line)
    with _Checked(document, line) as has:
        number = has(what, int, lambda n: n >= 0) if what in _NUMBERED else 0
        for name, kind, holds in _MEANT[what]:
            has(name, kind, holds)
        if "outcome" in document:
            has("outcome", str, _DIGEST.fullmatch)
        asked = has("asked", int, lambda n: n > 0) if "asked" in document else 0
        chosen = {
            has.whole(at): value
            for at, value in (has("chosen", dict) if "chosen" in document else {}).items()
            if has.is_whole(value)
        }
        held = {name: read(value) for name, value in document.items() if name in _READ}
    return Entry(line, text, what, number, {**document, **held}, asked, chosen)


def _is_moment(micros: int) -> bool:
    return 0 <= micros <= _LAST


def _anything(_value: Any) -> bool:
    return True


#: What lines there are, by the key that tells them apart: what each has, and must be.
_MEANT: Final[Mapping[str, tuple[tuple[str, type, Callable[[Any], Any]], ...]]] = {
    "call": (
        ("service", str, lambda name: name in SERVICES),
        ("operation", str, _anything),
        ("region", str, re.compile(r"[a-z0-9-]{1,40}").fullmatch),
        ("parameters", dict, _anything),
    ),
    "pass": (("until", int, _is_moment),),
    "ended": (("outcome", str, _DIGEST.fullmatch),),
    "again": (),
    "left": (),
    "work": (("name", str, _anything),),
    "time": (("time", int, _is_moment),),
    "names": (("names", list, lambda names: all(isinstance(name, str) for name in names)),),
    "waiting": (("waiting", str, lambda way: way in {"alone", "in turn"}),),
    "fault": (("fault", dict, _anything),),
}
_NUMBERED: Final = frozenset({"call", "pass", "ended", "again", "left", "work"})
#: What is written as values are, and not as plain JSON.
_READ: Final = frozenset({"parameters", "result", "raised", "fault"})


class _Checked:
    """Takes members out of a document; whatever is wrong with one is `Unreadable`."""

    def __init__(self, document: Mapping[str, Any], line: int) -> None:
        self._document = document
        self._line = line

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, mistake: object, trace: object) -> None:
        if isinstance(mistake, (ValueError, TypeError, RecursionError)):
            if isinstance(mistake, Unreadable):
                return
            raise Unreadable(f"it cannot be read: {str(mistake)[:80]}", self._line) from None

    def __call__(self, name: str, kind: type, holds: Callable[[Any], Any] = _anything) -> Any:
        value = self._document.get(name)
        if not isinstance(value, kind) or isinstance(value, bool) or not holds(value):
            raise Unreadable(f"{name!r} is not what it should be", self._line)
        return value

    def whole(self, text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 12):
            raise Unreadable("'chosen' is not what it should be", self._line)
        return int(text)

    def is_whole(self, value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise Unreadable("'chosen' is not what it should be", self._line)
        return True
