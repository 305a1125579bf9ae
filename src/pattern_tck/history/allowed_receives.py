"""Allowed receives: a message is a dead letter after exactly as many receives as are allowed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pattern_tck.history.content import inner_text
from pattern_tck.history.events import DeadLettered, Received, Stored
from pattern_tck.history.history import History
from pattern_tck.history.one_pass import one_pass
from pattern_tck.history.violation import Bound, Finding

#: The kit lays dead letters of its own, and plays consumers that fail.
_KIT: Final = "the kit"
#: Copies that the target makes, and receives that nobody sees: what the kit counts proves nothing.
_UNCOUNTABLE: Final = {"FAULT-01", "FAULT-04"}


class _Counts:
    """How often messages were received since they came to a queue with a redrive policy."""

    def __init__(self, history: History) -> None:
        self._policies = history.redrives
        self._sources = {policy.dead_letters: queue for queue, policy in history.redrives.items()}
        self._countable = not _UNCOUNTABLE & history.excused and not history.moved
        self._counted: dict[tuple[str, str], list[Received]] = {}
        #: The first receive of each body, by queue.
        self._first: dict[tuple[str, str], Received] = {}
        #: What the target itself has told of.
        self._told: set[tuple[str, str]] = set()

    def received(self, event: Received) -> Finding | None:
        source = self._sources.get(event.channel)
        early = self._early(event, source) if source is not None else None
        return early or self._often(event)

    def _often(self, event: Received) -> Finding | None:
        policy = self._policies.get(event.channel)
        if policy is None:
            return None
        seen = self._counted.setdefault((event.channel, event.message), [])
        self._first.setdefault((event.channel, inner_text(event.body)), event)
        if len(seen) > policy.allowed:
            return None  # that was said before
        seen.append(event)
        if not self._countable or len(seen) <= policy.allowed:
            return None
        return tuple(seen), f"received {len(seen)} times, where {policy.allowed} are allowed"

    def _early(self, event: Received, source: str) -> Finding | None:
        seen = self._counted.pop((source, event.message), [])
        allowed = self._policies[source].allowed
        told = (source, event.message) in self._told
        if not seen or told or not self._countable or len(seen) >= allowed:
            return None
        return (seen[0], event), f"a dead letter before it was received {allowed} times"

    def moved(self, event: DeadLettered) -> Finding | None:
        self._told.add((event.channel, event.message))
        self._counted.pop((event.channel, event.message), None)
        if event.receives == event.allowed:
            return None
        sentence = (
            f"a dead letter after {event.receives} receives, where {event.allowed} are allowed"
        )
        return (event,), sentence

    def stored(self, event: Stored) -> Finding | None:
        source = self._sources.get(event.channel)
        if source is None or event.application == _KIT:
            return None
        received = self._first.get((source, inner_text(event.body)))
        if received is None or event.application != received.application:
            return None
        seen = self._counted.get((source, received.message), [])
        allowed = self._policies[source].allowed
        if len(seen) >= allowed:
            return None
        sentence = f"{event.who} made a dead letter of it by itself, before {allowed} receives"
        return (received, event), sentence


def allowed_receives(history: History, _bound: Bound) -> Iterator[Finding]:
    """Give dead letters that came too early, and messages that were received too often (DLQ-01).

    Where the target tells of a move its own count is looked at. Where it made copies, lost receives
    or moved messages back, the kit's count is no proof, and only the target's is used.
    """
    counts = _Counts(history)
    return one_pass(
        history,
        {Received: counts.received, DeadLettered: counts.moved, Stored: counts.stored},
    )
