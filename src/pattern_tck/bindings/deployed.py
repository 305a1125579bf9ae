"""The binding of a system that runs already: known by the addresses of its channels.

It lives its own life in real time, in an account that may hold much else. The kit starts nothing,
makes nothing that belongs to it, and does nothing to it: it sends it messages, and looks at what
comes of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pattern_tck import catalogue
from pattern_tck.bindings.binding import Binding, Deaths, Part
from pattern_tck.bindings.shaped import Shaped
from pattern_tck.bystander import Bystander
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.implementation import Implementation
from pattern_tck.verdicts import OutOfReach


@dataclass(frozen=True)
class DeployedBinding:
    """A system at these addresses, by the variables of the role.

    ``poison`` says that messages that cannot be worked may be sent to it, even where no redrive
    policy ends them.
    """

    channels: Mapping[str, str] = field(default_factory=dict)
    poison: bool = False
    http_alone = False
    behind_gateway = False
    own_time = True

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Make nothing, and give the addresses of what the role owns."""
        owned = catalogue.roles()[part.role].makes
        return {name: address for name, address in self.channels.items() if name in owned}

    def player(self, part: Part, name: str) -> DeployedParticipant:
        """Give the system as an instance; there is only one."""
        return DeployedParticipant(name, part.application, part.role)


class DeployedParticipant(Bystander):
    """A system that runs already, as the stage sees it."""

    autonomous = True

    def __init__(self, name: str, application: str, role: str) -> None:
        super().__init__(name, application, role)
        self.deaths = Deaths(name)

    def crash(self) -> None:
        """Refuse: it is not the kit's to kill."""
        raise OutOfReach(f"{self.name} is a system that runs already, and is not killed")

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Refuse: only its channels are known."""
        raise OutOfReach(f"{self.name} is known by its channels, and not by the URL of an API")


def deployed(binding: Binding) -> DeployedBinding | None:
    """Give the binding of a system that runs already, whatever its messages look like."""
    plain = binding.binding if isinstance(binding, Shaped) else binding
    return plain if isinstance(plain, DeployedBinding) else None


def runs_already(implementation: Implementation) -> bool:
    """Say whether any of its roles is played by a system that runs already."""
    return any(deployed(binding) for binding in implementation.roles.values())
