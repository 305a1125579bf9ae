"""Runs the kill matrix: ``python -m tests.mutants``; what it needs is in ``tox -e mutants``.

A whole run without a problem writes docs/proof.json and docs/proof.md.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pattern_tck.report import json_report
from pattern_tck.run import suite_digest
from tests.mutants import proof
from tests.mutants.document import WRITTEN, document
from tests.mutants.mutant import ROOT, Mutant
from tests.mutants.register import mutants
from tests.mutants.results import Results
from tests.mutants.running import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge, and say what survives; 1 if something does, 3 if nothing was judged."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--kept", type=Path, default=Path(".mutants"), help="folder of results")
    parser.add_argument("--only", default="", help="mutants whose names this pattern finds")
    parser.add_argument("--at-once", type=int, default=2, help="how many processes judge")
    parser.add_argument("--write", action="store_true", help="only write docs/proof.md anew")
    parser.add_argument("--show", metavar="MUTANT", help="have the kit say what kills this one")
    asked = parser.parse_args(arguments)
    if asked.show:
        return show(mutants()[asked.show])
    if asked.write:
        kept = proof.kept()
        WRITTEN.write_text(document(kept, proof.as_matrix(kept, mutants())), "utf-8")
        return 0
    chosen = {name: one for name, one in mutants().items() if re.search(asked.only, name)}
    if any(one.language == "JavaScript" for one in chosen.values()) and not node_is_ready():
        print("mutants in JavaScript need Node.js, and `npm ci` in examples/node")
        return 2
    results = Results(asked.kept)
    try:
        run(chosen, results, asked.at_once)
    except KeyboardInterrupt:
        print("interrupted; the same command goes on where this one has stopped")
        return 130
    matrix = proof.Matrix(chosen, results.rows(chosen))
    problems = list(matrix.problems())
    if not asked.only:
        problems += [f"{one} has no mutant to kill" for one in proof.without_killer(matrix)]
    for problem in problems:
        print(problem)
    if not any(row.verdicts for row in matrix.rows.values()):
        return 3
    spent = results.spent()
    print(f"{len(chosen)} mutants, {len(problems)} problems; {spent:.0f} s of processor time")
    if not asked.only and not problems:
        write(matrix)
    return 1 if problems else 0


def node_is_ready() -> bool:
    """Say whether the workers in JavaScript can be run."""
    return bool(shutil.which("node")) and (ROOT / "examples/node/node_modules").is_dir()


def show(mutant: Mutant) -> int:
    """Run the kit as a user does, with a mutant for the implementation."""
    command = [
        sys.executable, "-m", "pytest", "--pyargs", "pattern_tck.features", "--partial", "-q",
        "--override-ini=filterwarnings=default", "--strict-verdicts", "--target=simulator",
        f"--implementation={mutant.spec}", "-m", " or ".join(mutant.clauses),
    ]  # fmt: skip
    print(*command)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def write(matrix: proof.Matrix) -> None:
    """Keep a whole matrix, and write the document."""
    about = {
        "made": time.strftime("%Y-%m-%d", time.gmtime()),
        "suite": suite_digest(),
        "digest": proof.digest(matrix.mutants),
        "versions": json_report.versions(),
        "judgements": sum(len(row.verdicts) for row in matrix.rows.values()),
    }
    proof.KEPT.write_text(proof.to_keep(matrix, about), "utf-8")
    kept = proof.kept()
    WRITTEN.write_text(document(kept, proof.as_matrix(kept, matrix.mutants)), "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
