"""Numbers: conditions on the value of a number, whatever its written form."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeGuard

from pattern_tck.simulator.matching.documents import written

#: Says of one value of a document, never of an array or an object, whether it will do.
Test = Callable[[Any], bool]

_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def is_number(value: object) -> TypeGuard[float]:
    """Say whether a value is a JSON number: true and false are none, though Python thinks so."""
    return type(value) is int or isinstance(value, float)


def numeric(members: Any, bound: float) -> Test:
    """Compile ``{"numeric": [">", 0, "<=", 5]}`` (SNS-FLT-07, EB-PAT-07).

    A number beyond the bound cannot be compared, so it never matches; within it the values are
    compared as they are, although AWS promises no more than five decimals. Raises ValueError.
    """
    if not isinstance(members, list):
        raise ValueError("Value of numeric must be an array.")  # noqa: TRY004
    rest = list(members)
    first = rest.pop(0) if rest else None
    if not isinstance(first, str):
        seen = _shown(first) if members else "]"
        raise ValueError(f"Invalid member in numeric match: {seen}")  # noqa: TRY004
    if first not in _COMPARISONS:
        raise ValueError(f"Unrecognized numeric range operator: {first}")
    limit = _operand(first, rest, bound)
    if not rest:
        return _compared(_COMPARISONS[first], limit, bound)
    if first not in (">", ">="):
        raise ValueError("Too many elements in numeric expression")
    return _between(first, limit, rest, bound)


def _between(first: str, bottom: float, rest: list[Any], bound: float) -> Test:
    second = rest.pop(0)
    if not isinstance(second, str):
        raise ValueError(f"Bad value in numeric range: {_shown(second)}")  # noqa: TRY004
    if second not in ("<", "<="):
        raise ValueError(f"Bad numeric range operator: {second}")
    top = _operand(second, rest, bound)
    if rest:
        raise ValueError("Too many terms in numeric range expression")
    if bottom >= top:
        raise ValueError("Bottom must be less than top")
    above = _compared(_COMPARISONS[first], bottom, bound)
    below = _COMPARISONS[second]
    return lambda value: above(value) and below(value, top)


def _operand(comparison: str, rest: list[Any], bound: float) -> float:
    number = rest.pop(0) if rest else None
    if not is_number(number):
        name = "equals" if comparison == "=" else comparison
        raise ValueError(f"Value of {name} must be numeric")
    if not -bound <= number <= bound:
        edge = f"{bound / 1e9:.1f}E9"
        raise ValueError(f"Value must be between -{edge} and {edge}, inclusive")
    return number


def _compared(comparison: Callable[[Any, Any], bool], limit: float, bound: float) -> Test:
    return lambda value: is_number(value) and -bound <= value <= bound and comparison(value, limit)


def _shown(member: Any) -> str:
    return written(member) if is_number(member) else str(member)
