"""Topology: who makes the channels that a role owns, where the role itself is no Python class."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from pattern_tck.bindings.binding import Part
from pattern_tck.bindings.child import Child
from pattern_tck.bindings.python_object import PythonObject, PythonParticipant
from pattern_tck.gateway.gateway import serve
from pattern_tck.ports import Clients, Environment, Now, Role, Worker

#: How long a command may take to make channels, in seconds of real time.
_PATIENCE: Final = 60.0


class Topology(Protocol):
    """What makes the channels that a role owns."""

    def make(self, part: Part) -> Mapping[str, str]:
        """Make them under ``PREFIX`` of the environment, and give their addresses by variable."""


@dataclass(frozen=True)
class ByPython:
    """``deploy(environment, client)`` of a class: the team's, or the reference's, which is lent."""

    role: Role

    def make(self, part: Part) -> Mapping[str, str]:
        """Have the class make them."""
        return PythonObject(self.role).deploy(part)


@dataclass(frozen=True)
class ByCommand:
    """A command that makes them through the gateway, and prints their addresses as JSON."""

    command: tuple[str, ...]
    folder: Path

    def make(self, part: Part) -> Mapping[str, str]:
        """Run the command and read what it prints last: an object of addresses by variable."""
        key, line = part.gateway.admit()
        surroundings = {**part.environment, **part.gateway.environment(key)}
        deployer = PythonParticipant(_never, part, part.application)
        child = Child(self.command, self.folder, surroundings)
        end = time.monotonic() + _PATIENCE
        try:
            while child.ended is None and time.monotonic() < end:
                while waiting := line.take(lambda _: True):
                    answer = serve(waiting, deployer, part.tap, part.target.client)
                    if answer is not None and waiting.asked.operation == "ReceiveMessage":
                        waiting.answer(answer)
                line.await_news(0.02)
            return self._addresses(child)
        finally:
            part.gateway.cut_off(key)
            child.kill()

    def _addresses(self, child: Child) -> Mapping[str, str]:
        words = " ".join(self.command)
        if child.ended is None:
            raise AssertionError(f"{words} has made no channels within {_PATIENCE:g} s")
        printed = child.printed().strip()
        if child.ended:
            raise AssertionError(f"{words} ended with exit code {child.ended}: {printed[-600:]}")
        try:
            made = json.loads(printed.splitlines()[-1])
            return {str(name): str(address) for name, address in made.items()}
        except (ValueError, IndexError, AttributeError) as reason:
            raise AssertionError(
                f"{words} has to print, as its last line, the addresses of what it has made: a "
                f'JSON object such as {{"WORK_QUEUE_URL": "..."}}; it printed {printed[-200:]!r}'
            ) from reason


def _never(environment: Environment, client: Clients, now: Now) -> Worker:
    raise AssertionError("a deployer takes no turns")
