"""A pytest plugin for ``-p tests.mutants.judging``: judges each scenario for many mutants.

MUTANTS_JOB names a file with the mutants of each scenario, and with the file to which a line is
added for each judgement. One session has collected, read and calibrated a scenario for all mutants
that it judges: a session for each mutant would take ten times as long.
"""

from __future__ import annotations

import inspect
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pattern_tck import performing, plugin
from pattern_tck.collecting import SCENARIO
from pattern_tck.gateway.gateway import gateway_before
from pattern_tck.implementation import load
from pattern_tck.judging import Judge, Perform
from pattern_tck.report.writing import Report
from pattern_tck.scenarios import Scenario
from pattern_tck.verdicts import Verdict
from tests.mutants.register import mutants
from tests.mutants.results import digest

#: How much of a processor one performance may take, in seconds: some defects never end.
_MOST = 30.0


@cache
def _job() -> dict[str, Any]:
    """Read the job: not when this is imported, which the parent of all children does."""
    found: dict[str, Any] = json.loads(Path(os.environ["MUTANTS_JOB"]).read_text("utf-8"))
    return found


class Hung(BaseException):
    """A mutant has used all of its time, which is no verdict on it."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if item.stash[SCENARIO].key in _job()["mutants"]]
    if _job()["outside"]:
        gateway_before(plugin._run(config).target)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    scenario = pyfuncitem.stash[SCENARIO]
    judge = plugin._run(pyfuncitem.config).judge
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments: dict[str, Any] = {name: pyfuncitem.funcargs[name] for name in names}
    turn = arguments["request"].getfixturevalue("stage")
    perform = performing.play(lambda: pyfuncitem.obj(**arguments), turn)
    with Path(_job()["results"]).open("a", encoding="utf-8") as results:
        for name in _job()["mutants"][scenario.key]:
            results.write(json.dumps(_judged(judge, scenario, perform, name)) + "\n")
            results.flush()
    return True


def _judged(judge: Judge, scenario: Scenario, perform: Perform, name: str) -> dict[str, str]:
    """Judge one mutant by one scenario; ``told`` is what its failure names first."""
    mutant = mutants()[name]
    line = {"mutant": name, "digest": digest(mutant, scenario.key), "scenario": scenario.key}
    try:
        with _time_limit():
            judgement = replace(judge, implementation=load(mutant.spec), _left=[]).judge(
                scenario, perform
            )
    except Hung:
        return {**line, "verdict": "hung"}
    line["verdict"] = str(judgement.verdict)
    if judgement.verdict is Verdict.FAILED:
        line["told"] = Report.explanation(judgement).split()[0]
    return line


@contextmanager
def _time_limit() -> Iterator[None]:
    def hung(number: int, frame: object) -> None:
        raise Hung

    before = signal.signal(signal.SIGVTALRM, hung)
    signal.setitimer(signal.ITIMER_VIRTUAL, _MOST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
