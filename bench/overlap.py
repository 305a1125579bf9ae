"""How well waits overlap on a target in real time: ``python bench/overlap.py --target ministack``.

Scenarios in real time mostly wait, and a run can be no shorter than its longest scenario, nor than
all of them together divided by how many are performed at once. For each number of workers this
prints how long the run took, how many seconds its scenarios took together, how many of them so went
on at the same time, and the ratio to the shortest that is possible with as many workers. A folder
of features makes it shorter: ``-- features/dead_letter_queue``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
_EMULATORS = ("moto-server", "ministack", "localstack")


class Measured(NamedTuple):
    """One run: how long it took, and its scenarios, in seconds of real time."""

    workers: int
    took: float
    scenarios: Sequence[float]
    failed: int

    @property
    def row(self) -> str:
        """Give a line of the table."""
        together, longest = sum(self.scenarios), max(self.scenarios, default=0.0)
        shortest = max(longest, together / self.workers)
        return (
            f"{self.workers:>7} {self.took:>7.1f} {together:>9.1f} {longest:>8.1f} "
            f"{together / self.took:>8.2f} {self.took / shortest:>6.2f} {self.failed:>7}"
        )


def main(arguments: Sequence[str]) -> int:
    """Measure each number of workers in turn, on one running target."""
    parser = argparse.ArgumentParser(prog="python bench/overlap.py", description=__doc__)
    parser.add_argument("--target", choices=_EMULATORS, default="ministack")
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 4, 8, 12])
    parser.add_argument("--venvs", type=Path, default=Path.home() / ".cache" / "pattern-tck",
                        help="folder with the environments of the emulators")  # fmt: skip
    parser.add_argument("--endpoint-url", help="of a target that runs already")
    parser.add_argument("more", nargs="*", help="for pytest, after --")
    asked = parser.parse_args(arguments)
    if not asked.endpoint_url:
        again = [sys.executable, __file__, *arguments[: _until_more(arguments)],
                 "--endpoint-url", "{endpoint}", *arguments[_until_more(arguments) :]]  # fmt: skip
        beside = [sys.executable, "-m", "pattern_tck.fixtures.emulators", "run", asked.target,
                  "--venv", str(asked.venvs / asked.target), "--", *again]  # fmt: skip
        return subprocess.run(beside, cwd=ROOT, check=False).returncode  # noqa: S603
    print("workers    took  together  longest  at once  ratio  failed", flush=True)
    for workers in asked.workers:
        print(_measured(asked.target, asked.endpoint_url, workers, asked.more).row, flush=True)
    return 0


def _until_more(arguments: Sequence[str]) -> int:
    return arguments.index("--") if "--" in arguments else len(arguments)


def _measured(target: str, endpoint: str, workers: int, more: Sequence[str]) -> Measured:
    with tempfile.TemporaryDirectory() as kept:
        report = Path(kept) / "report.json"
        command = [
            sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis", "-p", "no:cacheprovider",
            "--pyargs", *(more or ["pattern_tck.features"]), "--partial",
            "--override-ini=filterwarnings=default", "-n", str(workers), "--target", target,
            "--endpoint-url", endpoint, "--report-json", str(report),
        ]  # fmt: skip
        began = time.monotonic()
        subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)  # noqa: S603
        took = time.monotonic() - began
        if not report.is_file():
            raise SystemExit(f"{target} with {workers} workers: there is no report")
        judgements = json.loads(report.read_text("utf-8"))["judgements"]
    failed = sum(one["verdict"] in {"failed", "error"} for one in judgements)
    return Measured(workers, took, [one["seconds"] for one in judgements], failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
