"""Constraints of parameters, refused in the words that AWS has for them."""

from __future__ import annotations

import re
from typing import Final

from pattern_tck.simulator.refusals import Refusal

#: What names of rules, targets, archives and replays are made of.
NAME: Final = r"[\.\-_A-Za-z0-9]+"
#: Names of buses may have slashes, as those of partners do.
BUS_NAME: Final = r"[/\.\-_A-Za-z0-9]+"


def invalid(message: str) -> Refusal:
    """Make the refusal of a parameter."""
    return Refusal("ValidationException", message)


def check_name(value: str, at: str, *, longest: int, pattern: str = NAME) -> None:
    """Refuse a name that is too long, or has a letter that is not allowed."""
    if len(value) > longest:
        raise _violation(value, at, f"Member must have length less than or equal to {longest}")
    if not re.fullmatch(pattern, value):
        raise _violation(value, at, f"Member must satisfy regular expression pattern: {pattern}")


def check_number(value: int, at: str, *, least: int, most: int) -> None:
    """Refuse a number outside its bounds."""
    if value < least:
        raise _violation(value, at, f"Member must have value greater than or equal to {least}")
    if value > most:
        raise _violation(value, at, f"Member must have value less than or equal to {most}")


def _violation(value: object, at: str, rule: str) -> Refusal:
    return invalid(
        f"1 validation error detected: Value '{value}' at '{at}' failed to satisfy constraint: "
        f"{rule}"
    )
