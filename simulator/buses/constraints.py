"""Constraints of parameters, refused in the words that AWS has for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pattern_tck.simulator.refusals import Refusal

#: What names of rules, targets, archives and replays are made of.
NAME: Final = r"[\.\-_A-Za-z0-9]+"
#: Names of buses may have slashes, as those of partners do.
BUS_NAME: Final = r"[/\.\-_A-Za-z0-9]+"


def invalid(message: str) -> Refusal:
    """Make the refusal of a parameter."""
    return Refusal("ValidationException", message)


def check(violations: Iterable[str]) -> None:
    """Refuse a call that violates constraints, naming all of them at once."""
    found = list(violations)
    if found:
        errors = "error" if len(found) == 1 else "errors"
        raise invalid(f"{len(found)} validation {errors} detected: {'; '.join(found)}")


def name_violations(
    value: str, at: str, *, longest: int, pattern: str = NAME, shortest: int = 1
) -> Iterator[str]:
    """Give what is wrong with a name: too long, too short, or a letter that is not allowed."""
    if len(value) > longest:
        yield violation(value, at, f"Member must have length less than or equal to {longest}")
    if len(value) < shortest:
        yield violation(value, at, f"Member must have length greater than or equal to {shortest}")
    if not re.fullmatch(pattern, value):
        yield violation(value, at, f"Member must satisfy regular expression pattern: {pattern}")


def choice_violations(value: str, at: str, allowed: Iterable[str]) -> Iterator[str]:
    """Give what is wrong with a value that is one of a few."""
    names = list(allowed)
    if value not in names:
        yield violation(value, at, f"Member must satisfy enum value set: [{', '.join(names)}]")


def check_name(
    value: str, at: str, *, longest: int, pattern: str = NAME, shortest: int = 1
) -> None:
    """Refuse a name that is too long, or has a letter that is not allowed."""
    check(name_violations(value, at, longest=longest, pattern=pattern, shortest=shortest))


def number_violations(value: int, at: str, *, least: int, most: int) -> Iterator[str]:
    """Give what is wrong with a number that has bounds."""
    if value < least:
        yield violation(value, at, f"Member must have value greater than or equal to {least}")
    if value > most:
        yield violation(value, at, f"Member must have value less than or equal to {most}")


def check_number(value: int, at: str, *, least: int, most: int) -> None:
    """Refuse a number outside its bounds."""
    check(number_violations(value, at, least=least, most=most))


def violation(value: object, at: str, rule: str) -> str:
    """Say which value at which place breaks a rule."""
    return f"Value '{value}' at '{at}' failed to satisfy constraint: {rule}"


def as_java(name: str, fields: Mapping[str, object]) -> str:
    """Show a structure as AWS's messages do: ``Name(field=value, other=null)``."""
    shown = (f"{key}={'null' if value is None else value}" for key, value in fields.items())
    return f"{name}({', '.join(shown)})"
