"""Operations: one method of a service is one operation of its API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

_Method = TypeVar("_Method", bound=Callable[..., dict[str, Any]])


def operation(name: str) -> Callable[[_Method], _Method]:
    """Declare that a method does the operation of this name."""

    def declare(method: _Method) -> _Method:
        method.__dict__["operation"] = name
        return method

    return declare


def operations_of(service: object) -> Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Give the operations that an object declares, bound to it, by the API's names."""
    return {
        name: getattr(service, attribute) for name, attribute in _declared(type(service)).items()
    }


_KNOWN: dict[type, dict[str, str]] = {}


def _declared(kind: type) -> dict[str, str]:
    if kind not in _KNOWN:
        _KNOWN[kind] = {
            member.operation: attribute
            for base in reversed(kind.__mro__)
            for attribute, member in vars(base).items()
            if hasattr(member, "operation")
        }
    return _KNOWN[kind]
