"""Runs the kill matrix: ``python -m tests.mutants``; what it needs is in ``tox -e mutants``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.register import mutants
from tests.mutants.results import Results
from tests.mutants.running import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge, and say what survives; 1 if something does."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--kept", type=Path, default=Path(".mutants"), help="folder of results")
    parser.add_argument("--only", default="", help="mutants whose names this pattern finds")
    parser.add_argument("--at-once", type=int, default=2, help="how many processes judge")
    asked = parser.parse_args(arguments)
    chosen = {name: one for name, one in mutants().items() if re.search(asked.only, name)}
    results = Results(asked.kept)
    run(chosen, results, asked.at_once)
    rows = results.rows(chosen)
    for name, mutant in chosen.items():
        row = rows[name]
        from collections import Counter
        from pattern_tck.scenarios import scenarios
        clause = {s.key: s.clause.id for s in scenarios()}
        killers = Counter(clause[k] for k in row.failed)
        missed = [c for c in mutant.clauses if c not in killers]
        odd = {v for v in row.verdicts.values()} - {"passed", "failed"}
        if missed or odd or len(row.verdicts) != len(mutant.judged_by()):
            print(name, "missed", missed, dict(killers), Counter(row.verdicts.values()), len(mutant.judged_by()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
