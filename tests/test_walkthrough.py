"""Whoever does as docs/your-implementation.md says sees what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pattern_tck.scenarios import Scenario, folder, scenarios
from tests.running import ROOT, Ended, Runs
from tests.test_examples import made_ready
from tests.test_readme import shown

GUIDE = (ROOT / "docs" / "your-implementation.md").read_text("utf-8")
FILES = re.findall(r"<!-- file (\S+) -->\n```\w+\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Make the folder of the walk, with everything that it shows first."""
    installed = made_ready("node") / "node_modules"
    (tmp_path / "node_modules").symlink_to(installed)
    for name, text in reversed(FILES):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def of_consumers() -> list[Scenario]:
    return [scenario for scenario in scenarios() if scenario.role == "consumer"]


def judged(runs: Runs, orders: Path) -> Ended:
    files = sorted({str(folder() / scenario.file) for scenario in of_consumers()})
    manifest = f"--manifest={orders / 'conformance.toml'}"
    return runs.run(*files, "--partial", "-q", manifest, COLUMNS="100")


def test_the_first_verdict_is_the_one_that_is_shown(runs: Runs, orders: Path) -> None:
    ended = judged(runs, orders)
    assert ended.code == 1, ended.out + ended.err
    failed = ended.judged("failed")
    assert {one["clause"] for one in failed if one["level"] == "must"} == {"P2P-07", "DLQ-16"}
    assert {one["clause"] for one in failed if one["level"] != "must"} == {"DLQ-18"}
    (block,) = re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)
    assert shown(block) in shown(ended.out)
    assert "in its own shape" in shown(ended.out)


def test_the_consumer_that_handles_each_message_on_its_own_conforms(
    runs: Runs, orders: Path
) -> None:
    name, mended = FILES[-1]
    (orders / name).write_text(mended, "utf-8")
    ended = judged(runs, orders)
    assert ended.code == 0, ended.out + ended.err
    assert len(ended.judged("passed")) == len(of_consumers())


def test_the_manifest_is_short() -> None:
    (manifest,) = (text for name, text in FILES if name == "conformance.toml")
    assert len(manifest.splitlines()) <= 15
