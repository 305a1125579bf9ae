"""The grammar of paths: a text becomes a root and the steps from it.

Source: the chapters Paths and Reference Paths of the Amazon States Language, which leave the rest
to Jayway's JsonPath.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.workflows.language.errors import InvalidExpression


@dataclass(frozen=True)
class Fields:
    """One field of an object, or several, which together make an object."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Indices:
    """One element of an array, or several; a negative one counts from the end."""

    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Slice:
    """The elements from one index up to another."""

    start: int | None
    stop: int | None


@dataclass(frozen=True)
class Every:
    """All elements of an array, all fields of an object."""


@dataclass(frozen=True)
class Deep:
    """Everything below, and the place itself: the step after it is tried on each."""


#: Says of an element, and of the document that it is in, whether the filter lets it through.
Test = Callable[[Any, Any], bool]


@dataclass(frozen=True, eq=False)
class Filter:
    """The elements that pass a test."""

    test: Test


Step = Fields | Indices | Slice | Every | Deep | Filter

#: The roots: a state's input, the context object; any other root is the name of a variable.
INPUT: Final = "$"
CONTEXT: Final = "$$"


@dataclass(frozen=True)
class Path:
    """A path that was read."""

    root: str
    steps: tuple[Step, ...]

    @property
    def definite(self) -> bool:
        """Say whether it names one place, so that it gives a value and not a list of values."""
        last = len(self.steps) - 1
        return all(
            (isinstance(step, Fields) and (len(step.names) == 1 or at == last))
            or (isinstance(step, Indices) and len(step.numbers) == 1)
            for at, step in enumerate(self.steps)
        )

    @property
    def reference(self) -> bool:
        """Say whether it is a Reference Path: one node, whatever the document."""
        return all(
            (isinstance(step, Fields) and len(step.names) == 1)
            or (isinstance(step, Indices) and len(step.numbers) == 1)
            for step in self.steps
        )


#: Reads a filter's text, without ``?(`` and ``)``.
FilterReader = Callable[[str], Test]

_ROOT: Final = re.compile(r"\$\$|\$(?P<variable>[^\W\d]\w*)?")
_NAME: Final = re.compile(r"(?:\\.|[^\s.\[\]()\\*'\"])+", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_INDICES: Final = re.compile(r"\s*-?\d+\s*(?:,\s*-?\d+\s*)*")
_SLICE: Final = re.compile(r"\s*(-?\d+)?\s*:\s*(-?\d+)?\s*")
_QUOTED: Final = re.compile(r"""\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")\s*""", re.DOTALL)
_FUNCTION: Final = re.compile(r"\.\w+\(")


@lru_cache(maxsize=4096)
def read(text: str, filters: FilterReader) -> Path:
    """Read a path.

    Raises `InvalidExpression` if it is none, `NotModelled` for what only Jayway's JsonPath has:
    functions such as ``length()``.
    """
    root = _ROOT.match(text)
    if root is None:
        raise InvalidExpression(f"{text!r} is no path: it does not begin with $")
    steps: list[Step] = []
    at = root.end()
    while at < len(text):
        at = _read_step(text, at, steps, filters)
    if steps and isinstance(steps[-1], Deep):
        raise InvalidExpression(f"the path {text!r} ends in dots")
    return Path(root["variable"] or root[0], tuple(steps))


def _read_step(text: str, at: int, steps: list[Step], filters: FilterReader) -> int:
    if text[at] == "[":
        end = closing_bracket(text, at)
        steps.append(_within(text, text[at + 1 : end].strip(), filters))
        return end + 1
    if text.startswith("..", at):
        steps.append(Deep())
        at += 2
        if text.startswith("[", at):
            return at
    elif text[at] == ".":
        if _FUNCTION.match(text, at):
            raise NotModelled(f"the function in the path {text}")
        at += 1
    else:
        raise InvalidExpression(f"{text!r} is no path: {text[at:]!r} does not follow")
    if text.startswith("*", at):
        steps.append(Every())
        return at + 1
    name = _NAME.match(text, at)
    if name is None:
        raise InvalidExpression(f"{text!r} is no path: a name is missing before {text[at:]!r}")
    steps.append(Fields((_ESCAPED.sub(r"\1", name[0]),)))
    return name.end()


def closing_bracket(text: str, at: int) -> int:
    """Find the bracket that closes the one at a place; raises `InvalidExpression`."""
    depth = 0
    quote = ""
    escaped = False
    for place in range(at, len(text)):
        letter = text[place]
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "[(":
            depth += 1
        elif letter in "])":
            depth -= 1
            if depth == 0:
                return place
    raise InvalidExpression(f"{text!r} is no path: a bracket is not closed")


def _within(text: str, inside: str, filters: FilterReader) -> Step:
    if inside == "*":
        return Every()
    if inside.startswith("?"):
        test = inside[1:].strip()
        if not (test.startswith("(") and test.endswith(")")):
            raise InvalidExpression(f"{text!r} is no path: a filter stands in ?( )")
        return Filter(filters(test[1:-1]))
    try:
        if _INDICES.fullmatch(inside):
            return Indices(tuple(map(int, inside.split(","))))
        if span := _SLICE.fullmatch(inside):
            return Slice(*(int(edge) if edge else None for edge in span.groups()))
    except ValueError:
        raise InvalidExpression(f"{text!r} is no path: a number has too many digits") from None
    return Fields(tuple(_names(text, inside)))


def _names(text: str, inside: str) -> Sequence[str]:
    names: list[str] = []
    at = 0
    while quoted := _QUOTED.match(inside, at):
        names.append(_ESCAPED.sub(r"\1", quoted[1] if quoted[1] is not None else quoted[2]))
        at = quoted.end()
        if at == len(inside):
            return names
        if inside[at] != ",":
            break
        at += 1
    raise InvalidExpression(f"{text!r} is no path: [{inside}] names nothing")
