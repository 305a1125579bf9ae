"""The reference implementation: every pattern, written to be read."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from pattern_tck.ports import Role


def implementation() -> Mapping[str, Role]:
    """Give the roles that the reference plays: those of every module here that has ``ROLES``."""
    roles: dict[str, Role] = {}
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{found.name}")
        roles.update(getattr(module, "ROLES", {}))
    return roles
