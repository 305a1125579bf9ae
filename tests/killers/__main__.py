"""Writes docs/hostile.json and docs/hostile.md: ``python -m tests.killers``.

Each killer is played again: the smallest schedule is searched for anew. With ``--results``, the
figures of a hostile run of the reference are taken over as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pattern_tck.hostile.results import Results
from pattern_tck.simulator.adversary.search import explore
from pattern_tck.simulator.adversary.verdicts import Found
from pattern_tck.simulator.freedoms import FREEDOMS, polite
from tests.killers.document import KEPT, WRITTEN, document, kept
from tests.killers.figures import figures
from tests.killers.plays import PLAYS, Play
from tests.killers.register import KILLERS, Killer
from tests.running import Runs


def main(arguments: Sequence[str] | None = None) -> int:
    """Write both; 1 if something that is to die lives."""
    parser = argparse.ArgumentParser(prog="python -m tests.killers", description=__doc__)
    parser.add_argument("--results", type=Path, help="results of a hostile run of the reference")
    parser.add_argument("--only-results", action="store_true", help="play no killer again")
    asked = parser.parse_args(arguments)
    told = kept() if KEPT.exists() else {}
    if asked.results:
        made = time.strftime("%Y-%m-%d", time.gmtime())
        told["run"] = {"made": made, **figures(Results(asked.results))}
    if not asked.only_results:
        with tempfile.TemporaryDirectory() as folder:
            runs = Runs(Path(folder))
            try:
                rows = [of_mutant(runs, one, Path(folder)) for one in KILLERS]
            finally:
                runs.close()
        rows += [of_play(one) for one in PLAYS]
        alive = [name for name, row in zip(names(), rows, strict=True) if row is None]
        if alive:
            print(f"still alive: {', '.join(alive)}")
            return 1
        told["killers"] = rows
    KEPT.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    WRITTEN.write_text(document(told), "utf-8")
    return 0


def names() -> list[str]:
    """Give the names of all that is to die."""
    return [f"{one.mutant} by {one.freedom}" for one in KILLERS] + [one.name for one in PLAYS]


def of_mutant(runs: Runs, one: Killer, folder: Path) -> Mapping[str, Any] | None:
    """Have a mutant suffer its freedom; None if it lives, or dies while all is polite."""
    found = folder / "found.json"
    found.unlink(missing_ok=True)
    ended = runs.run(
        f"features/{one.found.file}", f"--implementation={one.spec}", "--adversary", "--partial",
        "-q", "-p", "tests.killers.one_freedom", ONE_FREEDOM=one.freedom,
        ONE_SCENARIO=one.scenario, FOUND=str(found),
    )  # fmt: skip
    if len(ended.judged("failed")) != 1 or not found.exists():
        print(ended.out, file=sys.stderr)
        return None
    row = {**asdict(one), "fault": one.fault, "clause": one.found.clause.id}
    return {**row, "defect": one.defect, **json.loads(found.read_text("utf-8"))}


def of_play(one: Play) -> Mapping[str, Any] | None:
    """Have a play suffer its fault; None if it lives, or dies while all is polite."""
    if one.run(polite) is not None:
        return None
    verdict = explore(one.run, faults=[one.fault], deviations=2)
    if not isinstance(verdict, Found):
        return None
    return {
        "freedom": freedom_of(one, verdict),
        "mutant": one.name,
        "scenario": "",
        "fault": one.fault,
        "clause": one.clause,
        "defect": one.defect,
        "schedule": str(verdict.schedule),
        "words": verdict.words,
        "broke": verdict.broke,
    }


def freedom_of(one: Play, verdict: Found) -> str:
    """Give the freedom of a fault by which a play dies: the one that is enough alone."""
    for freedom in FREEDOMS.values():
        if freedom.fault == one.fault and isinstance(
            explore(one.run, faults=[freedom.name], deviations=len(verdict.schedule.deviations)),
            Found,
        ):
            return freedom.name
    raise AssertionError(f"{one.name}: no freedom of {one.fault} is enough")


if __name__ == "__main__":
    raise SystemExit(main())
