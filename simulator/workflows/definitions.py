"""Definitions: a text is found valid and compiled once, however many machines are made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.workflows.language.diagnostics import diagnose, refusal_of
from pattern_tck.simulator.workflows.program import Program, compile_program
from pattern_tck.simulator.workflows.work import Work

_MOST_REMEMBERED: Final = 512


@dataclass(frozen=True)
class Compiled:
    """A definition that can be run; ``timeout`` is the time limit of an execution in seconds."""

    program: Program
    timeout: float | None


#: A program knows no world, so that all worlds can share it.
_REMEMBERED: Final[dict[tuple[str, str, frozenset[str]], Compiled]] = {}


def compiled(definition: str, kind: str, tasks: Mapping[str, Work]) -> Compiled:
    """Compile a definition of a kind of machine; ``tasks`` is the work that is registered.

    Raises `Refusal` (InvalidDefinition) with all mistakes, or `NotModelled` for what is valid and
    not here.
    """
    key = (definition, kind, frozenset(tasks))
    found = _REMEMBERED.get(key)
    if found is None:
        found = _compile(definition, kind, tasks)
        if len(_REMEMBERED) >= _MOST_REMEMBERED:
            _REMEMBERED.clear()
        _REMEMBERED[key] = found
    return found


def check(definition: str, kind: str) -> None:
    """Refuse a definition with mistakes (InvalidDefinition), and tell all of them."""
    refusal = refusal_of(diagnose(definition, kind))
    if refusal:
        raise Refusal("InvalidDefinition", refusal)


def _compile(definition: str, kind: str, tasks: Mapping[str, Work]) -> Compiled:
    check(definition, kind)
    read: Any = json.loads(definition)
    return Compiled(compile_program(read, tasks), read.get("TimeoutSeconds"))
