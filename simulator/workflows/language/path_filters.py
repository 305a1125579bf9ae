"""Filters of paths: ``?(@.fare > 10 && @.kind == 'taxi')``, a test of each element.

Known are comparisons with literals and paths, ``in``, ``nin``, the existence of a path, ``!``,
``&&``, ``||`` and brackets. What else Jayway's JsonPath has is not modelled.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.workflows.language.documents import is_number, number_of, same
from pattern_tck.simulator.workflows.language.errors import InvalidExpression
from pattern_tck.simulator.workflows.language.path_grammar import Test
from pattern_tck.simulator.workflows.language.scope import ABSENT
from pattern_tck.simulator.workflows.language.text_reader import TextReader

#: Compiles a path that stands in a filter; it begins with $.
WalkOf = Callable[[str], Callable[[Any], Any]]
_Operand = Callable[[Any, Any], Any]

_LITERAL: Final = re.compile(
    r"""'(?P<single>(?:\\.|[^'\\])*)'|"(?P<double>(?:\\.|[^"\\])*)"|"""
    r"""(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>true|false|null)\b"""
)
_COMPARISON: Final = re.compile(r"\s*(==|!=|<=|>=|<|>|=~|[a-z]+\b)\s*")
_WORDS: Final = {"true": True, "false": False, "null": None}
_ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_KNOWN: Final = frozenset({"==", "!=", "in", "nin", *_ORDERS})
_PLACE_END: Final = re.compile(r"[^\s.\[\]()&|=!<>,~]+|\.\.?")


def compile_filter(text: str, walk_of: WalkOf) -> Test:
    """Compile a filter; raises `InvalidExpression`, and `NotModelled` for operators beyond it."""
    reader = _Reader(text, walk_of)
    test = reader.either()
    if reader.rest:
        raise InvalidExpression(f"the filter {text!r} does not end at {reader.rest!r}")
    return test


class _Reader(TextReader):
    def __init__(self, text: str, walk_of: WalkOf) -> None:
        super().__init__(text)
        self._walk_of = walk_of

    def either(self) -> Test:
        test = self._both()
        while self._took("||"):
            test = _either(test, self._both())
        return test

    def _both(self) -> Test:
        test = self._one()
        while self._took("&&"):
            test = _both(test, self._one())
        return test

    def _one(self) -> Test:
        if self._took("!"):
            inner = self._one()
            return lambda element, document: not inner(element, document)
        if self._took("("):
            test = self.either()
            if not self._took(")"):
                raise InvalidExpression(f"a bracket of the filter {self._text!r} is not closed")
            return test
        return self._compared()

    def _compared(self) -> Test:
        left = self._operand()
        comparison = _COMPARISON.match(self._text, self._at)
        if comparison is None:
            return lambda element, document: left(element, document) is not ABSENT
        if comparison[1] not in _KNOWN:
            raise NotModelled(f"the operator {comparison[1]} in the filter of a path")
        self._at = comparison.end()
        return _comparing(comparison[1], left, self._operand())

    def _operand(self) -> _Operand:
        self._skip()
        start = self._text[self._at : self._at + 1]
        if start in {"@", "$"}:
            self._at += 1
            walk = self._walk_of("$" + self._path(_PLACE_END))
            if start == "@":
                return lambda element, _document: walk(element)
            return lambda _element, document: walk(document)
        if start == "[":
            return self._list()
        literal = _LITERAL.match(self._text, self._at)
        if literal is None:
            raise InvalidExpression(f"the filter {self._text!r} compares nothing at {self.rest!r}")
        self._at = literal.end()
        value = _value(literal)
        return lambda _element, _document: value

    def _list(self) -> _Operand:
        self._at += 1
        members: list[_Operand] = []
        while not self._took("]"):
            members.append(self._operand())
            if not self._took(",") and not self.rest.startswith("]"):
                raise InvalidExpression(f"a list of the filter {self._text!r} is not closed")
        return lambda element, document: [member(element, document) for member in members]


def _value(literal: re.Match[str]) -> Any:
    if literal["number"]:
        number = literal["number"]
        return number_of(number)
    if literal["word"]:
        return _WORDS[literal["word"]]
    text = literal["single"] if literal["single"] is not None else literal["double"]
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _either(one: Test, other: Test) -> Test:
    return lambda element, document: one(element, document) or other(element, document)


def _both(one: Test, other: Test) -> Test:
    return lambda element, document: one(element, document) and other(element, document)


def _comparing(sign: str, left: _Operand, right: _Operand) -> Test:
    if sign == "==":
        return lambda element, document: _equal(left(element, document), right(element, document))
    if sign == "!=":
        return lambda element, document: (
            not _equal(left(element, document), right(element, document))
        )
    if sign in _ORDERS:
        order = _ORDERS[sign]
        return lambda element, document: _ordered(
            order, left(element, document), right(element, document)
        )
    wanted = sign == "in"
    return lambda element, document: (
        _contains(right(element, document), left(element, document)) is wanted
    )


def _equal(one: Any, other: Any) -> bool:
    if one is ABSENT or other is ABSENT:
        return one is other
    return same(one, other)


def _ordered(order: Callable[[Any, Any], bool], one: Any, other: Any) -> bool:
    alike = (is_number(one) and is_number(other)) or (
        isinstance(one, str) and isinstance(other, str)
    )
    return alike and order(one, other)


def _contains(members: Any, value: Any) -> bool:
    return isinstance(members, list) and any(_equal(value, member) for member in members)
