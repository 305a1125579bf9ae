"""One run of the kit for an independent implementation, and what of its report is kept."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pattern_tck.scenarios import folder
from tests.independent.claims import ALL, Independent

ROOT: Final = Path(__file__).parents[2]
ADVERSARY: Final = "adversary"

Row = Mapping[str, Any]


def arguments(one: Independent) -> list[str]:
    """Give what has the kit judge all that it claims, and nothing of the target's."""
    files = sorted({str(folder() / scenario.file) for scenario in one.claimed})
    roles = " or ".join(f"role-{role}" for role in one.roles)
    return [*files, one.argument, "-m", roles, "--partial", "--strict-verdicts", "-q"]


def measured(name: str, target: str, more: Sequence[str] = ()) -> Row:
    """Judge one on a target, or under the adversary; give the row of the table."""
    one = ALL[name]
    on = ["--target=simulator", "--adversary"] if target == ADVERSARY else [f"--target={target}"]
    with tempfile.TemporaryDirectory() as kept:
        report = Path(kept) / "report.json"
        command = [
            sys.executable, "-m", "pytest", "-p", "no:schemathesis", "-p", "no:cacheprovider",
            "-p", "no:randomly", "--override-ini=filterwarnings=default",
            *arguments(one), *on, f"--report-json={report}", *more,
        ]  # fmt: skip
        subprocess.run(command, cwd=ROOT, check=False)
        if not report.is_file():
            raise SystemExit(f"{name} on {target}: there is no report")
        return row(one, target, json.loads(report.read_text("utf-8")))


def row(one: Independent, target: str, report: Mapping[str, Any]) -> Row:
    """Give what the table says of a report."""
    judgements = report["judgements"]
    return {
        "implementation": one.name,
        "target": target,
        "version": report["target"]["version"],
        "claimed": len(one.claimed),
        "counts": dict(sorted(Counter(judged["verdict"] for judged in judgements).items())),
        "schedules": sum(judged.get("schedules", 0) for judged in judgements),
        "failed": {
            judged["key"]: judged["reason"]
            for judged in judgements
            if judged["verdict"] in {"failed", "error"}
        },
        "suite": report["suite"]["digest"],
        "started": report["started"][:10],
    }
