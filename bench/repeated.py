"""Runs the suite again and again on a target: ``python -m bench.repeated --target simulator``.

Each run has an order of its own. A scenario whose verdict is not always the same is a flake, or
tells of one in the target; each is named with its verdicts. With ``--keep`` the counts go to
docs/repeated.json and docs/repeated.md. Emulators are started anew for each run, in environments
of their own. What follows after ``--`` goes to pytest.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pattern_tck.fixtures.emulators.known import known

ROOT: Final = Path(__file__).parents[1]
KEPT: Final = ROOT / "docs" / "repeated.json"
WRITTEN: Final = ROOT / "docs" / "repeated.md"
_HEAD: Final = """\
<!-- made by `python -m bench.repeated --target NAME --keep`; a test compares the two -->

# The same suite, again and again

A verdict that is another one the next time is worth nothing. Here the reference performed the whole
suite so many times on each target, in an order of its own each time. *Unsteady* are the scenarios
whose verdict was not always the same.

| target | runs | scenarios | unsteady | made | to repeat |
| --- | --- | --- | --- | --- | --- |
"""
Row = Mapping[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Run and tell; 1 if a verdict was not always the same."""
    parser = argparse.ArgumentParser(prog="python -m bench.repeated", description=__doc__)
    parser.add_argument("--target", required=True)
    parser.add_argument("--times", type=int, default=20, help="default: 20")
    parser.add_argument("--venvs", type=Path, default=Path.home() / ".cache" / "pattern-tck",
                        help="folder with the environments of the emulators")  # fmt: skip
    parser.add_argument("--keep", action="store_true", help="write the row of the document anew")
    parser.add_argument("more", nargs="*", help="for pytest, after --")
    asked = parser.parse_args(arguments)
    reports = []
    for number in range(asked.times):
        began = time.monotonic()
        reports.append(_run(asked))
        counts = Counter(one["verdict"] for one in reports[-1]["judgements"])
        told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
        print(f"{number + 1}: {told}; {time.monotonic() - began:.0f} s", flush=True)
    found = row(asked.target, reports)
    for key, verdicts in found["unsteady"].items():
        print(f"{key}: {verdicts}")
    if asked.keep:
        keep(found)
    return 1 if found["unsteady"] else 0


def _run(asked: argparse.Namespace) -> dict[str, Any]:
    """Have the reference perform everything once; give the report."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis",
            "-p", "no:cacheprovider", "--override-ini=filterwarnings=default",
            "--pyargs", "pattern_tck.features", "--target", asked.target,
            "--report-json", str(report), *asked.more,
        ]  # fmt: skip
        if asked.target in known():
            command = [
                sys.executable, "-m", "pattern_tck.fixtures.emulators", "run", asked.target,
                *(["--venv", str(asked.venvs / asked.target)] if known()[asked.target].requirements
                  else []),
                "--", *command, "--endpoint-url", "{endpoint}",
            ]  # fmt: skip
        ended = subprocess.run(  # noqa: S603 - our own arguments
            command, cwd=ROOT, check=False, capture_output=True, text=True
        )
        if not report.is_file():
            raise SystemExit(f"no report: {(ended.stdout + ended.stderr)[-2000:]}")
        judged: dict[str, Any] = json.loads(report.read_text("utf-8"))
        return judged


def row(target: str, reports: Sequence[Mapping[str, Any]]) -> Row:
    """Give what is kept of all runs on a target."""
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    for report in reports:
        for one in report["judgements"]:
            verdicts[one["key"]][one["verdict"]] += 1
    return {
        "target": target,
        "version": reports[0]["target"]["version"],
        "runs": len(reports),
        "scenarios": len(verdicts),
        "unsteady": {key: dict(seen) for key, seen in sorted(verdicts.items()) if len(seen) > 1},
        "suite": reports[0]["suite"]["digest"],
        "made": reports[-1]["started"][:10],
    }


def keep(new: Row) -> None:
    """Put a row in the place of the older one of its target, and write the document anew."""
    there = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else []
    rows = [*(one for one in there if one["target"] != new["target"]), new]
    rows.sort(key=lambda one: str(one["target"]))
    KEPT.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")
    WRITTEN.write_text(document(rows), "utf-8")


def document(rows: Sequence[Row]) -> str:
    """Give the whole document."""
    lines = [
        f"| {one['target']} {one['version']} | {one['runs']} | {one['scenarios']} | "
        f"{len(one['unsteady'])} | {one['made']}, suite `{one['suite'][:8]}` | "
        f"`python -m bench.repeated --target {one['target']} --times {one['runs']}` |\n"
        for one in rows
    ]
    told = [
        f"- {one['target']}: `{key}`: "
        + ", ".join(f"{verdict} {count} times" for verdict, count in seen.items())
        + ".\n"
        for one in rows
        for key, seen in one["unsteady"].items()
    ]
    return _HEAD + "".join(lines) + ("\n" + "".join(told) if told else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
