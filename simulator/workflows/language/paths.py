"""Paths: ``$.ride.fare``, ``$$.Execution.Id``, ``$stops[0]``, and where a result is put.

Source: the Amazon States Language, chapters Paths, Reference Paths and Input and Output Processing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pattern_tck.simulator.json_texts import DEEPEST
from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.workflows.language.documents import written
from pattern_tck.simulator.workflows.language.errors import (
    RESULT_PATH_MATCH_FAILURE,
    RUNTIME,
    InvalidExpression,
    StateError,
)
from pattern_tck.simulator.workflows.language.intrinsics import intrinsic
from pattern_tck.simulator.workflows.language.path_grammar import (
    CONTEXT,
    INPUT,
    Fields,
    Indices,
    Path,
)
from pattern_tck.simulator.workflows.language.path_walks import find, read_path
from pattern_tck.simulator.workflows.language.scope import ABSENT, Expression, Scope

#: From the raw input of a state and its result to its output.
ResultPath = Callable[[Any, Any], Any]


def path(text: str, field: str = "") -> Expression:
    """Compile a path, or the call of an intrinsic function.

    ``field`` is the name of the field of a template that it stands in, for the cause of a failure;
    outside templates AWS does not name it. Raises
    `InvalidExpression` if it is neither. What is compiled raises `StateError`: States.Runtime
    where the path leads nowhere (SFN-ERR-08, SFN-CHO-02).
    """
    if not text.startswith("$"):
        return intrinsic(text)
    found = find(text)

    def evaluate(scope: Scope) -> Any:
        value = found(scope)
        if value is ABSENT:
            raise StateError(RUNTIME, _not_found(text, field, scope))
        return value

    return evaluate


def _not_found(text: str, field: str, scope: Scope) -> str:
    """Say that a path leads nowhere: in a template by the field, elsewhere by the step."""
    if field.endswith(".$"):
        return (
            f"The JSONPath '{text}' specified for the field '{field}' could not be found in the "
            f"input '{written(scope.input)}'"
        )
    return f"Invalid path '{text}' : {_missing_step(read_path(text), scope)}"


def _missing_step(read: Path, scope: Scope) -> str:
    roots = {INPUT: scope.input, CONTEXT: scope.context}
    document = roots.get(read.root, scope.variables.get(read.root, ABSENT))
    place = "$"
    for at, step in enumerate(read.steps):
        if not isinstance(step, Fields | Indices):
            break
        if isinstance(step, Indices) and not isinstance(document, list):
            shown = ", ".join(map(str, step.numbers))
            return (
                f"Filter: [{shown}] can only be applied to arrays. Current context is: "
                f"{written(None if document is ABSENT else document)}"
            )
        place += _bracketed(step)
        document = find(f"${_bracketed(step)}")(Scope(document, {}))
        if document is ABSENT:
            last = at == len(read.steps) - 1
            return f"{'No results for path:' if last else 'Missing property in path'} {place}"
    return f"No results for path: {place}"


def _bracketed(step: Fields | Indices) -> str:
    if isinstance(step, Indices):
        return f"[{', '.join(map(str, step.numbers))}]"
    names = (name.replace("\\", "\\\\").replace("'", "\\'") for name in step.names)
    return "[" + ", ".join(f"'{name}'" for name in names) + "]"


def result_path(text: str | None) -> ResultPath:
    """Compile a ResultPath; None throws the result away.

    Raises `InvalidExpression` if it is no reference path into the input. What is compiled makes
    the objects on the way that are missing, and leaves the input as it was; it raises `StateError`
    (States.ResultPathMatchFailure) where something else is in the way.
    """
    if text is None:
        return lambda raw, _result: raw
    steps = read_path(text)
    if steps.root != INPUT or not steps.reference:
        raise InvalidExpression(f"{text!r} is no reference path into the input")
    keys = tuple(
        step.names[0] if isinstance(step, Fields) else step.numbers[0]
        for step in steps.steps
        if isinstance(step, Fields | Indices)
    )
    if not keys:
        return lambda _raw, result: result
    if len(keys) > DEEPEST:
        raise NotModelled(f"a ResultPath of more than {DEEPEST} steps")

    def put(raw: Any, result: Any) -> Any:
        try:
            return _put(raw, keys, 0, result)
        except LookupError:
            cause = f"Unable to apply ReferencePath {text} to input {written(raw)}"
            raise StateError(RESULT_PATH_MATCH_FAILURE, cause) from None

    return put


def _put(document: Any, keys: tuple[str | int, ...], at: int, result: Any) -> Any:
    if at == len(keys):
        return result
    key = keys[at]
    if isinstance(key, str):
        if document is ABSENT:
            document = {}
        if not isinstance(document, dict):
            raise LookupError(key)  # noqa: TRY004 - the way is not there
        return document | {key: _put(document.get(key, ABSENT), keys, at + 1, result)}
    if not isinstance(document, list) or not -len(document) <= key < len(document):
        raise LookupError(key)
    changed = list(document)
    changed[key] = _put(document[key], keys, at + 1, result)
    return changed
