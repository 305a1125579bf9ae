"""What the README shows is what a reader sees who does as it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pattern_tck.exit_codes import ExitCode

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
_CHANGING = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|r-1-[0-9a-f]{6}\w*-\d+")


def shown(text):
    """Give text without what differs from run to run: ids, and where lines were broken."""
    return " ".join(_CHANGING.sub("ID", text).split())


#: A worker of xdist marks what it makes, and longer names are cut elsewhere.
_OUTSIDE_OF_XDIST = {k: v for k, v in os.environ.items() if k != "PYTEST_XDIST_WORKER"}


def judge(*arguments):
    command = [sys.executable, "-m", "pytest", "--pyargs", "pattern_tck.features", "-q"]
    return subprocess.run(
        [*command, "-p", "no:randomly", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env={**_OUTSIDE_OF_XDIST, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_failure_in_the_readme_is_what_the_broken_example_gives():
    block = re.search(r"```text\n(.*?)```", README, re.DOTALL)[1]

    run = judge(
        "--implementation", "examples.booking_service_broken:roles", "-m", "SQS-VIS-02", "--partial"
    )

    assert run.returncode == ExitCode.FAILED
    assert shown(block) in shown(run.stdout)


@pytest.mark.parametrize("example", ["booking_service", "ride_api"])
def test_the_example_conforms(example):
    run = judge("--implementation", f"examples.{example}:roles")

    assert run.returncode == ExitCode.CONFORMS, run.stdout
    assert "Exit code 0: conforms." in shown(run.stdout)
