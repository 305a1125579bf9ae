"""From what a manifest says to bindings: how the kit will run each role."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pattern_tck import implementation
from pattern_tck.bindings.binding import Binding, Part, Player
from pattern_tck.bindings.python_object import PythonObject
from pattern_tck.bindings.url import ApiAt
from pattern_tck.catalogue import nearest
from pattern_tck.implementation import Implementation
from pattern_tck.manifest.environment import filled
from pattern_tck.manifest.settings import (
    ApiUrl,
    DeployFunction,
    Manifest,
    PythonClass,
    RoleSettings,
)
from pattern_tck.ports import Role
from pattern_tck.verdicts import UsageMistake


def implementation_of(manifest: Manifest) -> Implementation:
    """Give what is under test. Raises `UsageMistake` for code that cannot be imported."""
    bindings = {name: binding_of(settings) for name, settings in manifest.roles.items()}
    lent = tuple(name for name, settings in manifest.roles.items() if _is_lent(settings))
    return Implementation(manifest.name, bindings, lent)


def binding_of(settings: RoleSettings) -> Binding:
    """Give the binding of one role. Raises `UsageMistake` for code that cannot be imported."""
    way = settings.way
    if isinstance(way, ApiUrl):
        return ApiAt(way.url.rstrip("/"))
    if isinstance(way, PythonClass):
        made = imported(way.at, settings)
        return InOwnEnvironment(PythonObject(made), _deployer(settings, made), settings.environment)
    raise UsageMistake(f"{settings.where}: {type(way).__name__} cannot be run yet")


def imported(at: str, settings: RoleSettings) -> Any:
    """Import ``module:name``, seen from the folder of a role, or raise `UsageMistake`."""
    module_name, _, path = at.partition(":")
    folder = str(settings.folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        found: Any = importlib.import_module(module_name)
    except Exception as reason:
        raise UsageMistake(
            f"{settings.where}: cannot import {module_name!r} ({type(reason).__name__}: {reason})"
        ) from reason
    for name in path.split("."):
        if not hasattr(found, name):
            hint = nearest(name, vars(found))
            raise UsageMistake(f"{settings.where}: {module_name!r} has no {name!r}{hint}")
        found = getattr(found, name)
    if not callable(found):
        raise UsageMistake(f"{settings.where}: {at} is {found!r:.80}, which cannot be called")
    return found


@dataclass(frozen=True)
class InOwnEnvironment:
    """A binding whose players have variables of their own, and perhaps other channels made."""

    binding: Binding
    deployer: Binding
    environment: Mapping[str, str]
    http_alone: bool = field(default=False)

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Have the channels made that the role owns."""
        return self.deployer.deploy(part)

    def player(self, part: Part, name: str) -> Player:
        """Make an instance with the team's variables beside the kit's."""
        own = filled(self.environment, part.environment)
        return self.binding.player(part.knowing(own), name)


def _deployer(settings: RoleSettings, made: Any) -> PythonObject:
    if isinstance(settings.deploy, DeployFunction):
        return PythonObject(_Deployer(imported(settings.deploy.at, settings)))
    if settings.deploy is not None:
        raise UsageMistake(f"{settings.where}.deploy: a command cannot be run yet")
    return PythonObject(made if hasattr(made, "deploy") else lent(settings.role))


def lent(role: str) -> Role:
    """Give the reference of a role, whose topology is lent where a team says nothing of its own."""
    reference = implementation.load(implementation.REFERENCE).roles[role]
    assert isinstance(reference, PythonObject)
    return reference.make


def _is_lent(settings: RoleSettings) -> bool:
    raise NotImplementedError


@dataclass(frozen=True)
class _Deployer:
    """A function that makes channels, in the form in which the kit calls it."""

    deploy: Any

    def __call__(self, *_: object) -> Any:
        raise TypeError("this makes channels, and no workers")
