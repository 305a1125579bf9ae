"""Opening a target by its name, as the user gives it."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from functools import cache
from importlib import metadata

from pattern_tck.catalogue import nearest
from pattern_tck.ports import Target, TargetFactory, TargetSettings
from pattern_tck.verdicts import UsageMistake

_TARGETS = "pattern_tck.targets"


def open_target(name: str | None, endpoint_url: str | None) -> Target:
    """Open a target: by name, ``module:factory``, or an address alone; else the simulator.

    Raises `UsageMistake` (exit code 2) or `UnusableTarget` (exit code 4).
    """
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    return _factory(target_name(name, endpoint_url))(TargetSettings(endpoint_url, region))


def target_name(name: str | None, endpoint_url: str | None) -> str:
    """Give the name of the target that is meant."""
    return name or ("endpoint" if endpoint_url else "simulator")


@cache
def targets() -> Mapping[str, metadata.EntryPoint]:
    """Give the targets that are installed, by name."""
    return {point.name: point for point in metadata.entry_points(group=_TARGETS)}


def unknown_target(name: str) -> str:
    """Give what is wrong with a target's name, or nothing; nothing is imported."""
    if ":" in name or name in targets():
        return ""
    hint = nearest(name, targets()) or f"; the targets are {', '.join(sorted(targets()))}"
    return f"unknown target{hint}, or give MODULE:FACTORY"


def _factory(name: str) -> TargetFactory:
    if ":" in name:
        return _own_target(name)
    if wrong := unknown_target(name):
        raise UsageMistake(f"--target {name}: {wrong}")
    factory: TargetFactory = targets()[name].load()
    return factory


def _own_target(name: str) -> TargetFactory:
    module, _, attribute = name.partition(":")
    try:
        factory: TargetFactory = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as reason:
        raise UsageMistake(f"--target {name}: cannot be imported ({reason})") from reason
    return factory
