"""What a mutant is, and what it is called in words."""

from __future__ import annotations

import ast
import hashlib
import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pattern_tck import catalogue
from pattern_tck.implementation import load
from pattern_tck.scenarios import Scenario, scenarios

ROOT = Path(__file__).parents[2]
#: Where the modules stand of which a mutant is made.
_MADE_OF: Final = ("tests.", "bench.", "pattern_tck.mutation.")


@dataclass(frozen=True)
class Mutant:
    """An implementation with one defect.

    ``spec`` is what ``--implementation`` takes; ``clauses`` are those that must kill it, the one
    that it stands for first. ``harmless`` is the reason why nothing needs to.
    """

    name: str
    defect: str
    spec: str
    roles: tuple[str, ...]
    clauses: tuple[str, ...]
    kind: str
    binding: str = "object"
    language: str = "Python"
    harmless: str = ""

    @property
    def pattern(self) -> str:
        """Give the pattern of its first role."""
        return catalogue.roles()[self.roles[0]].pattern

    @property
    def digest(self) -> str:
        """Give a digest of the files that it is made of."""
        return _digest(self.spec.partition(":")[0])

    @property
    def outside(self) -> bool:
        """Say whether its calls come in at the gateway, from a process of its own."""
        return any(one.behind_gateway for one in load(self.spec).roles.values())

    def judged_by(self) -> list[Scenario]:
        """Give the scenarios of its row in the matrix.

        Those of all its roles. Where each performance costs a process or an invocation, those of
        its clauses: the same defect of an object has a row of its own.
        """
        found = [scenario for scenario in scenarios() if scenario.role in self.roles]
        if self.binding == "object":
            return found
        return [scenario for scenario in found if scenario.clause.id in self.clauses]


def in_words(name: str, roles: Mapping[str, Any]) -> str:
    """Give the defect in words: the first sentence of the class that has it, or its name."""
    for role in roles.values():
        said = vars(role).get("__doc__") if isinstance(role, type) else None
        if said and role.__module__.startswith("tests."):
            return " ".join(inspect.cleandoc(said).split("\n\n")[0].split())
    return f"It {name.replace('_', ' ')}."


@cache
def _digest(module: str) -> str:
    digest = hashlib.sha256()
    for file in sorted(_files(module, set())):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(module: str, seen: set[str]) -> Iterable[Path]:
    """Give the files of a module of the tests and of those that it imports, in any language."""
    if module in seen or not module.startswith(_MADE_OF):
        return set()
    seen.add(module)
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return set()
    origin = Path(spec.origin)
    found = {origin}
    if module == "tests.mutants.outside":
        found |= {*origin.parent.glob("*.mjs"), *ROOT.glob("examples/node/*.mjs")}
    if module == "tests.bound":  # it imports what it is asked for by name
        found |= {*ROOT.glob("tests/broken/*.py"), *ROOT.glob("bench/bindings/*.py")}
    for node in ast.walk(ast.parse(origin.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                if name.startswith(_MADE_OF) and _there(name):
                    found |= set(_files(name, seen))
    return found


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # a name in a module that is no package
        return False
