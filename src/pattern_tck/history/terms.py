"""Which invariants bind which role, and on which terms: read from ``features/invariants.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pattern_tck import catalogue


@dataclass(frozen=True)
class Invariant:
    """What has to hold over a whole history, the clauses that say so, and whom it binds.

    ``roles`` has the terms for each role that it binds; with ``everybody`` it binds the target, so
    it is checked once in every history. Where it is no ``harm`` to break it, that is only told.
    """

    name: str
    says: str
    clauses: tuple[str, ...]
    roles: Mapping[str, Mapping[str, Any]]
    everybody: bool
    harm: bool


@cache
def invariants() -> tuple[Invariant, ...]:
    """Give every invariant, in the order in which they are told."""
    return tuple(
        Invariant(
            name,
            row["says"].strip(),
            tuple(row["clauses"]),
            row.get("roles", {}),
            bool(row.get("everybody")),
            bool(row.get("harm", True)),
        )
        for name, row in catalogue.read("invariants.yaml").items()
    )
