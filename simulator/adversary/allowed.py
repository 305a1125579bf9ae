"""Which freedoms an adversary may use, by fault or by freedom, and which faults to plan for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pattern_tck.simulator.freedoms import FREEDOMS, Freedom


def freedoms_allowed(names: Iterable[str] = ()) -> frozenset[Freedom]:
    """Give the freedoms that these names allow; without names, all that are searched.

    A name is that of a fault (``FAULT-01``: all its freedoms that are searched) or of a freedom
    (``delete.undone``: this one, also where it is not searched otherwise). ValueError says which
    name allows nothing.
    """
    return _allowed(frozenset(names))


@lru_cache(maxsize=256)
def _allowed(names: frozenset[str]) -> frozenset[Freedom]:
    searched = [freedom for freedom in FREEDOMS.values() if freedom.searched]
    if not names:
        return frozenset(searched)
    found: set[Freedom] = set()
    for name in names:
        named = [f for f in searched if f.fault == name] or [
            f for f in FREEDOMS.values() if f.name == name
        ]
        if not named:
            raise ValueError(f"{name} is neither a fault with a freedom to search nor a freedom")
        found.update(named)
    return frozenset(found)


def plans_for(clauses: Iterable[str] = ()) -> tuple[str, ...]:
    """Give the faults that can show whether these clauses are respected; without any, all faults.

    Each fault is to be searched on its own: in a search with all of them together the first
    freedom in the way of a scenario takes the blame for every defect.
    """
    wanted = frozenset(clauses)
    return tuple(
        sorted(
            {
                freedom.fault
                for freedom in FREEDOMS.values()
                if freedom.searched and (not wanted or wanted & set(freedom.clauses))
            }
        )
    )
