"""The register: every mutant, made from the classes that have the defects."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any

from pattern_tck.mutation.changes import changes
from tests import broken
from tests.mutants import outside, topology
from tests.mutants.mutant import Mutant, in_words

#: What a class overrides that differs from the reference in its channels or its workflow alone.
_TOPOLOGY = frozenset({"deploy", "definition"})


@cache
def mutants() -> Mapping[str, Mutant]:
    """Give every mutant by its name."""
    found = [*_of_the_patterns(), *_of_the_topology(), *_outside()]
    named = {mutant.name: mutant for mutant in found}
    if len(named) < len(found):
        raise ValueError("two mutants have one name")
    return named


@cache
def broken_modules() -> Mapping[str, ModuleType]:
    """Give the modules of broken implementations that say what catches them."""
    found = {
        module.name: importlib.import_module(f"tests.broken.{module.name}")
        for module in pkgutil.iter_modules(broken.__path__)
        if not module.name.endswith("_targets")
    }
    return {name: module for name, module in found.items() if hasattr(module, "CAUGHT")}


def _of_the_patterns() -> Iterator[Mutant]:
    for name, module in broken_modules().items():
        for variant, clauses in module.CAUGHT.items():
            roles = getattr(module, variant)
            by_function = not any(isinstance(role, type) for role in roles.values())
            yield Mutant(
                name=f"{name}.{variant}",
                defect=in_words(variant, roles),
                spec=f"tests.broken.{name}:{variant}",
                roles=tuple(roles),
                clauses=tuple(clauses),
                kind=_kind(roles),
                binding="lambda" if by_function else "object",
            )


def _of_the_topology() -> Iterator[Mutant]:
    for one in topology.expected():
        name = topology.name_of(one.change, one.role)
        yield Mutant(
            name=f"topology.{name}",
            defect=changes()[one.change].defect,
            spec=f"tests.mutants.topology:{name}",
            roles=(one.role,),
            clauses=(one.clause,) if one.clause else (),
            kind="topology",
            harmless=one.harmless,
        )


def _outside() -> Iterator[Mutant]:
    for role, defects in outside.NODE.items():
        for defect, clauses in defects.items():
            name = f"node__{role}__{defect.replace('-', '_')}"
            yield Mutant(
                name=f"node.{role}.{defect.replace('-', '_')}",
                defect=f"It {defect.replace('-', ' ')}.",
                spec=f"tests.mutants.outside:{name}",
                roles=(role,),
                clauses=tuple(clauses.split()),
                kind="semantic",
                binding="process",
                language="JavaScript",
            )
    for binding, prefix, twins in (
        ("process", "process", outside.PROCESSES),
        ("lambda", "function", outside.FUNCTIONS),
    ):
        for twin in twins:
            module, _, variant = twin.partition(".")
            roles = getattr(broken_modules()[module], variant)
            yield Mutant(
                name=f"{binding}.{twin}",
                defect=in_words(variant, roles),
                spec=f"tests.bound:{prefix}__{module}__{variant}",
                roles=tuple(roles),
                clauses=tuple(broken_modules()[module].CAUGHT[variant]),
                kind="semantic",
                binding=binding,
            )


def _kind(roles: Mapping[str, Any]) -> str:
    changed: set[str] = set()
    for role in roles.values():
        for made_by in getattr(role, "__mro__", ()):
            if not made_by.__module__.startswith("tests."):
                break
            changed |= {name for name, value in vars(made_by).items() if _is_code(name, value)}
    return "topology" if changed and changed <= _TOPOLOGY else "semantic"


def _is_code(name: str, value: Any) -> bool:
    """Say whether a name of a class is code, and not a setting or part of Python."""
    code = isinstance(value, (staticmethod, classmethod, property)) or callable(value)
    return code and (name == "__init__" or not name.startswith("__"))
