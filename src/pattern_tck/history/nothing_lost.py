"""Nothing lost: who acknowledges a message has done by then what it asks for, or kept it aside.

What counts as done is anything that the application left behind under the message's key: an
effect, an item, a message of its own, an execution. A message without a key has to lie somewhere as
it came. What was done for an earlier copy is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pattern_tck.history.content import attribute, fields_of, found_at, inner_text, words_in
from pattern_tck.history.events import Deleted, Had, Noted, Purged, Received, Stored
from pattern_tck.history.history import History
from pattern_tck.history.one_pass import one_pass
from pattern_tck.history.violation import Bound, Finding


@dataclass(frozen=True)
class _Demand:
    """What has to be left behind about a message: under which keys, and on which channel.

    A ``path`` that begins with @ names an attribute of the message. ``instead`` is the path of
    another word that says the same: the token of a task that was answered.
    """

    path: str
    channel: str
    instead: str

    def keys(self, message: Received) -> list[str]:
        """Give the keys that a message has."""
        if self.path.startswith("@"):
            found = attribute(message.attributes, self.path[1:])
            return [found] if found else []
        return found_at(fields_of(message.body), self.path)

    def missing(self, message: Received, left: _Left) -> str:
        """Give the first key about which nothing is left, or no text."""
        missing = next((key for key in self.keys(message) if not left.has(self.channel, key)), "")
        wanted = self.instead if missing else ""
        others = found_at(fields_of(message.body), wanted) if wanted else []
        return "" if others and all(left.has("", other) for other in others) else missing


class _Left:
    """What an application has left behind so far."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._words: set[str] = set()
        self._on: dict[str, set[str]] = {channel: set() for channel in wanted}
        self._bodies: set[str] = set()

    def add(self, event: Stored | Had | Noted) -> None:
        if isinstance(event, Stored):
            self._bodies.add(inner_text(event.body))
            words = [*words_in(event.body), *words_in(event.attributes)]
        else:
            words = list(words_in(event.content))
        self._words.update(words)
        if event.channel in self._on:
            self._on[event.channel].update(words)

    def has(self, channel: str, key: str) -> bool:
        return key in (self._on[channel] if channel else self._words)

    def lies_somewhere(self, body: str) -> bool:
        return inner_text(body) in self._bodies


class _Keeping:
    """What one application has received from its queue, and what it has left behind."""

    def __init__(self, bound: Bound) -> None:
        self._name = bound.application
        self._queue = bound.channel(bound.terms["from"])
        self._demands = [
            _Demand(
                each["key"], bound.channel(each["at"]) if "at" in each else "", each.get("or", "")
            )
            for each in bound.terms["done"]
        ]
        self._left = _Left(frozenset(each.channel for each in self._demands if each.channel))
        # What a scenario puts into the application's own table it may take for its own work.
        self._own = f" of {bound.application}"
        self._given: dict[str, Received] = {}

    def sent(self, event: Stored) -> None:
        if event.application == self._name:
            self._left.add(event)

    def written(self, event: Had | Noted) -> None:
        if event.application == self._name or event.channel.endswith(self._own):
            self._left.add(event)

    def received(self, event: Received) -> None:
        if event.channel == self._queue and event.application == self._name:
            self._given.setdefault(event.message, event)

    def deleted(self, event: Deleted) -> Finding | None:
        if event.channel != self._queue or event.application != self._name:
            return None
        received = self._given.get(event.message)
        why = self._lost(received) if received else ""
        if received is None or not why:
            return None
        return (received, event), f"{event.who} acknowledged a message, and {why}"

    def purged(self, event: Purged) -> Finding | None:
        if event.channel != self._queue or event.application != self._name:
            return None
        return (event,), f"{event.who} emptied {self._queue}, whatever was there"

    def _lost(self, received: Received) -> str:
        """Say what is missing, or nothing."""
        if self._left.lies_somewhere(received.body):
            return ""
        if not any(demand.keys(received) for demand in self._demands):
            return "nobody can read it, and it lies nowhere else"
        for demand in self._demands:
            if missing := demand.missing(received, self._left):
                where = f" on {demand.channel}" if demand.channel else ""
                return f"nothing was done{where} about {missing!r} by then"
        return ""


def nothing_lost(history: History, bound: Bound) -> Iterator[Finding]:
    """Give each message that was acknowledged, and of which nothing was left (SQS-VIS-02)."""
    keeping = _Keeping(bound)
    return one_pass(
        history,
        {
            Received: keeping.received,
            Deleted: keeping.deleted,
            Purged: keeping.purged,
            Stored: keeping.sent,
            Had: keeping.written,
            Noted: keeping.written,
        },
    )
