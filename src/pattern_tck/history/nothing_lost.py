"""Nothing lost: who acknowledges a message does what it asks for, or keeps it aside, and before.

What is never done is lost. What is done after the acknowledgement is lost only if something goes
wrong between the two, so that is an invariant of its own.

What counts as done is anything that the application left behind under the message's key: an
effect, an item, a message of its own, an execution. A message without a key has to lie somewhere as
it came, and one that lies in an item as it came is kept. What was done for an earlier copy is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pattern_tck.history.content import attribute, fields_of, found_at, inner_text, words_in
from pattern_tck.history.events import Deleted, Had, Happening, Noted, Purged, Received, Stored
from pattern_tck.history.history import History
from pattern_tck.history.one_pass import Handler, one_pass
from pattern_tck.history.violation import Bound, Finding

#: How a body begins that is more than a word.
_JSON = ("{", "[")


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
            if isinstance(event, Noted):
                # An outbox keeps what it was asked for as it came, and has yet to do it.
                self._bodies.update(word for word in words if word[:1] in _JSON)
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
        self._early: list[tuple[Received, Deleted]] = []
        self.doing: Mapping[type[Happening], Handler] = {
            Received: self.received,
            Stored: self.sent,
            Had: self.written,
            Noted: self.written,
        }

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
        """Give what is not done by now; it is looked at again in the end."""
        if event.channel != self._queue or event.application != self._name:
            return None
        received = self._given.get(event.message)
        missing = self._missing(received) if received else ""
        if received is None or not missing:
            return None
        self._early.append((received, event))
        return (received, event), f"{event.who} acknowledged a message too early: {missing} by then"

    def look_again(self) -> Iterator[Finding]:
        """Give what was not done when it was acknowledged, and never afterwards."""
        for received, event in self._early:
            if missing := self._missing(received):
                yield (received, event), f"{event.who} acknowledged a message, and {missing}"

    def purged(self, event: Purged) -> Finding | None:
        if event.channel != self._queue or event.application != self._name:
            return None
        return (event,), f"{event.who} emptied {self._queue}, whatever was there"

    def _missing(self, received: Received) -> str:
        """Say what is still to be done about a message, or nothing."""
        if self._left.lies_somewhere(received.body):
            return ""
        if not any(demand.keys(received) for demand in self._demands):
            return "nobody can read it, and it lies nowhere else"
        for demand in self._demands:
            if missing := demand.missing(received, self._left):
                where = f" on {demand.channel}" if demand.channel else ""
                return f"nothing was done{where} about {missing!r}"
        return ""


def nothing_lost(history: History, bound: Bound) -> Iterator[Finding]:
    """Give each message that was acknowledged, and of which nothing is left (SQS-VIS-02)."""
    keeping = _Keeping(bound)
    for _ in one_pass(history, {**keeping.doing, Deleted: keeping.deleted}):
        pass  # it may still be done
    yield from one_pass(history, {Purged: keeping.purged})
    yield from keeping.look_again()


def done_before_deleted(history: History, bound: Bound) -> Iterator[Finding]:
    """Give each message that was acknowledged before what it asks for was done (SQS-VIS-02)."""
    keeping = _Keeping(bound)
    return one_pass(history, {**keeping.doing, Deleted: keeping.deleted})
