"""The kit can fail: each scenario is caught breaking by something that is wrong on purpose.

Each module of `tests.broken` says which clauses catch which of its variants (``CAUGHT``). A variant
is judged by the scenarios of those clauses alone, and not by all of them: see `tests.enough`.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pattern_tck.known import shipped_divergences
from pattern_tck.scenarios import Scenario, folder, scenarios
from tests import broken
from tests.enough import mark
from tests.mutants import proof
from tests.mutants.register import mutants
from tests.running import Ended, Runs

Key = tuple[str, str]


@cache
def modules() -> Mapping[str, ModuleType]:
    """Give the modules of broken things that say what catches them."""
    found = {
        module.name: importlib.import_module(f"tests.broken.{module.name}")
        for module in pkgutil.iter_modules(broken.__path__)
    }
    return {name: module for name, module in found.items() if hasattr(module, "CAUGHT")}


VARIANTS = [(name, variant) for name, module in modules().items() for variant in module.CAUGHT]


def judges(module: str, variant: str, scenario: Scenario) -> bool:
    """Say whether a scenario is about what this variant is: a target, or its roles."""
    if module.endswith("_targets"):
        return scenario.role is None
    return scenario.role in getattr(modules()[module], variant)


def arguments(module: str, variant: str, wanted: Iterable[Scenario]) -> list[str]:
    """Give the arguments by which the kit judges a variant by these scenarios, and few others."""
    chosen = list(wanted)
    where = sorted({str(folder() / scenario.file) for scenario in chosen})
    clauses = sorted({scenario.clause.id for scenario in chosen})
    what = "target" if module.endswith("_targets") else "implementation"
    return [
        *where,
        f"--{what}=tests.broken.{module}:{variant}",
        f"-m={' or '.join(clauses)}",
        # A `should` that failed is a failure here: the question is whether it was caught.
        "--strict-verdicts",
        "--partial",
        "-q",
        "-p",
        "enough",
    ]


def expected(module: str, variant: str) -> list[Scenario]:
    """Give the scenarios of the clauses that are to catch a variant."""
    clauses = modules()[module].CAUGHT[variant]
    return [
        scenario
        for scenario in scenarios()
        if judges(module, variant, scenario) and set(scenario.clause_ids) & set(clauses)
    ]


class Judged:
    """What became of the variants, kept in a folder that xdist's workers share."""

    def __init__(self, runs: Runs, kept: Path) -> None:
        self._runs = runs
        self._kept = kept

    def of(self, wanted: Iterable[Key]) -> Mapping[Key, Ended]:
        """Give how the judging of variants ended; those that were not judged yet are judged now."""
        keys = list(wanted)
        missing = [key for key in keys if not self._file(key).is_file()]
        asked = [arguments(*key, expected(*key)) for key in missing]
        seen = self._kept / "scenarios"
        seen.mkdir(exist_ok=True)
        ended_runs = self._runs.run_all(asked, CAUGHT_FOLDER=str(seen))
        for key, ended in zip(missing, ended_runs, strict=True):
            self._file(key).write_text(json.dumps(vars(ended)), "utf-8")
        return {key: Ended(**json.loads(self._file(key).read_text("utf-8"))) for key in keys}

    def seen_to_fail(self, scenario: Scenario) -> bool:
        """Say whether any run so far has seen a scenario fail."""
        return mark(scenario, self._kept / "scenarios").exists()

    def again(self, wanted: Mapping[Key, Iterable[Scenario]]) -> list[Ended]:
        """Judge variants by other scenarios."""
        asked = [arguments(*key, about) for key, about in wanted.items()]
        return self._runs.run_all(asked, CAUGHT_FOLDER=str(self._kept / "scenarios"))

    def _file(self, key: Key) -> Path:
        return self._kept / f"{'.'.join(key)}.json"


@pytest.fixture(scope="session")
def judged(
    runs: Runs, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Judged:
    base = tmp_path_factory.getbasetemp()
    spread = "PYTEST_XDIST_WORKER" in os.environ
    kept = (base.parent if spread else base) / "judged"
    kept.mkdir(exist_ok=True)
    found = Judged(runs, kept)
    if not spread:  # one process judges them all: two at a time, and now
        callspecs = [getattr(item, "callspec", None) for item in request.session.items]
        found.of([spec.params["key"] for spec in callspecs if spec and "key" in spec.params])
    return found


@pytest.mark.parametrize("key", VARIANTS, ids=".".join)
def test_a_broken_one_is_caught_and_the_report_says_how(judged: Judged, key: Key) -> None:
    module, variant = key
    ended = judged.of([key])[key]
    assert ended.code == 1, ended.out + ended.err

    failed = ended.judged("failed")
    caught = {one["clause"] for one in failed}
    assert set(modules()[module].CAUGHT[variant]) <= caught, ended.out
    for one in failed:
        explains(one, ended)


def explains(one: Mapping[str, Any], ended: Ended) -> None:
    """Assert that a failure names the clause, the Gherkin line, expected and seen, the journey."""
    told = " ".join(ended.out.split())
    assert f"FAILED {one['clause']} " in told
    assert f"{one['file']}:{one['line']}" in told
    assert one["step"].split()[0] in {"Given", "When", "Then", "And", "But", "*"}
    assert one["reason"]
    assert bool(one["expected"]) == bool(one["seen"])
    assert one["evidence"], f"no journey for {one['key']}"
    assert "journey of the message" in told


@pytest.mark.parametrize("module", list(modules()))
def test_what_is_to_be_caught_can_be(module: str) -> None:
    for variant, clauses in modules()[module].CAUGHT.items():
        assert hasattr(modules()[module], variant), f"{module} has no {variant}"
        found = {scenario.clause.id for scenario in expected(module, variant)}
        assert set(clauses) == found, f"{module}.{variant}: no scenario for {set(clauses) - found}"


@pytest.mark.last
def test_every_scenario_is_caught_by_something(judged: Judged) -> None:
    by_name: dict[str, list[Scenario]] = {}
    for scenario in scenarios():
        by_name.setdefault(f"{scenario.file}::{scenario.name}", []).append(scenario)
    caught = {name for ended in judged.of(VARIANTS).values() for name in failures(ended)}
    # Two workers may judge one variant at a time, and one of them leave out what the other has
    # seen: what was seen counts, whoever's report is kept.
    caught |= {name for name, rows in by_name.items() if any(map(judged.seen_to_fail, rows))}
    # What a wrong topology breaks is kept in the matrix of mutants, which is judged on its own.
    matrix = proof.as_matrix(proof.kept(), mutants())
    columns = [proof.columns()[key] for row in matrix.rows.values() for key in row.failed]
    caught |= {f"{scenario.file}::{scenario.name}" for scenario in columns}
    # What moto itself is known to break has been seen to fail: on moto, in every run.
    broken_by_moto = shipped_divergences("moto")
    left = {
        name: rows[0]
        for name, rows in by_name.items()
        if name not in caught and not any(broken_by_moto.find(row) for row in rows)
    }
    # Perhaps a variant catches it without saying so.
    others = {
        key: about
        for key in VARIANTS
        if (about := [scenario for scenario in left.values() if judges(*key, scenario)])
    }
    for ended in judged.again(others):
        for name in failures(ended):
            left.pop(name, None)
    if left:
        names = "\n".join(sorted(left))
        pytest.fail(
            f"{len(left)} scenarios that nothing broken is caught by:\n{names}", pytrace=False
        )


def failures(ended: Ended) -> set[str]:
    return {f"{one['file']}::{one['scenario']}" for one in ended.judged("failed")}
