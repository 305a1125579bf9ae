"""A workflow that is wrong on purpose is one that AWS would take: its scenario kills it."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

from pattern_tck.simulator.workflows.language.diagnostics import diagnose, refusal_of
from tests import broken


class Anywhere(dict[str, str]):
    """Gives an address under every name that an environment may have, and a number of seconds."""

    def __missing__(self, name: str) -> str:
        if name.endswith("URL"):
            return f"http://127.0.0.1:1/123456789012/{name}"
        if name.endswith("ARN"):
            return f"arn:aws:states:us-east-1:123456789012:stateMachine:{name}"
        return "60"


def workflows() -> Iterator[tuple[str, Any]]:
    for module in pkgutil.iter_modules(broken.__path__):
        there = vars(importlib.import_module(f"tests.broken.{module.name}"))
        for name, roles in there.items():
            for role in roles.values() if isinstance(roles, dict) else ():
                if isinstance(role, type) and hasattr(role, "definition"):
                    yield f"{module.name}.{name}", role


WORKFLOWS = dict(workflows())


def test_there_are_some() -> None:
    assert len(WORKFLOWS) > 50


@pytest.mark.parametrize("name", WORKFLOWS)
def test_it_is_not_refused(name: str) -> None:
    definition = WORKFLOWS[name].definition(Anywhere())
    assert refusal_of(diagnose(json.dumps(definition))) == ""
