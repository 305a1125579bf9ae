"""Collecting: every feature file below a folder becomes a test module, and its tags are known.

A folder opts in by importing these hooks into its ``conftest.py``; the kit's features do, so a
team's own ``.feature`` files are left to the team.
"""

from __future__ import annotations

import types
from pathlib import Path

import pytest
from pytest_bdd import scenarios as bind_scenarios
from pytest_bdd.scenario import scenario_wrapper_template_registry

from pattern_tck import step_lookup
from pattern_tck.catalogue import clauses
from pattern_tck.scenarios import Scenario, find, scenarios

SCENARIO: pytest.StashKey[Scenario] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Register the tags as markers: pytest calls this when the folder is first met."""
    step_lookup.install()
    for tag in sorted({tag for scenario in scenarios() for tag in scenario.tags}):
        known = clauses().get(tag)
        config.addinivalue_line("markers", f"{tag}: {known.statement if known else 'a tag'}")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Bind the scenarios of a feature file."""
    if file_path.suffix != ".feature":
        return None
    node: pytest.Module = pytest.Module.from_parent(parent, path=file_path)
    node.obj = _module(file_path)
    return node


def _module(file: Path) -> types.ModuleType:
    module = types.ModuleType(f"{file.parent.name}.{file.stem}")
    module.__file__ = str(file)
    # pytest-bdd puts its test functions into the namespace of its caller, so it is called there.
    module.__dict__.update(bind=bind_scenarios, file=str(file))
    exec("bind(file)", module.__dict__)  # noqa: S102 - this text, and no other
    return module


def scenario_of(item: pytest.Item) -> Scenario | None:
    """Give the kit's scenario that a test item plays, or None for any other test."""
    function = getattr(item, "function", None)
    template = scenario_wrapper_template_registry.get(function) if function else None
    if template is None:
        return None
    callspec = getattr(item, "callspec", None)
    row = dict(callspec.params.get("_pytest_bdd_example", {})) if callspec else {}
    return find(Path(template.feature.filename), template.name, row)
