"""Runs of the kit in processes of their own, as a user starts them, and what they say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent

#: Only the plugins that a user of the kit has: those of its own tests take a second to import.
PLUGINS = ("-p", "pytest_bdd.plugin", "-p", "pattern_tck.plugin", "--assert=plain",
            "-p", "no:unraisableexception", "-p", "no:threadexception")  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """A run that has ended."""

    code: int
    out: str
    err: str
    report: Mapping[str, Any] = field(default_factory=dict)

    @property
    def judgements(self) -> list[Mapping[str, Any]]:
        return list(self.report["judgements"])

    def judged(self, verdict: str) -> list[Mapping[str, Any]]:
        return [one for one in self.judgements if one["verdict"] == verdict]


class Runs:
    """Starts runs; see `tests.forking` for how."""

    def __init__(self, folder: Path, *, at_once: int = 2) -> None:
        self._folder = folder
        self._number = 0
        self._server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("forking.py")), str(at_once)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**_environment(), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            cwd=ROOT,
        )

    def run(self, *arguments: str, cwd: Path = ROOT, **environment: str) -> Ended:
        """Run pytest with these arguments and the kit."""
        return self.run_all([arguments], cwd=cwd, **environment)[0]

    def run_all(
        self, several: Iterable[Sequence[str]], cwd: Path = ROOT, **environment: str
    ) -> list[Ended]:
        """Run several, two at a time."""
        jobs = [self._job(arguments, cwd, environment) for arguments in several]
        codes: dict[int, int] = {}
        assert self._server.stdin
        assert self._server.stdout
        for job in jobs:
            job["more"] = job is not jobs[-1]
            self._server.stdin.write(json.dumps(job) + "\n")
        self._server.stdin.flush()
        for _ in jobs:
            answer = json.loads(self._server.stdout.readline())
            codes[answer["number"]] = answer["code"]
        return [self._ended(job, codes[job["number"]]) for job in jobs]

    def close(self) -> None:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait(30)
        self._server.stdout.close()

    def _job(
        self, arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]
    ) -> dict[str, Any]:
        self._number += 1
        folder = self._folder / f"run-{self._number}"
        folder.mkdir(parents=True)
        report = str(folder / "report.json")
        defaults = ["-p", "no:randomly", "-o", f"cache_dir={self._folder / 'cache'}"]
        return {
            "number": self._number,
            "args": [*PLUGINS, *defaults, f"--report-json={report}", *arguments],
            "out": str(folder / "out"),
            "err": str(folder / "err"),
            "report": report,
            "cwd": str(cwd),
            "env": dict(environment),
        }

    def _ended(self, job: Mapping[str, Any], code: int) -> Ended:
        report = Path(job["report"])
        return Ended(
            code,
            Path(job["out"]).read_text("utf-8"),
            Path(job["err"]).read_text("utf-8"),
            json.loads(report.read_text("utf-8")) if report.is_file() else {},
        )


def _environment() -> dict[str, str]:
    """Give the environment without what pytest, or AWS, would be told by it."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "AWS_", "COLUMNS", "TOX_"))
    }
