"""The ports of the kit: what each room promises to the others, and nothing more.

Steps know the stage; the stage knows these ports. A *worker* is what a team writes, a
*participant* is a worker (or later a process, a Lambda function, a deployed system) as the stage
sees it, a *target* is where the channels live.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from pattern_tck.simulator.freedoms import Choose

#: A boto3 client. botocore makes its methods at run time, so there is no narrower type.
Client = Any

#: ``client("sqs")`` gives the client of a service.
Clients = Callable[[str], Client]

#: What a worker is told about its surroundings: names and addresses of channels, as text.
Environment = Mapping[str, str]

#: Seconds since the epoch, on the clock of the target.
Now = Callable[[], float]


class Worker(Protocol):
    """One running instance of a role, as a team writes it in Python."""

    def work(self) -> bool:
        """Take one turn and say whether there was anything to do. Never block for long."""


@runtime_checkable
class Role(Protocol):
    """How an implementation plays a role: a callable that makes a worker.

    A class with this ``__init__`` is the usual form. If the role owns channels (its queue, its
    subscription, its state machine), the same object has ``deploy(environment, client)``, which
    makes them under ``environment["PREFIX"]`` and returns their addresses; these join the
    environment of the worker. ``deploy`` is called once a scenario, the worker once an instance
    and again after each crash.
    """

    def __call__(self, environment: Environment, client: Clients, now: Now) -> Worker:
        """Make a worker that has nothing in hand."""


class Clock(Protocol):
    """The time of a target, in seconds since the epoch."""

    virtual: bool

    def now(self) -> float:
        """Tell the time."""

    def pass_time(self, seconds: float) -> None:
        """Return when so much time has passed: at once on a virtual clock."""


@dataclass(frozen=True)
class Tempo:
    """How fast a target can be played, in seconds of its own clock.

    ``visibility`` is the visibility timeout that queues are asked to have, ``patience`` how long
    something that must happen is waited for, ``slack`` how late a timer of the target may fire,
    ``step`` how far the clock moves between two looks.
    """

    visibility: int
    patience: float
    slack: float
    step: float


@dataclass(frozen=True)
class Capabilities:
    """What a target can show at all: names that it has, and a reason for each that it lacks.

    ``foreign`` is what it is not meant to have: a reason by the name of a capability, a kind of
    channel, a pattern, a role or a clause. Nobody asks a broker for a workflow, so scenarios about
    it are not applicable there, and not inconclusive.
    """

    present: frozenset[str] = frozenset()
    lacking: Mapping[str, str] = field(default_factory=dict)
    foreign: Mapping[str, str] = field(default_factory=dict)


class Target(Protocol):
    """Where the channels live. Knows services, and nothing of scenarios."""

    name: str
    version: str
    clock: Clock
    tempo: Tempo
    capabilities: Capabilities
    #: Services that the target lacks and that are served beside it, with by what.
    beside: Mapping[str, str]

    def client(self, service: str) -> Client:
        """Give the kit's own client of a service; the same one for the whole session."""

    def quiet(self) -> None:
        """Return when work that the target does by itself (workflows) waits for something."""

    def reset(self) -> bool:
        """Forget everything and say True, if the target is the kit's own; else say False.

        After False, what a scenario has made is removed piece by piece.
        """

    def close(self) -> None:
        """Release what the target holds on this machine."""


@runtime_checkable
class FreeTarget(Protocol):
    """A target that can be told which freedoms of the contract to use, and tells what it did."""

    def use(self, choose: Choose) -> None:
        """Ask ``choose`` about everything that the contract leaves open, until the next reset."""

    def distinct(self, queue_url: str) -> int:
        """Give how many messages a queue holds, where copies that the target made count once."""

    def origin(self, queue_url: str, receipt_handle: str) -> str:
        """Give what a message in flight is a copy of: copies of one message have one origin."""

    def listen(self, hear: Callable[[str, str], None]) -> None:
        """Tell what happens inside, by clause and in words, until the next reset."""


class Recorded(Protocol):
    """What was done to a world, from which it can be made again."""

    def text(self, name: str) -> str:
        """Give the text of a file; raises `Unsaved` of the simulator where there can be none."""


@runtime_checkable
class RecordedTarget(Protocol):
    """A target that can keep what was done to the world of a scenario: the simulator."""

    def record(self) -> None:
        """Forget everything, and keep from now on what is done to each world."""

    def recorded(self) -> Recorded | None:
        """Give what was done to the present world; None if it is not kept."""


@runtime_checkable
class OpenTarget(Protocol):
    """A target that tells where its messages are: what it moves by itself, and what it holds."""

    def tell_moves(self, moved: Callable[[str, str, str, int, int], None]) -> None:
        """Tell of each dead letter, until the next reset.

        ``moved`` gets the names of the queue and of the dead-letter queue, the message, and how
        often it was received and may be.
        """

    def held(self) -> Iterable[tuple[str, str]]:
        """Give the queue's name and the id of every message that is stored now."""


class Participant(Protocol):
    """A running player of one role, however it is run (its binding)."""

    role: str
    #: What it is an instance of: several instances of one application share its channels.
    application: str
    name: str
    #: Runs by itself (a process), or needs turns (a Python object).
    autonomous: bool
    #: Which faults can be done to it: ``crash``, ``slow``, ``refuse``, ``lose``.
    faults: frozenset[str]

    def start(self) -> None:
        """Come to life."""

    def ready(self) -> bool:
        """Say whether it is listening."""

    def work(self) -> bool:
        """Take one turn; did it do something? A participant that runs by itself says False."""

    def idle(self) -> bool:
        """Say whether it has nothing in hand, as far as the tap can tell."""

    def crash(self) -> None:
        """Die now, forget everything, and be started again."""

    def close(self) -> None:
        """Stop for good."""


@dataclass(frozen=True)
class TargetSettings:
    """What the user said about the target on the command line."""

    endpoint_url: str | None = None
    region: str = "us-east-1"
    options: Mapping[str, str] = field(default_factory=dict)


class TargetFactory(Protocol):
    """How a target is opened; found by name (entry point) or as ``module:factory``."""

    def __call__(self, settings: TargetSettings) -> Target:
        """Open the target, or raise `pattern_tck.verdicts.UnusableTarget`."""
