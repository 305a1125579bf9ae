"""References to variables: which state of a definition reads which variables.

Source: API-SFN DescribeStateMachine, ``variableReferences``: for each state that reads any, their
names in order. Only paths, calls of intrinsic functions and JSONata expressions are read; a text
that merely looks like a path is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from pattern_tck.simulator.workflows.language.errors import InvalidExpression
from pattern_tck.simulator.workflows.language.jsonata import expression_in, is_expression
from pattern_tck.simulator.workflows.language.jsonata_references import variables_of
from pattern_tck.simulator.workflows.language.state_fields import JSONPATH, language_of

#: A variable at the start of a path. What is a text in quotes was taken out before.
_VARIABLE: Final = re.compile(r"(?<![\w$.])\$([^\W\d]\w*)")
_QUOTED: Final = re.compile(r"'(?:\\.|[^'\\])*'", re.DOTALL)
#: Fields that are paths though their names do not end with Path.
_PATHS: Final = frozenset({"Variable"})
#: Fields with data: what has a name inside them is no field of a state, whatever it is called.
_DATA: Final = frozenset(
    {"Parameters", "ResultSelector", "ItemSelector", "BatchInput", "Credentials"}
    | {"Arguments", "Output", "Items", "Assign"}
)
#: Fields that are states themselves, or say where to go on, and the data that nobody evaluates.
_OTHERS: Final = frozenset({"States", "Comment", "Next", "Default", "Result"})


@lru_cache(maxsize=256)
def _read(definition: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    machine = json.loads(definition)
    for name, state, language in _states(machine, language_of(machine, JSONPATH)):
        names = set(_of_jsonata(state) if language != JSONPATH else _of_paths(state))
        if names:
            found[name] = tuple(sorted(names))
    return found


def variable_references(definition: str) -> dict[str, list[str]]:
    """Give the names of the variables that the states of a valid definition read."""
    return {state: list(names) for state, names in _read(definition).items()}


def _states(machine: Mapping[str, Any], default: str) -> Iterator[tuple[str, Any, str]]:
    for name, state in machine["States"].items():
        language = language_of(state, default)
        yield name, state, language
        inner = [*state.get("Branches", ()), state.get("ItemProcessor"), state.get("Iterator")]
        for part in inner:
            if isinstance(part, Mapping):
                yield from _states(part, language)


def _members(value: Any, *, data: bool = False) -> Iterator[tuple[str, Any, bool]]:
    """Give all fields below a value except those of states inside it, and whether they are data."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            if data or name not in _OTHERS:
                yield name, member, data
                yield from _members(member, data=data or name in _DATA)
    elif isinstance(value, list):
        for member in value:
            yield "", member, data
            yield from _members(member, data=data)


def _of_paths(state: Mapping[str, Any]) -> Iterator[str]:
    for name, value, data in _members(state):
        read = name.endswith(".$") or (not data and (name.endswith("Path") or name in _PATHS))
        if read and isinstance(value, str):
            yield from _VARIABLE.findall(_QUOTED.sub("''", value))


def _of_jsonata(state: Mapping[str, Any]) -> Iterator[str]:
    for _, value, _ in _members(state):
        if isinstance(value, str) and is_expression(value):
            try:
                yield from variables_of(expression_in(value))
            except (InvalidExpression, ImportError):
                # The definition was found valid without the library that reads expressions.
                continue
