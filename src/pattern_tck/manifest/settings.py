"""What a manifest says, once it was read and found right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pattern_tck.known import Entry

#: Targets that live in the kit's own process: nobody else can reach them.
IN_PROCESS = frozenset({"simulator", "simulator-fidelity", "simulator-server", "moto"})
#: Targets that are at no address that one could give.
WITHOUT_ADDRESS = IN_PROCESS | {"aws"}


@dataclass(frozen=True)
class Process:
    """A program that is started: a list, given to no shell.

    ``timers`` is "own" if it keeps time by itself, so that scenarios with deadlines have to be
    performed in real time; "told" if it asks the kit for the time; "none" if all it waits for are
    the answers of services.
    """

    command: tuple[str, ...]
    timers: str = "own"


@dataclass(frozen=True)
class LambdaHandler:
    """A Lambda handler; without a ``runtime`` it is Python, and runs in this process.

    ``sources`` are the variables of the queues that it is mapped to; ``batch_window`` and
    ``timeout`` are in seconds, None being a sixth of the visibility timeout. ``scheduled`` is the
    handler of a second function, which a schedule invokes.
    """

    handler: str
    runtime: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    batch_size: int = 10
    batch_window: int = 0
    report_batch_item_failures: bool = False
    timeout: float | None = None
    scheduled: str = ""
    timers: str = "own"


@dataclass(frozen=True)
class PythonClass:
    """A class that makes workers, or any callable that does, as ``module:name``."""

    at: str


@dataclass(frozen=True)
class ApiUrl:
    """An HTTP API that runs somewhere, and of which nothing else is known."""

    url: str


@dataclass(frozen=True)
class Deployed:
    """A system that is there already: the addresses of its channels, by variable.

    ``poison`` allows messages that cannot be worked also where no redrive policy ends them.
    """

    channels: Mapping[str, str]
    poison: bool = False


@dataclass(frozen=True)
class DeployFunction:
    """A Python function that makes the channels which a role owns, as ``module:name``."""

    at: str


@dataclass(frozen=True)
class DeployCommand:
    """A program that makes the channels which a role owns, and prints their addresses as JSON."""

    command: tuple[str, ...]


@dataclass(frozen=True)
class MessageShape:
    """How a team's messages on a channel look, by one that is accepted and one that is refused.

    ``when`` holds the canonical fields or attributes by which this shape is chosen among several,
    and ``attributes`` the team's name of an attribute by the kit's. ``correlation_id`` and
    ``reply_to`` are ``attribute:NAME`` or ``body:$.PATH``; what is empty is as the kit has it.
    """

    accepts: str = ""
    refuses: str = ""
    correlation_id: str = ""
    reply_to: str = ""
    when: Mapping[str, str | float | bool] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EffectsPlace:
    """Where the effects of a role are seen; ``kind`` is table, queue, topic or http.

    ``key`` and ``value`` are attributes of an item, or fields of a JSON body, perhaps dotted paths;
    ``body`` is a template with ``{key}`` and ``{value}`` that takes the place of both.
    """

    kind: str
    key: str = "key"
    value: str = "value"
    partition_key: str = "pk"
    sort_key: str = ""
    body: str = ""


#: The ways to run a role.
Way = Process | LambdaHandler | PythonClass | ApiUrl | Deployed


@dataclass(frozen=True)
class RoleSettings:
    """How a team plays one role.

    ``folder`` is absolute. ``environment`` is the team's own, and a value of it may name a
    variable of the kit in braces. ``deploy`` is None where the manifest says nothing about who
    makes the channels. ``where`` says where in which file this stands, for later complaints.
    """

    role: str
    way: Way
    folder: Path
    where: str
    deploy: DeployFunction | DeployCommand | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, tuple[MessageShape, ...]] = field(default_factory=dict)
    effects: EffectsPlace | None = None
    secret: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """A team's manifest. A known deviation is an entry as in any list of known failures."""

    file: Path
    name: str
    roles: Mapping[str, RoleSettings]
    target: str | None = None
    endpoint_url: str | None = None
    known_deviations: tuple[Entry, ...] = ()

    def where(self, target: str | None, endpoint_url: str | None) -> tuple[str | None, str | None]:
        """Give target and address, where those of the command line go before the manifest's."""
        return meant(self.target, self.endpoint_url, target, endpoint_url)


def meant(
    target: str | None,
    endpoint_url: str | None,
    instead: str | None,
    instead_url: str | None,
) -> tuple[str | None, str | None]:
    """Give target and address of a manifest, unless others are to be used instead of them.

    An address belongs to its target: another target does not have it.
    """
    if instead is not None:
        return instead, instead_url or (endpoint_url if instead == target else None)
    if instead_url is None:
        return target, endpoint_url
    has_address = target is not None and target not in WITHOUT_ADDRESS
    return target if has_address else None, instead_url
