"""A scope: all that an expression can see.

Documents are shared, never copied: what an expression gives may be a part of its input or of the
definition. So nobody changes a document in place; whoever needs another one makes it.
"""

from __future__ import annotations

import enum
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final


class Absent(enum.Enum):
    """The type of `ABSENT`: what is not there, as opposed to null."""

    ABSENT = "absent"

    def __bool__(self) -> bool:
        """Say that nothing is there."""
        return False


ABSENT: Final = Absent.ABSENT


class MissingSource(LookupError):
    """An expression asks for chance or for the time, and its scope has none."""


_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def _nothing() -> Mapping[str, Any]:
    return _NOTHING


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression is evaluated with.

    For whoever runs states: ``chance`` is what States.UUID, States.MathRandom, $uuid, $random and
    $shuffle draw from, and ``now`` gives the seconds since the epoch for $now and $millis. Give
    both in every scope, seeded and on the virtual clock: there is no default, so that no run can
    draw from a source that cannot be repeated. An expression that needs one and has none raises
    `MissingSource`.
    """

    input: Any
    context: Mapping[str, Any]
    variables: Mapping[str, Any] = field(default_factory=_nothing)
    #: $states.result, where there is a result.
    result: Any = ABSENT
    #: $states.errorOutput, inside Catch.
    error_output: Any = ABSENT
    chance: random.Random | None = None
    now: Callable[[], float] | None = None


#: A compiled field: evaluated thousands of times a second, so everything is decided beforehand.
Expression = Callable[[Scope], Any]


def chance_of(scope: Scope) -> random.Random:
    """Give what the scope draws from; raises `MissingSource`."""
    if scope.chance is None:
        raise MissingSource("an expression asks for chance, and its scope has none")
    return scope.chance


def time_of(scope: Scope) -> float:
    """Give the time in seconds since the epoch; raises `MissingSource`."""
    if scope.now is None:
        raise MissingSource("an expression asks for the time, and its scope has none")
    return scope.now()
