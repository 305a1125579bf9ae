"""The proof: what the matrix says, as data that is kept, and what is wrong with it.

``docs/proof.json`` holds the whole matrix: for each mutant the numbers of the scenarios that have
killed it. It is stale as soon as a scenario that it counts, or a mutant, is another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pattern_tck.scenarios import Scenario, folder, scenarios
from tests.mutants.mutant import Mutant
from tests.mutants.results import Row

#: Verdicts that neither kill nor spare: what a binding cannot show, and a defect that has no end.
OTHERS: Final = ("not exercised", "hung")
KEPT: Final = Path(__file__).parents[2] / "docs" / "proof.json"


@cache
def columns() -> Mapping[str, Scenario]:
    """Give the scenarios of the matrix by key: those that judge an implementation."""
    return {scenario.key: scenario for scenario in scenarios() if scenario.role is not None}


def digest(mutants: Mapping[str, Mutant]) -> str:
    """Give the digest of what was judged, and by what: the features and the mutants."""
    made_of = hashlib.sha256()
    for file in sorted({scenario.file for scenario in columns().values()}):
        made_of.update((folder() / file).read_bytes())
    for name, mutant in sorted(mutants.items()):
        made_of.update(f"{name} {mutant.digest} {mutant.clauses} {mutant.harmless}".encode())
    return made_of.hexdigest()[:16]


@dataclass(frozen=True)
class Matrix:
    """The rows of some mutants, read from results or from what is kept."""

    mutants: Mapping[str, Mutant]
    rows: Mapping[str, Row]

    def killed_by(self, mutant: Mutant) -> Mapping[str, int]:
        """Give how many scenarios of each clause have killed a mutant."""
        found: dict[str, int] = {}
        for key in self.rows[mutant.name].failed:
            clause = columns()[key].clause.id
            found[clause] = found.get(clause, 0) + 1
        return found

    def killers(self) -> Mapping[str, Sequence[str]]:
        """Give, by clause, the mutants that its own scenarios are to kill and have killed."""
        found: dict[str, list[str]] = {}
        for mutant in self.mutants.values():
            for clause in set(mutant.clauses) & set(self.killed_by(mutant)):
                found.setdefault(clause, []).append(mutant.name)
        return found

    def problems(self) -> Iterator[str]:
        """Say what is wrong with it; nothing, if every mutant is killed as it should be."""
        if not any(row.verdicts for row in self.rows.values()):
            yield "nothing was judged"
            return
        for mutant in self.mutants.values():
            yield from (f"{mutant.name}: {problem}" for problem in self._of_one(mutant))

    def _of_one(self, mutant: Mutant) -> Iterator[str]:
        row = self.rows[mutant.name]
        judged_by = mutant.judged_by()
        missing = [scenario.key for scenario in judged_by if scenario.key not in row.verdicts]
        if missing:
            yield f"{len(missing)} of {len(judged_by)} scenarios have not judged it"
        for key, verdict in row.verdicts.items():
            if verdict not in {"passed", "failed", *OTHERS}:
                yield f"{verdict} in {key}"
            elif verdict == "failed" and row.told.get(key) != columns()[key].clause.id:
                yield f"the failure in {key} names {row.told.get(key)!r} first, not its clause"
        killed_by = self.killed_by(mutant)
        if mutant.harmless:
            if killed_by:
                yield f"it is said to do no harm, and {', '.join(killed_by)} says otherwise"
        elif not killed_by:
            yield "it survives"
        shown = {
            columns()[key].clause.id
            for key, verdict in row.verdicts.items()
            if verdict in {"passed", "failed"}
        }
        for clause in mutant.clauses:
            if clause in shown and clause not in killed_by:
                yield f"{clause} does not kill it"


def without_killer(matrix: Matrix) -> list[str]:
    """Give the `must` clauses that bind an implementation and kill no mutant of theirs."""
    killers = matrix.killers()
    bound = {
        scenario.clause.id
        for scenario in columns().values()
        if scenario.clause.level == "must" and scenario.clause.binds == "implementation"
    }
    return sorted(bound - set(killers))


def kept() -> Mapping[str, Any]:
    """Give what is kept of the last whole run."""
    found: Mapping[str, Any] = json.loads(KEPT.read_text("utf-8"))
    return found


def to_keep(matrix: Matrix, about: Mapping[str, Any]) -> str:
    """Give the text that is kept of a matrix: one line a mutant, so that a change can be read."""
    numbers = {key: number for number, key in enumerate(columns())}
    rows = []
    for name in sorted(matrix.mutants):
        row = matrix.rows[name]
        line = {"failed": _ranges(sorted(numbers[key] for key in row.failed))}
        for other in OTHERS:
            found = sorted(numbers[key] for key in row.verdicts if row.verdicts[key] == other)
            if found:
                line[other] = _ranges(found)
        rows.append(f"  {json.dumps(name)}: {json.dumps(line)}")
    head = json.dumps(about, indent=1)[:-2]
    keys = ",\n".join(f"  {json.dumps(key)}" for key in columns())
    told = ",\n".join(rows)
    return f'{head},\n "scenarios": [\n{keys}\n ],\n "mutants": {{\n{told}\n }}\n}}\n'


def as_matrix(kept_text: Mapping[str, Any], mutants: Mapping[str, Mutant]) -> Matrix:
    """Read the matrix back; the failures of what is kept have named their clauses first."""
    keys = kept_text["scenarios"]
    rows = {}
    for name, line in kept_text["mutants"].items():
        if name not in mutants:
            continue
        verdicts = {one.key: "passed" for one in mutants[name].judged_by()}
        for verdict, numbers in line.items():
            verdicts |= {keys[number]: verdict for number in _numbers(numbers)}
        failed = [key for key, verdict in verdicts.items() if verdict == "failed"]
        rows[name] = Row(
            verdicts, {key: columns()[key].clause.id for key in failed if key in columns()}
        )
    return Matrix({name: mutants[name] for name in rows}, rows)


def _ranges(numbers: Sequence[int]) -> str:
    """Give numbers in short: "3-5 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return " ".join(f"{run[0]}-{run[-1]}" if run[1:] else str(run[0]) for run in runs)


def _numbers(ranges: str) -> Iterator[int]:
    for word in ranges.split():
        first, _, last = word.partition("-")
        yield from range(int(first), int(last or first) + 1)
