"""Broken things in any binding: ``tests.bound:process__point_to_point__acknowledges_first``.

The name says the binding, the module of `tests.broken` and the variant; ``booking_service`` is the
broken example of that name.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from bench.bindings.functions import as_function
from bench.bindings.processes import as_process

from pattern_tck.implementation import bound
from tests.running import ROOT


def _process(role: str, played_by: Any) -> Any:
    return as_process(played_by, ROOT)


_BINDINGS: Mapping[str, Callable[[str, Any], Any]] = {
    "object": lambda role, played_by: bound(played_by),
    "process": _process,
    "function": as_function,
}


def __getattr__(name: str) -> Mapping[str, Any]:
    binding, _, variant = name.partition("__")
    if binding not in _BINDINGS:
        raise AttributeError(name)
    return {
        role: _BINDINGS[binding](role, played_by) for role, played_by in broken(variant).items()
    }


def broken(variant: str) -> Mapping[str, Any]:
    """Give the classes of a variant, by role."""
    if variant == "booking_service":
        return importlib.import_module("examples.booking_service_broken").roles
    module, _, name = variant.partition("__")
    return getattr(importlib.import_module(f"tests.broken.{module}"), name)
