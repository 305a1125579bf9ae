"""The functions of conditions: Fn::And, Fn::Equals, Fn::Not and Fn::Or."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Never

from pattern_tck.simulator.stacks.complaints import wrong
from pattern_tck.simulator.stacks.texts import as_text

if TYPE_CHECKING:
    from pattern_tck.simulator.stacks.resolving import Resolver


def _equal(resolver: Resolver, argument: Any) -> bool:
    if not isinstance(argument, list) or len(argument) != 2:
        _no_condition("Fn::Equals", "a list argument with two elements")
    left, right = map(resolver.value, argument)
    if isinstance(left, list | dict) or isinstance(right, list | dict):
        return bool(left == right)
    return as_text(left) == as_text(right)


def _all(resolver: Resolver, argument: Any) -> bool:
    return all(resolver.holds(one) for one in _several("Fn::And", argument))


def _any(resolver: Resolver, argument: Any) -> bool:
    return any(resolver.holds(one) for one in _several("Fn::Or", argument))


def _several(name: str, argument: Any) -> list[Any]:
    if not isinstance(argument, list) or not 2 <= len(argument) <= 10:
        _no_condition(name, "a list argument with 2 to 10 elements")
    return argument


def _not(resolver: Resolver, argument: Any) -> bool:
    if not isinstance(argument, list) or len(argument) != 1:
        _no_condition("Fn::Not", "a list argument with one element")
    return not resolver.holds(argument[0])


def _no_condition(name: str, wanted: str) -> Never:
    raise wrong(f"{name} requires {wanted}")


CONDITIONS: Final[Mapping[str, Callable[[Resolver, Any], bool]]] = {
    "Fn::And": _all,
    "Fn::Equals": _equal,
    "Fn::Not": _not,
    "Fn::Or": _any,
}
