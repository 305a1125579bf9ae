"""Mutants: one change at one site, and which of them there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from pattern_tck.mutation.changes import Change, changes
from pattern_tck.mutation.further_changes import further_changes
from pattern_tck.mutation.site import Site


@cache
def all_changes() -> Mapping[str, Change]:
    """Give every change by its name: those that the kit is proved with, and the further ones."""
    return {**changes(), **further_changes()}


@dataclass(frozen=True, order=True)
class Mutant:
    """The topology with one change at one site."""

    change: str
    site: Site

    @property
    def defect(self) -> str:
        """Say in a sentence what is wrong."""
        return all_changes()[self.change].defect

    def __str__(self) -> str:
        """Give the name by which it is chosen and reported."""
        return f"{self.change}@{self.site}"


def chosen(
    mutants: Sequence[Mutant], only: Sequence[str] = (), skipped: Sequence[str] = ()
) -> list[Mutant]:
    """Give those that a pattern of ``only`` names, if there is one, and none of ``skipped``.

    A pattern (``*`` and ``?`` as in a shell) is of a change, or of a mutant's whole name.
    """
    return [one for one in mutants if (not only or _named(one, only)) and not _named(one, skipped)]


def _named(mutant: Mutant, patterns: Sequence[str]) -> bool:
    names = (mutant.change, str(mutant))
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)
