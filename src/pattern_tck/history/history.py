"""The history of one performance: its events in order, and what is known about its queues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pattern_tck.history.events import Happening


@dataclass(frozen=True)
class Redrive:
    """What a queue's redrive policy says: where dead letters go, after how many receives."""

    dead_letters: str
    allowed: int


#: How long a queue keeps messages unless it is told otherwise, in seconds (SQS-DEL-05).
_RETENTION = 345_600.0


@dataclass
class History:
    """Everything that an invariant may ask about one performance.

    ``queues`` and ``redrives`` are in the scenario's names; ``excused`` has the faults (ids of
    ``faults.yaml``) that the target was told to do, so that what they do is nobody's fault.
    ``complete`` says that whatever the target still held at the end, in ``ended`` seconds, stands
    here, and that nobody took messages past the kit; ``moved`` that somebody did, so that a message
    which a target gives again under its old id may be a new one.
    """

    events: list[Happening] = field(default_factory=list)
    queues: set[str] = field(default_factory=set)
    redrives: dict[str, Redrive] = field(default_factory=dict)
    excused: set[str] = field(default_factory=set)
    complete: bool = False
    moved: bool = False
    ended: float = 0.0
    least_retention: float = _RETENTION

    def only(self, events: Iterable[Happening]) -> History:
        """Give the same history with these events alone."""
        return replace(self, events=list(events))
