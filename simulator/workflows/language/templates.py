"""Payload templates: a document whose fields ending in ``.$`` are paths or intrinsic functions.

Source: the chapter Payload Template of the Amazon States Language.
"""

from __future__ import annotations

from typing import Any

from pattern_tck.simulator.json_texts import DEEPEST, is_too_deep
from pattern_tck.simulator.workflows.language.errors import RUNTIME, InvalidExpression, StateError
from pattern_tck.simulator.workflows.language.paths import path
from pattern_tck.simulator.workflows.language.scope import Expression, Scope

_SUFFIX = ".$"


def template(value: Any) -> Expression:
    """Compile a template.

    Raises `InvalidExpression`. What is compiled raises `StateError` as paths and intrinsic
    functions do. What has no field ending in ``.$`` is given as it is, not copied.
    """
    compiled = _compile(value)
    if compiled is None:
        return lambda _scope: value

    def evaluate(scope: Scope) -> Any:
        made = compiled(scope)
        if is_too_deep(made):
            raise StateError(RUNTIME, f"A template gives a value nested more than {DEEPEST} deep")
        return made

    return evaluate


def _compile(value: Any) -> Expression | None:
    """Compile a part of a template; None if it is constant."""
    # Loops and no comprehensions: each of those would be a second call for every level.
    if isinstance(value, dict):
        members: dict[str, Expression | None] = {}
        for name, member in value.items():
            members[name] = _path(name, member) if name.endswith(_SUFFIX) else _compile(member)
        return _object(members, value)
    if isinstance(value, list):
        parts: list[Expression | None] = []
        for member in value:
            parts.append(_compile(member))  # noqa: PERF401 - see above
        return _array(parts, value)
    return None


def _path(name: str, member: Any) -> Expression:
    if not isinstance(member, str):
        raise InvalidExpression(f"the field {name!r} is neither a path nor an intrinsic function")
    return path(member, name)


def _object(members: dict[str, Expression | None], value: dict[str, Any]) -> Expression | None:
    names = [name.removesuffix(_SUFFIX) for name in members]
    if len(set(names)) < len(names):
        raise InvalidExpression("two fields of a template have one name without .$")
    if not any(members.values()):
        return None
    constants = {name: value[name] for name, member in members.items() if member is None}
    # All names in the order of the template, so that filling in keeps it.
    frame = {
        name.removesuffix(_SUFFIX): constants.get(name) if member is None else None
        for name, member in members.items()
    }
    filled = [(name.removesuffix(_SUFFIX), member) for name, member in members.items() if member]

    def evaluate(scope: Scope) -> dict[str, Any]:
        made = frame.copy()
        for name, member in filled:
            made[name] = member(scope)
        return made

    return evaluate


def _array(members: list[Expression | None], value: list[Any]) -> Expression | None:
    if not any(members):
        return None
    parts = [(value[at], member) for at, member in enumerate(members)]

    def evaluate(scope: Scope) -> list[Any]:
        return [member(scope) if member else constant for constant, member in parts]

    return evaluate
