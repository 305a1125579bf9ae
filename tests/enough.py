"""A pytest plugin: leaves a scenario out where judging it would teach nothing.

That is so if its clause has failed in this run already, and if the scenario was seen to fail in
an earlier one. What was seen is kept in the folder CAUGHT_FOLDER, as one empty file a scenario.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from pattern_tck.collecting import SCENARIO
from pattern_tck.scenarios import Scenario

_failed: set[str] = set()


def mark(scenario: Scenario, folder: Path | None = None) -> Path:
    """Give the file that says that a scenario was seen to fail."""
    name = hashlib.sha256(scenario.key.encode()).hexdigest()[:20]
    return (folder or Path(os.environ["CAUGHT_FOLDER"])) / name


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    scenario = pyfuncitem.stash[SCENARIO]
    return True if scenario.clause.id in _failed and mark(scenario).exists() else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.when == "call" and report.failed:
        _failed.add(item.stash[SCENARIO].clause.id)
        mark(item.stash[SCENARIO]).touch()
    return report
