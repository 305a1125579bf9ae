"""Walks: what a path finds in a scope.

A path that names one place gives the value there; any other gives the list of what it finds. As in
Jayway's JsonPath, a step that cannot be taken from a certain place means that nothing is found;
from one of several places it only means that this place adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pattern_tck.simulator.workflows.language.path_filters import compile_filter
from pattern_tck.simulator.workflows.language.path_grammar import (
    CONTEXT,
    INPUT,
    Deep,
    Every,
    Fields,
    Filter,
    Indices,
    Path,
    Slice,
    Step,
    read,
)
from pattern_tck.simulator.workflows.language.scope import ABSENT, Expression, Scope

#: From a document to what is found in it, or `ABSENT`.
Walk = Callable[[Any], Any]


def read_path(text: str) -> Path:
    """Read a path; raises `InvalidExpression` and `NotModelled`."""
    return read(text, _compile_filter)


def find(text: str) -> Expression:
    """Compile a path to what it finds, which is `ABSENT` if that is nothing.

    Raises `InvalidExpression` if the text is no path.
    """
    path = read_path(text)
    walk = _walk(path)
    if path.root == INPUT:
        if not path.steps:
            return lambda scope: scope.input
        return lambda scope: walk(scope.input)
    if path.root == CONTEXT:
        return lambda scope: walk(scope.context)
    name = path.root

    def of_variable(scope: Scope) -> Any:
        value = scope.variables.get(name, ABSENT)
        return value if value is ABSENT else walk(value)

    return of_variable


def _compile_filter(text: str) -> Callable[[Any, Any], bool]:
    return compile_filter(text, lambda inner: _walk(read_path(inner)))


def _walk(path: Path) -> Walk:
    if path.reference:
        keys = tuple(
            step.names[0] if isinstance(step, Fields) else step.numbers[0]
            for step in path.steps
            if isinstance(step, Fields | Indices)
        )
        return _straight(keys)
    return _spreading(path)


def _straight(keys: tuple[str | int, ...]) -> Walk:
    """Walk to the one place: the usual path, and the fast one."""
    if len(keys) == 1 and isinstance(keys[0], str):
        only = keys[0]
        return lambda document: document.get(only, ABSENT) if type(document) is dict else ABSENT

    def walk(document: Any) -> Any:
        for key in keys:
            if type(key) is str:
                if type(document) is not dict or key not in document:
                    return ABSENT
            elif type(document) is not list or not -len(document) <= key < len(document):  # type: ignore[operator]
                return ABSENT
            document = document[key]
        return document

    return walk


def _spreading(path: Path) -> Walk:
    steps = path.steps
    definite = path.definite

    def walk(document: Any) -> Any:
        places: list[Any] = [document]
        certain = True
        for at, step in enumerate(steps):
            found: list[Any] = []
            for place in places:
                taken = _take(step, place, document, last=at == len(steps) - 1)
                if taken is None:
                    if certain:
                        return ABSENT
                    continue
                found += taken
            certain &= _is_certain(step)
            places = found
        if definite:
            return places[0] if places else ABSENT
        return places

    return walk


def _is_certain(step: Step) -> bool:
    if isinstance(step, Fields):
        return len(step.names) == 1
    return isinstance(step, Indices) and len(step.numbers) == 1


def _take(step: Step, place: Any, document: Any, *, last: bool) -> Sequence[Any] | None:
    """Give what one step finds from one place, or None where it cannot be taken."""
    match step:
        case Fields(names):
            return _fields(place, names, last=last)
        case Indices(numbers):
            if not isinstance(place, list):
                return None
            known = [place[n] for n in numbers if -len(place) <= n < len(place)]
            return known if known or len(numbers) > 1 else None
        case Slice(start, stop):
            return place[start:stop] if isinstance(place, list) else None
        case Every():
            return _children(place)
        case Deep():
            return list(_below(place))
        case Filter(test):
            if isinstance(place, list):
                return [element for element in place if test(element, document)]
            if isinstance(place, dict):
                return [place] if test(place, document) else []
            return None


def _fields(place: Any, names: Sequence[str], *, last: bool) -> Sequence[Any] | None:
    if not isinstance(place, dict):
        return None
    known = {name: place[name] for name in names if name in place}
    if len(names) == 1:
        return list(known.values()) or None
    return [known] if last else list(known.values())


def _children(place: Any) -> Sequence[Any]:
    if isinstance(place, dict):
        return list(place.values())
    return place if isinstance(place, list) else ()


def _below(place: Any) -> Iterator[Any]:
    yield place
    for child in _children(place):
        if isinstance(child, dict | list):
            yield from _below(child)
