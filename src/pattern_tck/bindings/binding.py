"""The port of the bindings: what the stage hands to who plays a role, and what it gets back.

A binding knows how to run code (an object, a process, a Lambda handler, a system that is there
already) and nothing of patterns. Which channels a role is given and which it makes is data
(``roles.yaml``); the casting turns it into a `Part`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from pattern_tck.gateway.gateway import Gateway, gateway_before
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.ports import Environment, Participant, Target
from pattern_tck.tap import Tap

#: After so many deaths a scenario is not worth going on with.
_MOST_DEATHS = 20


class Dying(AssertionError):
    """A participant dies again and again, so nothing can be judged by waiting longer."""


@dataclass(frozen=True)
class Part:
    """What is handed to who plays a role in one scenario.

    ``environment`` names the channels (queue by URL, topic by ARN, table by name) and says the
    rest in text. ``calls`` is False where the channels do all of the role's work (the rules of a
    router on a bus): whoever plays it then may never make a call.
    """

    role: str
    application: str
    environment: Environment
    target: Target
    tap: Tap
    calls: bool = True

    @property
    def gateway(self) -> Gateway:
        """Give the gateway before the target, for who is not in this process."""
        return gateway_before(self.target)

    def knowing(self, more: Mapping[str, str]) -> Part:
        """Give the same part with more in its environment."""
        return replace(self, environment={**self.environment, **more})


class Player(Participant, Protocol):
    """A participant as an application's instance: it may have an API, and it tells its deaths."""

    deaths: Deaths

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Answer a request to its API; what a gateway says (500, 502) if it died over it."""


class Binding(Protocol):
    """One way to run an implementation of a role."""

    @property
    def http_alone(self) -> bool:
        """Say whether it is known by HTTP alone: handed no channels, and seen by none."""

    @property
    def behind_gateway(self) -> bool:
        """Say whether its AWS calls come in at the gateway."""

    @property
    def own_time(self) -> bool:
        """Say whether its timers go by real time, and not by the clock that it is handed."""

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Make the channels that the role owns, and give their addresses by variable."""

    def player(self, part: Part, name: str) -> Player:
        """Make an instance, which is not started; several share the part."""


@dataclass
class Deaths:
    """How an instance died, in words, every time."""

    name: str
    told: list[str] = field(default_factory=list)

    def note(self, how: str) -> None:
        """Note a death; raise `Dying` if it was one too many."""
        self.told.append(how)
        if len(self.told) >= _MOST_DEATHS:
            raise Dying(f"{self.name} died {_MOST_DEATHS} times, last: {how}")
