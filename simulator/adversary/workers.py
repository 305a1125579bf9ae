"""Workers: ordinary blocking functions, each in a greenlet, and the calls they are about to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greenlet import greenlet


class Killed(BaseException):
    """The worker was killed; it is no `Exception`, as a process does not catch its own end."""


class Call:
    """A call that a worker is about to do: where its turn, its delay or its death is decided."""

    __slots__ = ("operation", "parameters", "worker")

    def __init__(self, worker: str, operation: str, parameters: Mapping[str, Any]) -> None:
        self.worker = worker
        self.operation = operation
        self.parameters = parameters

    @property
    def label(self) -> str:
        """Give what a person would call it: ``first's DeleteMessage``."""
        return f"{self.worker}'s {self.operation}"


class Turn:
    """Several workers could go on; which call comes first is the subject of a decision."""

    __slots__ = ("calls",)

    def __init__(self, calls: Sequence[Call]) -> None:
        self.calls = calls

    def chosen(self, value: int) -> Call:
        """Give the call that goes first, if that is the answer."""
        return self.calls[value]

    @property
    def label(self) -> str:
        """Give what a person would call it."""
        return " or ".join(call.label for call in self.calls)


@dataclass(frozen=True)
class Crash:
    """A worker ended with an exception that it did not catch: when (seconds), who, and which."""

    at: float
    worker: str
    exception: Exception


class Worker:
    """One worker: what it runs, and where it stands.

    ``due`` is the moment (microseconds) at which it goes on by itself, None while it can go on or
    has ended. One that ``polls`` looks again whenever something may have changed.
    """

    __slots__ = (
        "call", "deaths", "done", "due", "dying", "ends_after_call", "function", "greenlet", "name",
        "polls", "received", "restart",
    )  # fmt: skip

    greenlet: greenlet

    def __init__(self, name: str, function: Callable[[], object], *, restart: bool) -> None:
        self.name = name
        self.function = function
        self.restart = restart
        #: How often it was killed.
        self.deaths = 0
        self.be_born()

    def be_born(self) -> None:
        """Be as at the beginning: a new process remembers nothing."""
        self.due: int | None = None
        self.polls = False
        self.received = False
        self.dying = False
        self.done = False
        self.ends_after_call = False
        self.call = Call(self.name, "start", {})

    def die(self) -> None:
        """Kill it at this moment; it can neither call nor wait any more."""
        self.deaths += 1
        self.dying = True
        raise Killed
