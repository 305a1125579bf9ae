"""What became of mutants: a line for each judgement, kept between runs.

A line counts as long as suite and mutant are what they were, so that a run which was interrupted
goes on where it stopped, and one after a change judges again what has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pattern_tck.run import suite_digest
from tests.mutants.mutant import Mutant


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
        self.folder = folder / suite_digest()
        self.folder.mkdir(parents=True, exist_ok=True)

    def rows(self, mutants: Mapping[str, Mutant]) -> Mapping[str, Row]:
        """Give the row of each mutant, as far as it is known."""
        found = {name: Row() for name in mutants}
        for line in self._lines():
            mutant = mutants.get(line["mutant"])
            if mutant is None or mutant.digest != line["digest"]:
                continue
            row = found[mutant.name]
            row.verdicts[line["scenario"]] = line["verdict"]
            if "told" in line:
                row.told[line["scenario"]] = line["told"]
        return found

    def count(self) -> int:
        """Give how many judgements are there."""
        return sum(1 for _ in self._lines())

    def _lines(self) -> Iterator[Mapping[str, str]]:
        for file in sorted(self.folder.glob("*.jsonl")):
            for line in file.read_text("utf-8").splitlines():
                try:
                    yield json.loads(line)
                except ValueError:  # the run was killed while it wrote the last one
                    continue
