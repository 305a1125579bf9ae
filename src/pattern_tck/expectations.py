"""What a step expects, said so that a report can show expected and seen side by side."""

from __future__ import annotations

from typing import Any


class Unmet(AssertionError):
    """An expectation that the world does not meet: what was looked at, expected, seen."""

    def __init__(self, what: str, expected: object, seen: object) -> None:
        super().__init__(f"{what}: expected {expected}, seen {seen}")
        self.what = what
        self.expected = str(expected)
        self.seen = str(seen)


def expect(what: str, *, expected: Any, seen: Any) -> None:
    """Raise `Unmet` unless ``seen`` equals ``expected``."""
    if seen != expected:
        raise Unmet(what, _shown(expected), _shown(seen))


def expect_that(holds: object, what: str, *, expected: str, seen: Any) -> None:
    """Raise `Unmet` unless ``holds``; ``expected`` says it in words."""
    if not holds:
        raise Unmet(what, expected, _shown(seen))


def _shown(value: object) -> str:
    # Sets have no order of their own, and two lists are only compared by eye if both have one.
    return repr(sorted(value, key=repr)) if isinstance(value, (set, frozenset)) else repr(value)
