"""Results of hostile runs: a file of lines, to which every process that plays appends its own.

The first line says what was judged, and of which suite; each other one what became of a part. A
line is written when its part has been played, so an interrupted run has lost nothing else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from pattern_tck.hostile.shard import Shard
from pattern_tck.verdicts import UsageMistake

SCHEMA: Final = "pattern-tck/hostile/1"


@dataclass(frozen=True)
class Head:
    """What a file is about. Files with unequal heads are never put together."""

    suite: str
    implementation: str
    target: str
    versions: Mapping[str, str]
    most_pairs: int


@dataclass(frozen=True)
class Line:
    """What became of one part of a scenario.

    ``part`` is a fault (every single deviation by it), ``pairs`` or ``chance``; of the latter two
    the numbers from ``first`` to ``beyond`` - 1 are done, as far as the ``shard`` has them.
    ``openings`` counts the single deviations of the polite run, ``pairs_there`` the pairs of them.
    ``drawn`` has a hash of each schedule, so that one that was met twice counts once.
    """

    scenario: str
    pattern: str
    part: str
    shard: str
    played: int
    openings: int
    pairs_there: int
    seconds: float
    first: int = 0
    beyond: int = 0
    drawn: Sequence[str] = ()
    found: Mapping[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str, str, int]:
        """Give what no other line has, unless the part was played again."""
        return self.scenario, self.part, self.shard, self.first


class Results:
    """A file of results."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, head: Head) -> None:
        """Make the file, or see that it goes on: `UsageMistake` if it is about something else."""
        if self.path.exists() and self.path.stat().st_size:
            difference = _difference(self.head(), head)
            if difference:
                raise UsageMistake(f"{self.path} holds results of {difference}; give another file")
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._append({"schema": SCHEMA, **asdict(head)})

    def head(self) -> Head:
        """Give what the file is about, or raise `UsageMistake`."""
        try:
            first = json.loads(self.path.read_text("utf-8").partition("\n")[0])
            schema, head = first.pop("schema"), Head(**first)
        except (OSError, ValueError, TypeError, AttributeError, KeyError) as reason:
            raise UsageMistake(f"{self.path} is no file of hostile results: {reason}") from None
        if schema != SCHEMA:
            raise UsageMistake(f"{self.path} is of the format {schema}, and this reads {SCHEMA}")
        return head

    def add(self, line: Line) -> None:
        """Append a line; several processes may do so at once."""
        told = {name: value for name, value in asdict(line).items() if value not in ((), {})}
        self._append(told)

    def lines(self) -> list[Line]:
        """Give the lines; one that was played again takes the place of the earlier one."""
        found = {}
        for line in self._read():
            found[line.identity] = line
        return list(found.values())

    def _read(self) -> Iterator[Line]:
        for text in self.path.read_text("utf-8").splitlines()[1:]:
            try:
                line = Line(**json.loads(text))
            except (ValueError, TypeError):  # the process was killed while it wrote this one
                continue
            yield replace(line, drawn=tuple(line.drawn))

    def _append(self, told: Mapping[str, Any]) -> None:
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
        # One write at the end of the file: no other process comes in between.
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            if _ends_in_a_line(self.path):
                os.write(file, text.encode())
            else:
                os.write(file, f"\n{text}".encode())
        finally:
            os.close(file)


def _ends_in_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def merge(files: Iterable[Path], into: Path) -> Results:
    """Put files together that are about the same suite and implementation.

    `UsageMistake` if they are not, or if they were divided into unequal numbers of shards, which
    have schedules in common.
    """
    several = [Results(file) for file in files]
    if not several:
        raise UsageMistake("name the files to merge")
    head = several[0].head()
    lines: dict[tuple[str, str, str, int], Line] = {}
    for one in several:
        difference = _difference(one.head(), head)
        if difference:
            raise UsageMistake(
                f"{one.path} holds results of {difference}, unlike {several[0].path}: "
                "these are never merged"
            )
        lines |= {line.identity: line for line in one.lines()}
    divided = {Shard.parse(line.shard).of for line in lines.values()}
    if len(divided) > 1:
        ways = " and ".join(str(of) for of in sorted(divided))
        raise UsageMistake(f"runs divided into {ways} shards have schedules in common")
    if into.exists():
        raise UsageMistake(f"{into} is there already")
    merged = Results(into)
    merged.begin(head)
    for line in lines.values():
        merged.add(line)
    return merged


def _difference(one: Head, other: Head) -> str:
    for name, words in (
        ("suite", "another suite"),
        ("implementation", "another implementation"),
        ("target", "another target"),
        ("versions", "other versions"),
        ("most_pairs", "another --most-pairs"),
    ):
        mine, wanted = getattr(one, name), getattr(other, name)
        if mine != wanted:
            return f"{words} ({mine} instead of {wanted})"
    return ""
