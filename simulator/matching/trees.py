"""Trees: the objects of a pattern, compiled to one question about an object of a document.

A pattern has the shape of what it matches. All its fields must match, and only they are looked at
(EB-PAT-01, SNS-FLT-03). A document is asked as if its arrays were not there: an array of values
matches if one of them does (EB-PAT-04), an array of objects if one of them matches as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.matching.alternatives import (
    OPERATOR_NAMES,
    Dialect,
    compile_alternatives,
)
from pattern_tck.simulator.matching.faults import Fault, Place, within

#: Says of an object of a document, and the whole of it, whether they match.
Condition = Callable[[Mapping[str, Any], Mapping[str, Any]], bool]
Path = tuple[str, ...]

_NOTHING: Final[Mapping[str, Any]] = {}
_ABSENT: Final = object()


@dataclass(frozen=True)
class Tree:
    """A compiled object of a pattern."""

    matches: Condition
    #: How many patterns without ``$or`` it stands for (EB-PAT-07).
    branches: int
    #: The product over its leaves of values times depth; an ``$or`` adds up (SNS-FLT-08).
    combinations: int


def compile_tree(
    pattern: Mapping[str, Any], dialect: Dialect, path: Path = (), *, inside_or: bool = False
) -> Tree:
    """Compile an object of a pattern. Raises ValueError in AWS's words."""
    if not pattern:
        raise Fault("Empty objects are not allowed", place=Place.END)
    parts = []
    for key, value in pattern.items():
        with within(key):
            parts.append(
                _alternation(value, dialect, path)
                if key == "$or"
                else _field(key, value, dialect, path, inside_or=inside_or)
            )
    branches = combinations = 1
    for part in parts:
        branches *= part.branches
        combinations *= part.combinations
    return Tree(_all([part.matches for part in parts]), branches, combinations)


def _all(conditions: list[Condition]) -> Condition:
    if len(conditions) == 1:
        return conditions[0]
    each = tuple(conditions)

    def matches(node: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
        for condition in each:  # noqa: SIM110 - a generator costs twice as much
            if not condition(node, whole):
                return False
        return True

    return matches


def _alternation(members: Any, dialect: Dialect, path: Path) -> Tree:
    if not isinstance(members, list):
        raise ValueError("It must be an Array followed with $or.")  # noqa: TRY004
    if not all(isinstance(member, dict) for member in members):
        raise ValueError("Only JSON object is allowed in array of $or relationship.")
    if len(members) < 2:
        raise ValueError("There must have at least 2 Objects in $or relationship.")
    trees = []
    for number, member in enumerate(members):
        with within(number):
            trees.append(compile_tree(member, dialect, path, inside_or=True))
    conditions = tuple(tree.matches for tree in trees)
    return Tree(
        lambda node, whole: any(condition(node, whole) for condition in conditions),
        sum(tree.branches for tree in trees),
        sum(tree.combinations for tree in trees),
    )


def _field(key: str, value: Any, dialect: Dialect, path: Path, *, inside_or: bool) -> Tree:
    if inside_or and key in OPERATOR_NAMES:
        raise ValueError(f"{key} is Ruler reserved fieldName which cannot be used inside $or.")
    path = (*path, key)
    if isinstance(value, list):
        return Tree(_leaf(path, value, dialect), 1, len(value) * len(path))
    if isinstance(value, dict):
        below = compile_tree(value, dialect, path, inside_or=inside_or)
        return Tree(_below(key, below.matches), below.branches, below.combinations)
    raise ValueError(f'"{key}" must be an object or an array')


def _below(key: str, condition: Condition) -> Condition:
    def matches(node: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
        value = node.get(key)
        if type(value) is dict:
            return condition(value, whole)
        objects = [one for one in _scattered(value) if type(one) is dict]
        # Nothing below here is there: only what asks for absence can match.
        return any(condition(one, whole) for one in objects or (_NOTHING,))

    return matches


def _leaf(path: Path, members: list[Any], dialect: Dialect) -> Condition:
    key = path[-1]
    alternatives = compile_alternatives(members, dialect)
    strings, tests = alternatives.strings, alternatives.tests

    def fits(value: Any) -> bool:
        if type(value) is str and value in strings:
            return True
        for test in tests:  # noqa: SIM110 - a generator costs twice as much
            if test(value):
                return True
        return False

    def matches(node: Mapping[str, Any], _whole: Mapping[str, Any]) -> bool:
        value = node.get(key, _ABSENT)
        if type(value) is list:
            return any(fits(one) for one in _scattered(value) if type(one) is not dict)
        return value is not _ABSENT and type(value) is not dict and fits(value)

    if not alternatives.absence:
        return matches
    return lambda node, whole: matches(node, whole) or not _present(whole, path)


def _present(value: Any, path: Path) -> bool:
    """Say whether a document has a value there: an object is none, nor is an empty array.

    ``exists`` works on leaves only (EB-PAT-05), and a field is absent only if no element of the
    arrays on the way to it has it.
    """
    if type(value) is list:
        return any(_present(one, path) for one in value)
    if not path:
        return type(value) is not dict
    return type(value) is dict and path[0] in value and _present(value[path[0]], path[1:])


def _scattered(value: Any) -> Iterator[Any]:
    """Give the elements of an array and of the arrays in it, or the value that is no array."""
    if type(value) is list:
        for one in value:
            yield from _scattered(one)
    else:
        yield value
