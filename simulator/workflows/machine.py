"""State machines: what is known by a name, with revisions, versions and aliases of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pattern_tck.simulator.workflows.program import Program

STANDARD: Final = "STANDARD"
EXPRESS: Final = "EXPRESS"


@dataclass(frozen=True, eq=False)
class Revision:
    """What a state machine was from one change to the next. ``since`` is in microseconds.

    ``timeout`` is the time limit of its executions in seconds, None without one.
    """

    id: str
    definition: str
    role: str
    program: Program
    timeout: float | None
    since: int
    settings: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Version:
    """A revision that was published under a number, and never changes."""

    number: int
    arn: str
    revision: Revision
    created: int
    description: str


@dataclass(eq=False)
class Alias:
    """A name for one version or for two, with the share of each in percent."""

    name: str
    arn: str
    routes: list[Mapping[str, Any]]
    created: int
    updated: int
    description: str | None = None


@dataclass(eq=False)
class Machine:
    """One state machine. Times are in microseconds."""

    name: str
    arn: str
    kind: str
    created: int
    revision: Revision
    tags: dict[str, str] = field(default_factory=dict)
    #: The revision before the last change: executions may still begin with it (SFN-CON-01).
    before: Revision | None = None
    versions: dict[int, Version] = field(default_factory=dict)
    #: How many versions there have ever been; a number is used once.
    published: int = 0
    aliases: dict[str, Alias] = field(default_factory=dict)
    deleting: bool = False

    @property
    def express(self) -> bool:
        """Say whether it is an express workflow."""
        return self.kind == EXPRESS

    @property
    def label(self) -> str:
        """Give what a person knows it by."""
        return self.name

    def __str__(self) -> str:
        """Give what a person knows it by."""
        return self.name


@dataclass(frozen=True, eq=False)
class Chosen:
    """What an execution is started with: a revision, and the version and alias that led to it."""

    machine: Machine
    revision: Revision
    version: str = ""
    alias: str = ""
