"""Payload templates: a document whose fields ending in ``.$`` are paths or intrinsic functions.

Source: the chapter Payload Template of the Amazon States Language.
"""

from __future__ import annotations

from typing import Any

from pattern_tck.simulator.workflows.language.errors import InvalidExpression
from pattern_tck.simulator.workflows.language.paths import path
from pattern_tck.simulator.workflows.language.scope import Expression, Scope

_SUFFIX = ".$"


def template(value: Any) -> Expression:
    """Compile a template.

    Raises `InvalidExpression`. What is compiled raises `StateError` as paths and intrinsic
    functions do. What has no field ending in ``.$`` is given as it is, not copied.
    """
    compiled = _compile(value)
    return compiled if compiled is not None else lambda _scope: value


def _compile(value: Any) -> Expression | None:
    """Compile a part of a template; None if it is constant."""
    if isinstance(value, dict):
        return _object({name: _member(name, member) for name, member in value.items()}, value)
    if isinstance(value, list):
        return _array([_compile(member) for member in value], value)
    return None


def _member(name: str, member: Any) -> Expression | None:
    if not name.endswith(_SUFFIX):
        return _compile(member)
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
