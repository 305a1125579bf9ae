"""JSONata: any document in which texts ``{% ... %}`` are expressions.

Source: the page "Transforming data with JSONata" of the Step Functions developer guide, and the
chapter JSONata Concepts of the Amazon States Language. The expressions themselves are evaluated by
the library jsonata-python, which is imported when the first one is compiled.
"""

from __future__ import annotations

import contextlib
import functools
import math
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pattern_tck.simulator.json_texts import DEEPEST, is_too_deep
from pattern_tck.simulator.workflows.language.documents import written
from pattern_tck.simulator.workflows.language.errors import (
    QUERY_EVALUATION_ERROR,
    RUNTIME,
    InvalidExpression,
    StateError,
)
from pattern_tck.simulator.workflows.language.jsonata_functions import DISABLED, Extensions
from pattern_tck.simulator.workflows.language.scope import ABSENT, Expression, MissingSource, Scope

_LIBRARY_IS_MISSING: Final = (
    "JSONata is evaluated by the library jsonata-python, which is not installed: "
    "pip install 'pattern-tck[jsonata]'"
)
#: From here on whole numbers are written with an exponent.
_LARGEST_WRITTEN_OUT: Final = 1e21
#: How deep Python's calls may go while the library works: what it asks for itself.
_DEEPEST: Final = 10_000
#: A compiled expression holds the scope that it is evaluated with.
_EVALUATING: Final = threading.RLock()

#: What expressions see, made once for all expressions of a field.
_Bindings = Mapping[str, Any]
_Evaluator = Callable[[Scope, _Bindings], Any]


def is_expression(text: str) -> bool:
    """Say whether a text is an expression rather than itself."""
    return text.startswith("{%") and text.endswith("%}") and len(text) >= 4


def expression_in(text: str) -> str:
    """Give the expression in its brackets."""
    return text[2:-2].strip()


def jsonata(value: Any, field: str = "") -> Expression:
    """Compile a document with expressions.

    ``field`` is the name of the field that it stands in, for the cause of a failure. Raises
    `InvalidExpression` for an expression that cannot be read. What is compiled raises
    `StateError`: States.QueryEvaluationError where an expression fails, gives nothing or gives
    what is no JSON; States.Runtime where the library is missing.
    """
    compiled = _compile(value, field)
    if compiled is None:
        return lambda _scope: value
    return lambda scope: compiled(scope, _bindings(scope))


def kind_of(value: Any) -> str:
    """Name the type of a document as JSONata does."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def wrong_type(text: str, field: str, value: Any, expected: str) -> StateError:
    """Make the error of an expression ``text`` in a field, whose value is of another type."""
    return StateError(
        QUERY_EVALUATION_ERROR,
        f"The JSONata expression '{expression_in(text)}' specified for the field '{field}' "
        f"returned an unexpected result type. Expected '{expected}', but was '{kind_of(value)}' "
        f"for value: {written(value)}",
        field,
    )


def _compile(value: Any, field: str) -> _Evaluator | None:
    if isinstance(value, str):
        return _expression(expression_in(value), field) if is_expression(value) else None
    if isinstance(value, dict):
        members = {name: _compile(member, f"{field}/{name}") for name, member in value.items()}
        if not any(members.values()):
            return None
        fields = [(name, value[name], member) for name, member in members.items()]
        return lambda scope, bindings: {
            name: member(scope, bindings) if member else constant
            for name, constant, member in fields
        }
    if isinstance(value, list):
        parts = [(member, _compile(member, f"{field}[{at}]")) for at, member in enumerate(value)]
        if not any(part for _, part in parts):
            return None
        return lambda scope, bindings: [
            part(scope, bindings) if part else constant for constant, part in parts
        ]
    return None


def _expression(text: str, field: str) -> _Evaluator:
    try:
        evaluate = _compiled(text)
    except ImportError:
        return _missing
    named = f"The JSONata expression '{text}' specified for the field '{field}'"

    def evaluated(scope: Scope, bindings: _Bindings) -> Any:
        try:
            value = evaluate(scope, bindings)
        except _EvaluationFailed as failed:
            raise StateError(
                QUERY_EVALUATION_ERROR,
                f"{named} threw an error during evaluation{failed}",
                field,
            ) from None
        except _NoDocument:
            cause = f"{named} returned an unsupported result type."
            raise StateError(QUERY_EVALUATION_ERROR, cause, field) from None
        if value is ABSENT:
            cause = f"{named} returned nothing (undefined)."
            raise StateError(QUERY_EVALUATION_ERROR, cause, field)
        return value

    return evaluated


def _missing(_scope: Scope, _bindings: _Bindings) -> Any:
    raise StateError(RUNTIME, _LIBRARY_IS_MISSING)


class _EvaluationFailed(Exception):
    """The library, or a function, could not go on.

    Its text goes on where the sentence about the expression ends: a sentence of its own behind a
    code of JSONata, else a reason.
    """


class _NoDocument(Exception):
    """What an expression gives has a part that JSON has not: a function."""


@functools.lru_cache(maxsize=2048)
def _compiled(text: str) -> _Evaluator:
    """Compile one expression; raises `InvalidExpression`, and ImportError without the library."""
    expression = _read(text)
    with _room():
        from jsonata.functions import Functions  # noqa: PLC0415 - an extra, needed by few
        from jsonata.jexception import JException  # noqa: PLC0415
        from jsonata.jsonata import Jsonata  # noqa: PLC0415
        from jsonata.utils import Utils  # noqa: PLC0415

    null = Utils.NULL_VALUE
    extensions = Extensions(Functions.datetime_from_millis, null)
    for name, (function, signature) in extensions.all().items():
        made = Jsonata.JFunction(Jsonata.JLambda(function), signature)
        expression.register_function(name, made)
    for name in DISABLED:
        expression.register_function(name, None)
    # Null is a value, and only what is not there is None: so it must stay until the end.
    expression.set_output_convert_nulls(False)
    expression.set_validate_input(False)

    def evaluate(scope: Scope, bindings: _Bindings) -> Any:
        with _EVALUATING, _room():
            extensions.scope = scope
            try:
                value = expression.evaluate(
                    None, {name: null if it is None else it for name, it in bindings.items()}
                )
            except JException as mistake:
                raise _EvaluationFailed(f". {mistake.error}: {mistake}") from None
            except MissingSource:
                raise
            except Exception as it:  # noqa: BLE001 - whatever it is, it is the expression's fault
                # The library lets some mistakes of an expression through as Python's own.
                raise _EvaluationFailed(f": {it}") from None
        if value is None:
            return ABSENT
        if is_too_deep(value):
            raise _EvaluationFailed(f": it gives a value nested more than {DEEPEST} deep")
        return _plain(value, null)

    return evaluate


def syntax_of(text: str) -> Any:
    """Give the syntax of an expression as the library has it.

    Raises `InvalidExpression` if it cannot be read, ImportError if the library is missing.
    """
    return _read(text).ast


def is_function(name: str) -> bool:
    """Say whether a name is that of a function; raises ImportError without the library."""
    with _room():
        from jsonata.jsonata import Jsonata  # noqa: PLC0415 - an extra, needed by few

    own = Extensions(lambda *_asked: None, None).all()
    return name in own or Jsonata.static_frame.lookup(name) is not None


def _read(text: str) -> Any:
    with _room():
        from jsonata.jexception import JException  # noqa: PLC0415 - an extra, needed by few
        from jsonata.jsonata import Jsonata  # noqa: PLC0415

        try:
            return Jsonata(text)
        except (JException, RecursionError) as mistake:
            raise InvalidExpression(str(mistake)) from None


@contextlib.contextmanager
def _room() -> Iterator[None]:
    """Let the library call itself as deep as it wants to, and not change that for everybody else.

    It sets Python's limit when it is imported, for the whole process.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _bindings(scope: Scope) -> _Bindings:
    states: dict[str, Any] = {"input": scope.input, "context": scope.context}
    if scope.result is not ABSENT:
        states["result"] = scope.result
    if scope.error_output is not ABSENT:
        states["errorOutput"] = scope.error_output
    return {**scope.variables, "states": states}


def _plain(value: Any, null: object) -> Any:
    """Make JSON of what the library gives: its own lists, its null, numbers of one kind."""
    if value is None or value is null:
        return None
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list):
        return [_plain(member, null) for member in value]
    if isinstance(value, dict):
        return {name: _plain(member, null) for name, member in value.items()}
    raise _NoDocument


def _number(value: float) -> Any:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return int(value) if value.is_integer() and abs(value) < _LARGEST_WRITTEN_OUT else value
