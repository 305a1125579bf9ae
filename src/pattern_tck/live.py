"""Casting a system that runs already: its channels are found at their addresses, and not made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pattern_tck.backlog import Backlog
from pattern_tck.bindings.deployed import DeployedBinding
from pattern_tck.catalogue import RoleDescription
from pattern_tck.channels import Channel, Directory, kind_of
from pattern_tck.effects.making import Made, Maker
from pattern_tck.effects.place import EFFECTS, EffectsPlace
from pattern_tck.guard import Guard
from pattern_tck.manifest.variables import EFFECTS_VARIABLES
from pattern_tck.ports import Target
from pattern_tck.probe import Probe
from pattern_tck.verdicts import OutOfReach


@dataclass
class Live:
    """Brings systems that run already into one scenario."""

    target: Target
    directory: Directory
    probe: Probe
    maker: Maker
    guard: Guard
    _roles: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count on queues from when they were noted."""
        self.backlog = Backlog(self.target, Probe(self.target, self.directory))
        self.probe.since = self.backlog.since

    def foresee(self, role: RoleDescription, binding: DeployedBinding) -> None:
        """Put what a role was given into the directory, where others will look for it."""
        self.guard.hosts.append(role.name)
        for variable, word in role.given.items():
            address = binding.channels.get(variable, "")
            if address and word != EFFECTS and kind_of(variable) not in {"api", "role"}:
                self.directory.add(word, kind_of(variable), address)

    def admit(
        self,
        called: str,
        role: RoleDescription,
        instances: int,
        told: Mapping[str, str],
    ) -> None:
        """Raise `OutOfReach` if a scenario wants of a system what it cannot be asked for."""
        why = ""
        if role.name in self._roles:
            why = f"{self._roles[role.name]} runs already, and there is no second one"
        elif instances > 1:
            why = f"{called} runs already: how many instances of it there are is not the kit's say"
        elif told:
            words = ", ".join(f"{name}={value}" for name, value in told.items())
            why = f"{called} runs already, and cannot be told {words}"
        if why:
            raise OutOfReach(why)
        self._roles[role.name] = called
        if called not in self.guard.hosts:
            self.guard.hosts.append(called)

    def hand_over(
        self,
        role: RoleDescription,
        binding: DeployedBinding,
        names: Mapping[str, str],
        chosen: Mapping[str, Channel | None],
    ) -> dict[str, str]:
        """Put what a system has been given into the directory; give it by variable.

        ``names`` are the scenario's names of its channels, by variable; ``chosen`` are those that
        the scenario would have it use instead.
        """
        found = {}
        for variable, word in role.given.items():
            if word == EFFECTS:
                continue
            if variable in chosen:
                raise OutOfReach(f"a system that runs already has its own {word}")
            kind = kind_of(variable)
            if kind == "api":
                raise OutOfReach(f"a system that runs already does not call the kit's {word}")
            if kind == "role":
                continue
            found[variable] = self._at(variable, names[variable], kind, binding)
            if kind == "queue":
                queue = self.directory.channels[names[variable]]
                self.backlog.note(queue, is_drained=role.receives_from(word))
                self._see_to_poison(queue, binding)
            elif not binding.poison:
                self._refuse(found[variable], "nobody knows who else listens to it")
        return found

    def owned(self, queue: Channel, binding: DeployedBinding, *, is_drained: bool) -> None:
        """Look at a queue of a system's own, before anything is sent there."""
        dead = self.probe.dead_letters(queue)
        for each, drained in ((queue, is_drained), (dead, False)):
            if each is not None:
                self.backlog.note(each, is_drained=drained)
        self._see_to_poison(queue, binding)

    def effects(
        self, name: str, called: str, binding: DeployedBinding, place: EffectsPlace
    ) -> Made:
        """Find where the effects of a system are seen."""
        variable = EFFECTS_VARIABLES[place.kind]
        if place.kind == "http":
            raise OutOfReach(
                "effects of a system that runs already go to its own API, where the kit sees none"
            )
        self._at(variable, name, place.kind, binding)
        return self.maker.view(name, called, place)

    def _at(self, variable: str, name: str, kind: str, binding: DeployedBinding) -> str:
        address = binding.channels.get(variable, "")
        if not address:
            raise OutOfReach(f"the manifest says no {variable}, which the scenario needs")
        known = self.directory.channels.get(name)
        if known is not None and known.address != address:
            raise OutOfReach(
                f"{name} is {known.address} in the scenario, and {address} for what runs already"
            )
        self.directory.add(name, kind, address)
        return address

    def _see_to_poison(self, queue: Channel, binding: DeployedBinding) -> None:
        if not binding.poison and self.probe.max_receives(queue) is None:
            self._refuse(queue.address, "it has no redrive policy, so nothing would end it")

    def _refuse(self, address: str, reason: str) -> None:
        self.guard.refuse_poison(
            address,
            f"no poison is sent to {self.directory.called(address)} of a system that runs already: "
            f"{reason}; poison = true in the manifest allows it",
        )
