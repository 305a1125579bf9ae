"""Constraints of parameters, refused in the words that AWS has for them.

Only what the SDK lets through is looked at here: it checks the least values and the types itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pattern_tck.simulator.refusals import Refusal

#: The longest token of a next page; those of executions are longer (API-SFN).
LONGEST_TOKEN: Final = 1024
LONGEST_EXECUTION_TOKEN: Final = 3096
#: What the name of an alias looks like: not like the number of a version.
ALIAS_NAME: Final = r"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$"
#: In the order in which AWS lists them.
STATUSES: Final = ("SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING")


def check_longest(value: str, at: str, most: int) -> None:
    """Refuse a text that is too long."""
    if len(value) > most:
        raise violation(value, at, f"Member must have length less than or equal to {most}")


def check_most(value: int, at: str, most: int) -> None:
    """Refuse a number that is too large."""
    if value > most:
        raise violation(value, at, f"Member must have value less than or equal to {most}")


def check_most_members(members: Iterable[str], at: str, most: int) -> None:
    """Refuse a list with too many members, each shown as AWS shows it."""
    listed = list(members)
    if len(listed) > most:
        value = f"[{', '.join(listed)}]"
        raise violation(value, at, f"Member must have length less than or equal to {most}")


def check_pattern(value: str, at: str, pattern: str) -> None:
    """Refuse a text that is not of a form."""
    if not re.fullmatch(pattern, value):
        raise violation(value, at, f"Member must satisfy regular expression pattern: {pattern}")


def check_known(value: str, at: str, known: Iterable[str]) -> None:
    """Refuse a text that is none of a few."""
    listed = list(known)
    if value not in listed:
        raise violation(value, at, f"Member must satisfy enum value set: [{', '.join(listed)}]")


def violation(value: object, at: str, rule: str) -> Refusal:
    """Make the refusal of a value that breaks a rule."""
    return Refusal(
        "ValidationException",
        f"1 validation error detected: Value '{value}' at '{at}' failed to satisfy constraint: "
        f"{rule}",
    )
