"""References of JSONata expressions that Step Functions does not offer.

An expression begins with no document: what it sees are variables. So a name, or ``$``, that refers
to the document at the top level refers to nothing, and AWS refuses the definition. A name in a
later step of a path, in a predicate, in a sort term or in a group refers to something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pattern_tck.simulator.workflows.language.jsonata import is_function, syntax_of

#: Where a step of a path, or a value, refers to a document of its own.
_INNER: Final = frozenset({"stages", "predicate", "group", "terms", "update", "delete"})
_TREE: Final = (
    *("procedure", "arguments", "lhs", "rhs", "lhs_object", "rhs_object", "expressions"),
    *("expression", "condition", "then", "_else", "body", "expr", "pattern", "steps"),
    *_INNER,
)


def unsupported_references(text: str, *, in_catch: bool) -> Iterator[str]:
    """Tell which references of an expression are not supported.

    ``in_catch`` says that the expression stands in Catch, where there is an error output. Raises
    `InvalidExpression` if it cannot be read, ImportError if the library is missing.
    """
    yield from _of(syntax_of(text), top=True, in_catch=in_catch)


def variables_of(text: str) -> set[str]:
    """Give the variables of the state machine that an expression reads.

    Those that it binds itself are its own, and a function is none. Raises as
    `unsupported_references` does.
    """
    read: set[str] = set()
    bound = {"", "$", "states"}
    _variables(syntax_of(text), read, bound)
    return {name for name in read - bound if not is_function(name)}


def _variables(node: Any, read: set[str], bound: set[str]) -> None:
    if isinstance(node, list | tuple):
        for member in node:
            _variables(member, read, bound)
        return
    kind = getattr(node, "type", None)
    if kind == "variable":
        read.add(node.value)
    elif kind == "bind":
        bound.add(node.lhs.value)
    elif kind == "lambda":
        bound.update(parameter.value for parameter in node.arguments)
    for name in (*_TREE, "predicate", "stages"):
        part = getattr(node, name, None)
        if part is not None:
            _variables(part, read, bound)


def _of(node: Any, *, top: bool, in_catch: bool) -> Iterator[str]:
    if isinstance(node, list | tuple):
        for member in node:
            yield from _of(member, top=top, in_catch=in_catch)
        return
    kind = getattr(node, "type", None)
    value = getattr(node, "value", None)
    if kind == "variable":
        if value == "$":
            yield "Reference to '$$' is not supported."
        elif value == "" and top:
            yield "Reference to '$' at the top level is not supported."
    if kind == "name" and top:
        yield f"Reference to '{value}' at the top level is not supported."
    if kind == "path":
        yield from _of_path(node, top=top, in_catch=in_catch)
        return
    for name in _TREE:
        part = getattr(node, name, None)
        # The names of a function's parameters refer to nothing.
        if part is not None and not (kind == "lambda" and name == "arguments"):
            yield from _of(part, top=top and name not in _INNER, in_catch=in_catch)


def _of_path(node: Any, *, top: bool, in_catch: bool) -> Iterator[str]:
    first, *later = node.steps
    names = [getattr(step, "value", None) for step in (first, *later[:1])]
    if names == ["states", "errorOutput"] and first.type == "variable" and not in_catch:
        yield "Reference to '$states.errorOutput' is not supported."
    yield from _of(first, top=top, in_catch=in_catch)
    yield from _of(later, top=False, in_catch=in_catch)
    yield from _of(getattr(node, "group", None), top=False, in_catch=in_catch)
