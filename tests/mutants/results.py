"""What became of mutants: a line for each judgement, kept between runs.

A line counts as long as the kit, the mutant and the feature are what they were, so that a run which
was interrupted goes on where it stopped, and one after a change judges again what has changed.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

from pattern_tck.scenarios import folder as features
from tests.mutants.mutant import Mutant


def digest(mutant: Mutant, scenario: str) -> str:
    """Give the digest of what a line is about: a mutant, and the feature of a scenario's key."""
    return f"{mutant.digest}-{_feature_digest(scenario.partition('::')[0])}"


@cache
def _feature_digest(file: str) -> str:
    return hashlib.sha256((features() / file).read_bytes()).hexdigest()[:8]


@cache
def _kit_digest() -> str:
    """Give the digest of all that every scenario is performed with: the suite but its features."""
    made_of = hashlib.sha256()
    for part in ("", "steps", "reference_impl", "fixtures", "simulator", "features"):
        folder = Path(str(resources.files(f"pattern_tck.{part}" if part else "pattern_tck")))
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".py", ".yaml", ".json"}:
                made_of.update(f"{part}/{file.relative_to(folder).as_posix()}".encode())
                made_of.update(file.read_bytes())
    return made_of.hexdigest()[:16]


@dataclass
class Row:
    """One mutant's row of the matrix, by the keys of scenarios."""

    verdicts: dict[str, str] = field(default_factory=dict)
    #: What the text of each failure names first.
    told: dict[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> list[str]:
        """Give the scenarios that have killed it."""
        return [key for key, verdict in self.verdicts.items() if verdict == "failed"]


class Results:
    """The lines of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / _kit_digest()
        self.folder.mkdir(parents=True, exist_ok=True)

    def rows(self, mutants: Mapping[str, Mutant]) -> Mapping[str, Row]:
        """Give the row of each mutant, as far as it is known."""
        found = {name: Row() for name in mutants}
        for line in self._lines():
            mutant = mutants.get(line["mutant"])
            if mutant is None or line["digest"] != digest(mutant, line["scenario"]):
                continue
            row = found[mutant.name]
            row.verdicts[line["scenario"]] = line["verdict"]
            if "told" in line:
                row.told[line["scenario"]] = line["told"]
        return found

    def count(self) -> int:
        """Give how many judgements are there."""
        return sum(1 for _ in self._lines())

    def note_spent(self, seconds: float) -> None:
        """Add what a run has taken of the processors, in seconds."""
        (self.folder / f"{time.time_ns()}.spent").write_text(str(seconds), "utf-8")

    def spent(self) -> float:
        """Give what all runs have taken of the processors, in seconds."""
        return sum(float(file.read_text("utf-8")) for file in self.folder.glob("*.spent"))

    def _lines(self) -> Iterator[Mapping[str, str]]:
        for file in sorted(self.folder.glob("*.jsonl")):
            for line in file.read_text("utf-8").splitlines():
                try:
                    yield json.loads(line)
                except ValueError:  # the run was killed while it wrote the last one
                    continue
