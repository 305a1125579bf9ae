"""What the kit costs: run by ``tox -e bench``.

Judges the reference on moto and prints, for each pattern, scenarios, seconds and API calls, and
the ratio of the whole time of the scenarios to the time of their boto3 calls alone, taken in the
same run: what steps, stage, tap, journal and judging add to the calls that a scenario needs anyway.
Machines are noisy: read the ratio, not the seconds. The goal is a ratio of at most 1.3.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import pytest
import timed_target
from rich.console import Console
from rich.table import Table

_GOAL = 1.3


def main() -> int:
    """Run the kit once, print the table; give pytest's exit code."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        began = time.perf_counter()
        code = pytest.main(
            [
                "--pyargs", "pattern_tck.features", "-q", "-p", "no:cacheprovider",
                "-p", "no:randomly", "--override-ini=filterwarnings=default",
                "--target", "timed_target:open_target", "--report-json", str(report),
                *sys.argv[1:],
            ]
        )  # fmt: skip
        whole = time.perf_counter() - began
        judgements = json.loads(report.read_text("utf-8"))["judgements"]
    _print(judgements, whole)
    return int(code)


def _print(judgements: list[dict[str, object]], whole: float) -> None:
    by_pattern: dict[str, list[dict[str, object]]] = defaultdict(list)
    for judgement in judgements:
        by_pattern[str(judgement["pattern"])].append(judgement)
    table = Table("pattern", "scenarios", "seconds", "ms a scenario", "journal lines a scenario")
    for pattern, rows in sorted(by_pattern.items()):
        seconds = sum(float(str(row["seconds"])) for row in rows)
        lines = sum(int(str(row["calls"])) for row in rows)
        table.add_row(
            pattern,
            str(len(rows)),
            f"{seconds:.2f}",
            f"{1000 * seconds / len(rows):.0f}",
            f"{lines / len(rows):.0f}",
        )
    seconds = sum(float(str(row["seconds"])) for row in judgements)
    spent = timed_target.SPENT
    console = Console()
    console.print(table)
    console.print(
        f"{len(judgements)} scenarios in {seconds:.2f} s ({whole:.2f} s with start and report), "
        f"{spent.calls} calls, {spent.calls / len(judgements):.0f} a scenario, "
        f"{1000 * seconds / len(judgements):.0f} ms a scenario"
    )
    console.print(
        f"ratio of the scenarios to their boto3 calls alone: {seconds / spent.seconds:.2f} "
        f"(goal: at most {_GOAL})"
    )


if __name__ == "__main__":
    sys.exit(main())
