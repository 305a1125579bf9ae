"""From what a manifest says to bindings: how the kit will run each role."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck import implementation
from pattern_tck.bindings.binding import Binding, Part, Player
from pattern_tck.bindings.deployed import DeployedBinding
from pattern_tck.bindings.filling import filled
from pattern_tck.bindings.lambda_handler import LambdaBinding
from pattern_tck.bindings.process import ProcessBinding
from pattern_tck.bindings.python_object import PythonObject
from pattern_tck.bindings.shaped import Shaped
from pattern_tck.bindings.topology import ByCommand, ByPython, Topology
from pattern_tck.bindings.url import ApiAt
from pattern_tck.catalogue import nearest, roles
from pattern_tck.effects import place
from pattern_tck.implementation import Implementation
from pattern_tck.lambda_platform.event_source import MappingSettings
from pattern_tck.manifest.message_shapes import team_shape
from pattern_tck.manifest.settings import (
    ApiUrl,
    DeployCommand,
    Deployed,
    DeployFunction,
    EffectsPlace,
    LambdaHandler,
    Manifest,
    Process,
    PythonClass,
    RoleSettings,
)
from pattern_tck.ports import Clients, Environment, Now, Role, Worker
from pattern_tck.verdicts import UsageMistake


def implementation_of(manifest: Manifest) -> Implementation:
    """Give what is under test. Raises `UsageMistake` for code that cannot be imported."""
    bindings = {name: binding_of(settings) for name, settings in manifest.roles.items()}
    lent = tuple(name for name, settings in manifest.roles.items() if is_lent(settings))
    return Implementation(manifest.name, bindings, lent)


def binding_of(settings: RoleSettings) -> Binding:
    """Give the binding of one role. Raises `UsageMistake` for code that cannot be imported."""
    binding = _plain(settings)
    timeless = getattr(settings.way, "timers", "own") == "none"
    if not (settings.messages or settings.effects or timeless):
        return binding
    said = {variable: list(map(team_shape, one)) for variable, one in settings.messages.items()}
    shaped = Shaped(binding, said, _place(settings.effects))
    shaped.own_time = binding.own_time and not timeless
    return shaped


def _plain(settings: RoleSettings) -> Binding:
    """Give the binding of a role whose messages and effects are as the kit has them."""
    way = settings.way
    if isinstance(way, ApiUrl):
        return ApiAt(way.url.rstrip("/"))
    if isinstance(way, PythonClass):
        python = PythonObject(imported(way.at, settings))
        topology = topology_of(settings)
        return InOwnEnvironment(
            python,
            topology,
            settings.environment,
            behind_gateway=isinstance(topology, ByCommand),
        )
    if isinstance(way, Process):
        return ProcessBinding(
            way.command,
            settings.folder,
            topology_of(settings),
            settings.environment,
            told_time=way.timers == "told",
        )
    if isinstance(way, LambdaHandler):
        return LambdaBinding(
            way.handler,
            settings.folder,
            topology_of(settings),
            way.sources,
            MappingSettings(way.batch_size, way.batch_window, way.report_batch_item_failures),
            settings.environment,
            way.runtime,
            way.timeout,
            way.scheduled,
        )
    return DeployedBinding(way.channels, way.poison)


def topology_of(settings: RoleSettings) -> Topology:
    """Give what makes the channels that a role owns: the team's own, or the reference's, lent."""
    if isinstance(settings.deploy, DeployCommand):
        return ByCommand(settings.deploy.command, settings.folder)
    if isinstance(settings.deploy, DeployFunction):
        return ByPython(_Deployer(imported(settings.deploy.at, settings)))
    if is_lent(settings):
        return ByPython(_reference(settings.role))
    if isinstance(settings.way, PythonClass):
        return ByPython(imported(settings.way.at, settings))
    return ByPython(_Deployer(lambda environment, client: {}))


def is_lent(settings: RoleSettings) -> bool:
    """Say whether the reference makes the channels of a role: nobody else was named to do it."""
    if isinstance(settings.way, (ApiUrl, Deployed)) or settings.deploy is not None:
        return False
    if not roles()[settings.role].makes:
        return False
    if isinstance(settings.way, PythonClass):
        return not hasattr(imported(settings.way.at, settings), "deploy")
    return True


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


@dataclass
class InOwnEnvironment:
    """A binding whose players have variables of a team's own, and channels made by a topology."""

    binding: Binding
    topology: Topology
    environment: Mapping[str, str]
    http_alone: bool = False
    #: A command that makes channels is behind the gateway, whoever plays.
    behind_gateway: bool = False
    #: A Python object is told the time of the target.
    own_time: bool = False

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Have the channels made that the role owns."""
        return self.topology.make(part)

    def player(self, part: Part, name: str) -> Player:
        """Make an instance with the team's variables beside the kit's."""
        return self.binding.player(part.knowing(filled(self.environment, part.environment)), name)


@dataclass(frozen=True)
class _Deployer:
    """A function that makes channels, where a class that has one is expected."""

    deploy: Any

    def __call__(self, environment: Environment, client: Clients, now: Now) -> Worker:
        raise TypeError("this makes channels, and no workers")


def _reference(role: str) -> Role:
    reference = implementation.load(implementation.REFERENCE).roles[role]
    assert isinstance(reference, PythonObject)
    return reference.make


def _place(said: EffectsPlace | None) -> place.EffectsPlace | None:
    if said is None:
        return None
    return place.EffectsPlace(
        said.kind, said.key, said.value, said.partition_key, said.sort_key, said.body
    )
