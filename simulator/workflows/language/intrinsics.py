"""Intrinsic functions: ``States.Format('ride {}', $.id)`` compiled, nested ones included.

Source: the chapter Intrinsic Functions of the Amazon States Language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from pattern_tck.simulator.workflows.language.documents import number_of, written
from pattern_tck.simulator.workflows.language.errors import (
    INTRINSIC_FAILURE,
    RUNTIME,
    InvalidExpression,
    StateError,
)
from pattern_tck.simulator.workflows.language.intrinsic_functions import FUNCTIONS, Function, shown
from pattern_tck.simulator.workflows.language.path_walks import find
from pattern_tck.simulator.workflows.language.scope import ABSENT, Expression, Scope, chance_of
from pattern_tck.simulator.workflows.language.text_reader import TextReader

#: How deep calls may stand in one another (developer guide, "Intrinsic functions").
DEEPEST: Final = 10
_FORMAT: Final = "States.Format"

_CALL: Final = re.compile(r"\s*([A-Za-z0-9._]+)\(")
_LITERAL: Final = re.compile(r"'((?:\\.|[^'\\])*)'", re.DOTALL)
_ATOM: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
#: What ends a path that is an argument, outside its brackets.
_PATH_PART: Final = re.compile(r"(?:\\.|[^\s,()\[\\])+", re.DOTALL)
_WORDS: Final = {"true": True, "false": False, "null": None}
_PIECE: Final = re.compile(r"\\(?P<escaped>.)|(?P<hole>\{\})|(?P<plain>[^\\{}]+)", re.DOTALL)


def intrinsic(text: str) -> Expression:
    """Compile a call of an intrinsic function.

    Raises `InvalidExpression` if it is none. What is compiled raises `StateError`:
    States.IntrinsicFailure where the function refuses its arguments, States.Runtime where a path
    among them leads nowhere.
    """
    reader = _Reader(text)
    call = reader.call(1)
    if reader.rest:
        raise InvalidExpression(f"{text!r} goes on after the call")
    return _blaming(text, call)


def _blaming(text: str, call: Expression) -> Expression:
    """Name the whole call in the cause of what goes wrong anywhere in it."""

    def evaluate(scope: Scope) -> Any:
        try:
            return call(scope)
        except _PathNotFound as missing:
            reason = (
                f"The JsonPath argument for the field '{missing}' could not be found in the input "
                f"'{written(scope.input)}'"
            )
            raise StateError(RUNTIME, _cause(text, reason)) from None
        except ValueError as mistake:
            raise StateError(INTRINSIC_FAILURE, _cause(text, str(mistake))) from None

    return evaluate


def _cause(text: str, reason: str) -> str:
    return f"The function '{text}' had the following error: {reason}"


class _PathNotFound(Exception):
    """A path among the arguments leads nowhere."""


class _Reader(TextReader):
    def call(self, depth: int) -> Expression:
        start = _CALL.match(self._text, self._at)
        if start is None:
            raise InvalidExpression(f"{self._text!r} is no call of an intrinsic function")
        name = start[1]
        if name not in FUNCTIONS and name != _FORMAT:
            raise InvalidExpression(f"there is no intrinsic function {name}")
        if depth > DEEPEST:
            raise InvalidExpression(f"more than {DEEPEST} intrinsic functions are nested")
        self._at = start.end()
        arguments: list[Expression | str] = []
        while not self._took(")"):
            if arguments and not self._took(","):
                raise InvalidExpression(f"{self._text!r} lacks a comma or a bracket")
            arguments.append(self._argument(depth))
        return _compile(name, arguments)

    def _argument(self, depth: int) -> Expression | str:
        """Read an argument: a string literal stays as it was written, since Format reads it."""
        self._skip()
        if literal := _LITERAL.match(self._text, self._at):
            self._at = literal.end()
            return literal[1]
        if self._text.startswith("$", self._at):
            return _path(self._path(_PATH_PART))
        if atom := _ATOM.match(self._text, self._at):
            self._at = atom.end()
            return _constant(_value(atom[0]))
        return self.call(depth + 1)


def _value(atom: str) -> Any:
    if atom in _WORDS:
        return _WORDS[atom]
    return number_of(atom)


def _constant(value: Any) -> Expression:
    return lambda _scope: value


def _path(text: str) -> Expression:
    found = find(text)

    def evaluate(scope: Scope) -> Any:
        value = found(scope)
        if value is ABSENT:
            raise _PathNotFound(text)
        return value

    return evaluate


def _compile(name: str, arguments: Sequence[Expression | str]) -> Expression:
    if name == _FORMAT:
        return _compile_format(arguments)
    function = FUNCTIONS[name]
    many = len(arguments)
    if many < function.least or (function.most is not None and many > function.most):
        raise InvalidExpression(f"{name} does not take {many} arguments")
    return _calling(function, [_plain(argument) for argument in arguments])


def _plain(argument: Expression | str) -> Expression:
    if isinstance(argument, str):
        return _constant(_ESCAPED.sub(r"\1", argument))
    return argument


def _calling(function: Function, arguments: Sequence[Expression]) -> Expression:
    call = function.call
    if function.draws:
        return lambda scope: call(chance_of(scope), *(argument(scope) for argument in arguments))
    if len(arguments) == 1:
        only = arguments[0]
        return lambda scope: call(only(scope))
    if len(arguments) == 2:
        first, second = arguments
        return lambda scope: call(first(scope), second(scope))
    return lambda scope: call(*(argument(scope) for argument in arguments))


def _compile_format(arguments: Sequence[Expression | str]) -> Expression:
    if not arguments:
        raise InvalidExpression(f"{_FORMAT} does not take 0 arguments")
    values = [_plain(argument) for argument in arguments[1:]]
    template = arguments[0]
    if isinstance(template, str):
        try:
            texts = _pieces(template, len(values))
        except ValueError as mistake:
            raise InvalidExpression(str(mistake)) from None
        return lambda scope: _filled(texts, [value(scope) for value in values])
    return _format_with(template, values)


def _format_with(template: Expression, values: Sequence[Expression]) -> Expression:
    def evaluate(scope: Scope) -> str:
        text = template(scope)
        if not isinstance(text, str):
            raise ValueError("the template must be a string")  # noqa: TRY004
        return _filled(_pieces(text, len(values)), [value(scope) for value in values])

    return evaluate


def _filled(texts: Sequence[str], values: Sequence[Any]) -> str:
    filled = [texts[0]]
    for text, value in zip(texts[1:], values, strict=True):
        filled += (shown(value), text)
    return "".join(filled)


def _pieces(template: str, holes: int) -> Sequence[str]:
    """Cut a template at its holes; raises ValueError if it has not so many."""
    texts = [""]
    at = 0
    while at < len(template):
        piece = _PIECE.match(template, at)
        if piece is None:
            brace = template[at]
            raise ValueError(
                "the template ends in a backslash"
                if brace == "\\"
                else f"the template has a {brace} that is neither escaped nor a part of {{}}"
            )
        if piece["hole"]:
            texts.append("")
        else:
            texts[-1] += piece["escaped"] or piece["plain"]
        at = piece.end()
    if len(texts) - 1 != holes:
        raise ValueError("the number of arguments does not match the occurrences of {}")
    return texts


def looks_like_call(text: str) -> bool:
    """Say whether a text could be a call: how the validator tells it from a constant."""
    return _CALL.match(text) is not None
