"""Which independent implementations there are, what each is written with, and what it claims."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pattern_tck.scenarios import Scenario, scenarios

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class Independent:
    """One implementation: a module of Python objects, or a folder with a manifest."""

    name: str
    #: How it differs from the others, in words.
    way: str

    @property
    def argument(self) -> str:
        """Give by which option the kit is told of it."""
        if self._manifest.is_file():
            return f"--manifest={self._manifest.relative_to(FOLDER.parents[1])}"
        return f"--implementation=tests.independent.{self.name}:roles"

    @property
    def roles(self) -> tuple[str, ...]:
        """Give what it claims."""
        if self._manifest.is_file():
            return tuple(tomllib.loads(self._manifest.read_text("utf-8"))["roles"])
        return tuple(importlib.import_module(f"tests.independent.{self.name}").roles)

    @property
    def claimed(self) -> list[Scenario]:
        """Give the scenarios that judge it."""
        return [one for one in scenarios() if one.role in self.roles]

    @property
    def files(self) -> list[Path]:
        """Give what it is made of."""
        if self._manifest.is_file():
            return sorted(self._manifest.parent.glob("*.py"))
        return [FOLDER / f"{self.name}.py"]

    @property
    def _manifest(self) -> Path:
        return FOLDER / self.name / "conformance.toml"


ALL: Final[Mapping[str, Independent]] = {
    one.name: one
    for one in (
        Independent(
            "inbox_batches",
            "takes ten messages at a time; an inbox and the bookings of all in one transaction",
        ),
        Independent(
            "asyncio_fares",
            "a coroutine for each message in a task group; what was asked is kept in memory alone",
        ),
        Independent(
            "gathering_by_condition",
            "DynamoDB alone, every step one conditional write; an agenda instead of timers",
        ),
        Independent(
            "deciders",
            "choreography of event-sourced domains: pure decisions over the set of events heard",
        ),
        Independent(
            "durable_story",
            "a saga as plain code that is run again over a log; its message is its timer",
        ),
        Independent(
            "outbox_relay",
            "a transactional outbox: triggers are acknowledged when they are put by, and relayed",
        ),
        Independent(
            "functions",
            "Lambda functions with Powertools: an asynchronous batch, and idempotent handlers",
        ),
        Independent(
            "processes",
            "competing threads of one process, which signs its HTTP requests itself, with no SDK",
        ),
    )
}
