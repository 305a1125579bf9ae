"""Comparisons: what a rule of a Choice state asks of a variable.

Source: the chapter Choice State of the Amazon States Language. A value of another type than the
comparison is about does not pass; no comparison fails for it.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pattern_tck.simulator.workflows.language.documents import is_number

#: Says of the value of a variable whether it passes, compared with the operand.
Comparison = Callable[[Any, Any], bool]

_ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "GreaterThan": operator.gt,
    "LessThanEquals": operator.le,
    "GreaterThanEquals": operator.ge,
}
_TIMESTAMP: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))"
)
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NANOS: Final = 10**9


@functools.lru_cache(maxsize=1024)
def timestamp(text: str) -> int | None:
    """Read a timestamp as the States Language has it; None if it is none.

    It gives nanoseconds since the epoch. The form is the profile of RFC 3339 with a capital T and
    a capital Z.
    """
    parts = _TIMESTAMP.fullmatch(text)
    if parts is None:
        return None
    *whole, fraction, sign, hours, minutes = parts.groups()
    try:
        moment = dt.datetime(*map(int, whole), tzinfo=dt.UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None
    seconds = int((moment - _EPOCH).total_seconds())
    if sign:
        offset = int(hours) * 3600 + int(minutes) * 60
        seconds -= offset if sign == "+" else -offset
    return seconds * _NANOS + int((fraction or "0")[:9].ljust(9, "0"))


def _is_timestamp(value: Any) -> bool:
    return isinstance(value, str) and timestamp(value) is not None


def _texts(order: Callable[[Any, Any], bool]) -> Comparison:
    def compare(value: Any, operand: Any) -> bool:
        if not (isinstance(value, str) and isinstance(operand, str)):
            return False
        return order(_sortable(value), _sortable(operand))

    return compare


def _sortable(text: str) -> bytes:
    """Put a text in the order of its UTF-16 code units, which is that of Java."""
    return text.encode("utf-16-be", "surrogatepass")


def _numbers(order: Callable[[Any, Any], bool]) -> Comparison:
    return lambda value, operand: is_number(value) and is_number(operand) and order(value, operand)


def _moments(order: Callable[[Any, Any], bool]) -> Comparison:
    def compare(value: Any, operand: Any) -> bool:
        if not (isinstance(value, str) and isinstance(operand, str)):
            return False
        one, other = timestamp(value), timestamp(operand)
        return one is not None and other is not None and order(one, other)

    return compare


def _same_truth(value: Any, operand: Any) -> bool:
    return isinstance(value, bool) and value is operand


def _matches(value: Any, operand: Any) -> bool:
    return (
        isinstance(value, str)
        and isinstance(operand, str)
        and _pattern(operand).fullmatch(value) is not None
    )


@functools.lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    r"""Compile a pattern in which ``*`` stands for any letters, and ``\\*`` for itself."""
    parts = re.findall(r"\\.|\*|[^\\*]+|\\", text, re.DOTALL)
    expression = "".join(
        ".*" if part == "*" else re.escape(part[1:] if len(part) == 2 and part[0] == "\\" else part)
        for part in parts
    )
    return re.compile(expression, re.DOTALL)


def _is(question: Callable[[Any], bool]) -> Comparison:
    return lambda value, operand: question(value) is operand


#: Comparisons with a value, or with what a path finds if the name has Path at its end.
WITH_PATH: Final[Mapping[str, Comparison]] = {
    **{f"String{name}": _texts(order) for name, order in _ORDERS.items()},
    **{f"Numeric{name}": _numbers(order) for name, order in _ORDERS.items()},
    **{f"Timestamp{name}": _moments(order) for name, order in _ORDERS.items()},
    "BooleanEquals": _same_truth,
}
#: Comparisons with a value only.
WITHOUT_PATH: Final[Mapping[str, Comparison]] = {
    "StringMatches": _matches,
    "IsNull": _is(lambda value: value is None),
    "IsNumeric": _is(is_number),
    "IsString": _is(lambda value: isinstance(value, str)),
    "IsBoolean": _is(lambda value: isinstance(value, bool)),
    "IsTimestamp": _is(_is_timestamp),
}
#: The one question that a variable may be asked that is not there.
IS_PRESENT: Final = "IsPresent"
#: All names of comparisons.
NAMES: Final = frozenset(
    {*WITH_PATH, *(f"{name}Path" for name in WITH_PATH), *WITHOUT_PATH, IS_PRESENT}
)


def operand_fits(name: str, operand: Any) -> bool:
    """Say whether an operand is of the type that a comparison is about."""
    if name.endswith("Path"):
        return isinstance(operand, str)
    if name.startswith("Is") or name == "BooleanEquals":
        return isinstance(operand, bool)
    if name.startswith("String"):
        return isinstance(operand, str)
    if name.startswith("Numeric"):
        return is_number(operand)
    return _is_timestamp(operand)
