"""A pytest plugin and an implementation: notes which change applies to which role.

Every role is the reference's and plays its first scenario; each change is held against each of its
calls, and none is made. APPLICABLE_FILE is written with the pairs.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pattern_tck import reference_impl
from pattern_tck.collecting import SCENARIO
from pattern_tck.mutation.changes import Change, changes
from tests.mutants.topology import ChangedRole

_found: dict[str, set[str]] = defaultdict(set)


def roles() -> Mapping[str, ChangedRole]:
    """Give the roles of the reference, watched."""
    return {
        name: ChangedRole(role, Change("", _noting(name)))
        for name, role in reference_impl.implementation().items()
    }


def _noting(role: str) -> Any:
    def noting(operation: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        for name, change in changes().items():
            if change.of(operation, asked) != asked:
                _found[name].add(role)
        return asked

    return noting


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    first: dict[str, pytest.Item] = {}
    for item in items:
        first.setdefault(item.stash[SCENARIO].role or "", item)
    items[:] = [item for role, item in first.items() if role]


def pytest_sessionfinish() -> None:
    found = {name: sorted(roles) for name, roles in sorted(_found.items())}
    Path(os.environ["APPLICABLE_FILE"]).write_text(json.dumps(found), "utf-8")
