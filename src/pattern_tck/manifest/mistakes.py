"""The mistakes in a manifest: where each stands, what is wrong, and what would be right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pattern_tck.manifest.positions import Path
from pattern_tck.report.plain import plain
from pattern_tck.verdicts import UsageMistake

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong; ``line`` is None where it is the whole file."""

    path: Path
    line: int | None
    said: str

    def __str__(self) -> str:
        """Give the mistake in one line."""
        where = [f"line {self.line}"] if self.line else []
        where += [written(self.path)] if self.path else []
        return plain(": ".join([*([", ".join(where)] if where else []), self.said]))


class ManifestMistakes(UsageMistake):
    """A manifest has mistakes: all of them at once, in the order of its lines."""

    def __init__(self, file: object, mistakes: Iterable[Mistake]) -> None:
        self.mistakes: Sequence[Mistake] = sorted(mistakes, key=lambda one: one.line or 0)
        count = len(self.mistakes)
        if count == 1:
            text = f"{file}: {self.mistakes[0]}"
        else:
            listed = "".join(f"\n  {one}" for one in self.mistakes)
            text = f"{file} has {count} mistakes:{listed}"
        super().__init__(text)


def written(path: Path) -> str:
    """Give a key path as one would write it in TOML, with list elements as ``[number]``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = step if _BARE.fullmatch(step) else json.dumps(step, ensure_ascii=False)
            text += f".{name}" if text else name
    return text
