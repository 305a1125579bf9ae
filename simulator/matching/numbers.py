"""Numbers: conditions on the value of a number, whatever its written form."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeGuard

from pattern_tck.simulator.matching.documents import written
from pattern_tck.simulator.matching.faults import Fault, Place

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
    first = members[0] if members else None
    if not isinstance(first, str):
        if not members:
            raise Fault("Invalid member in numeric match: ]", place=Place.END)
        raise Fault(f"Invalid member in numeric match: {_shown(first)}", 0)
    if first not in _COMPARISONS:
        raise Fault(f"Unrecognized numeric range operator: {first}", 0, place=Place.END)
    limit = _operand(first, members, 1, bound)
    if len(members) == 2:
        return _compared(_COMPARISONS[first], limit, bound)
    if first not in (">", ">="):
        raise Fault("Too many elements in numeric expression", 2)
    return _between(first, limit, members, bound)


def _between(first: str, bottom: float, members: list[Any], bound: float) -> Test:
    second = members[2]
    if not isinstance(second, str):
        raise Fault(f"Bad value in numeric range: {_shown(second)}", 2)
    if second not in ("<", "<="):
        raise Fault(f"Bad numeric range operator: {second}", 2, place=Place.END)
    top = _operand(second, members, 3, bound)
    if len(members) > 4:
        raise Fault("Too many terms in numeric range expression", 4)
    if bottom >= top:
        raise Fault("Bottom must be less than top", 3)
    above = _compared(_COMPARISONS[first], bottom, bound)
    below = _COMPARISONS[second]
    return lambda value: above(value) and below(value, top)


def _operand(comparison: str, members: list[Any], place: int, bound: float) -> float:
    number = members[place] if place < len(members) else None
    if not is_number(number):
        reason = f"Value of {'equals' if comparison == '=' else comparison} must be numeric"
        if place < len(members):
            raise Fault(reason, place)
        raise Fault(reason, place=Place.END)
    if not -bound <= number <= bound:
        edge = f"{bound / 1e9:.1f}E9"
        raise Fault(f"Value must be between -{edge} and {edge}, inclusive", place)
    return number


def _compared(comparison: Callable[[Any, Any], bool], limit: float, bound: float) -> Test:
    return lambda value: is_number(value) and -bound <= value <= bound and comparison(value, limit)


def _shown(member: Any) -> str:
    return written(member) if is_number(member) else str(member)
