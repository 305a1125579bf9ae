"""Measuring a target: the reference performs all scenarios there, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pattern_tck.exit_codes import ExitCode
from pattern_tck.fidelity.results import Measured, measured
from pattern_tck.fixtures.emulators.known import known

#: Worlds side by side in this process gain nothing from more workers than processors; waits do.
_IN_PROCESS = "2"
_WAITING = "8"

#: With these codes there is a report that judges the target.
_JUDGED = (ExitCode.CONFORMS, ExitCode.FAILED, ExitCode.USAGE, ExitCode.INCOMPLETE)


class NotMeasured(Exception):
    """A target could not be measured; the message says why."""


def measure(
    name: str,
    *,
    endpoint_url: str | None = None,
    workers: str | None = None,
    clauses: Sequence[str] = (),
) -> Measured:
    """Have the reference perform on a target; on some ``clauses`` alone, if any are given.

    The emulators that the kit knows are installed and started where no address is given. What the
    run prints goes to the terminal: it is long. Raises `NotMeasured`.
    """
    starts = name in known() and not endpoint_url
    # What is reached over a network is waited for; so is everything that is not known here.
    in_process = name.startswith(("simulator", "moto")) and name != "moto-server"
    with tempfile.TemporaryDirectory(prefix="pattern-tck-") as folder:
        report = Path(folder) / "report.json"
        command = [
            sys.executable, "-m", "pytest", "-q", "-c", os.devnull, f"--rootdir={folder}",
            "-p", "no:cacheprovider", "--pyargs", "pattern_tck.features", "--partial",
            "--target", name, "-n", workers or (_IN_PROCESS if in_process else _WAITING),
            "--report-json", str(report),
        ]  # fmt: skip
        command += ["-m", " or ".join(clauses)] if clauses else []
        if starts:
            command += ["--endpoint-url", "{endpoint}"]
            command = [
                sys.executable, "-m", "pattern_tck.fixtures.emulators", "run", name, "--", *command
            ]  # fmt: skip
        elif endpoint_url:
            command += ["--endpoint-url", endpoint_url]
        code = subprocess.run(command, check=False).returncode  # noqa: S603 - our own arguments
        if code not in _JUDGED or not report.is_file():
            raise NotMeasured(f"the run on it ended with exit code {code} and judged nothing")
        return measured(json.loads(report.read_text("utf-8")))
