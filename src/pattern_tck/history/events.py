"""Events of a history: what truly happened on the target, each a fact that an invariant can use.

The journal is for people; these are for the oracle. A call whose answer was lost, or whose caller
died before it read the answer, stands here like any other: it was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: A body longer than this is cut where an event is shown.
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Happening:
    """When (seconds since the scenario began), who, of which application, on which channel."""

    at: float
    who: str
    application: str
    channel: str

    def __str__(self) -> str:
        """Give one line, as the journal has them."""
        return f"{self.at:9.2f} s  {self.who}: {self.words}"

    @property
    def words(self) -> str:
        """Say what was done."""
        return f"did something on {self.channel}"


@dataclass(frozen=True, slots=True)
class Stored(Happening):
    """A queue, topic or bus has accepted a message; ``attributes`` are as the API has them."""

    message: str
    body: str
    attributes: Mapping[str, Any]

    @property
    def words(self) -> str:
        """Say what was stored where."""
        return f"stored {_cut(self.body)} on {self.channel}, as message {self.message}"


@dataclass(frozen=True, slots=True)
class Received(Happening):
    """A queue has handed a message out, whether or not anybody lived to read it."""

    message: str
    body: str
    attributes: Mapping[str, Any]

    @property
    def words(self) -> str:
        """Say what was received from where."""
        return f"received {_cut(self.body)} from {self.channel}, message {self.message}"


@dataclass(frozen=True, slots=True)
class Deleted(Happening):
    """A queue has taken a delete; ``message`` is the one that the receipt handle stands for."""

    message: str

    @property
    def words(self) -> str:
        """Say what was deleted from where."""
        return f"deleted message {self.message} from {self.channel}"


@dataclass(frozen=True, slots=True)
class Purged(Happening):
    """A queue was emptied by a call."""

    @property
    def words(self) -> str:
        """Say what was emptied."""
        return f"emptied {self.channel}"


@dataclass(frozen=True, slots=True)
class Had(Happening):
    """An effect was had; ``item`` is what it is kept under, so that the same write is one effect.

    ``content`` is the whole item: what else stands there may tell that more was done.
    """

    item: str
    key: str
    value: str
    content: Any

    @property
    def words(self) -> str:
        """Say which effect it was."""
        return f"had the effect {self.value!r} about {self.key!r} on {self.channel}"


@dataclass(frozen=True, slots=True)
class Noted(Happening):
    """Any other call that leaves something behind: an item, an execution, an answer to a task."""

    operation: str
    content: Any

    @property
    def words(self) -> str:
        """Say which call it was."""
        on = f" on {self.channel}" if self.channel else ""
        return f"{self.operation}{on}"


@dataclass(frozen=True, slots=True)
class Answered(Happening):
    """A task was answered through its token: done, or with the name of an ``error``."""

    token: str
    error: str

    @property
    def words(self) -> str:
        """Say how it was answered."""
        return f"answered a task with {self.error or 'success'}"


@dataclass(frozen=True, slots=True)
class DeadLettered(Happening):
    """The target has moved a message to a dead-letter queue: told from inside, where that is so."""

    message: str
    to: str
    receives: int
    allowed: int

    @property
    def words(self) -> str:
        """Say what was moved, and after how many receives."""
        return (
            f"moved message {self.message} from {self.channel} to {self.to} after "
            f"{self.receives} receives of {self.allowed}"
        )


@dataclass(frozen=True, slots=True)
class Remaining(Happening):
    """At the end the target still holds a message: told from inside, where that is so."""

    message: str

    @property
    def words(self) -> str:
        """Say where it lies."""
        return f"still holds message {self.message} on {self.channel}"


def _cut(body: str) -> str:
    line = " ".join(body.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
