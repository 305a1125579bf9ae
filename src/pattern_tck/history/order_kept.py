"""Order kept: what belongs together takes effect, or is sent, in the order of its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.history.content import fields_of, found_at
from pattern_tck.history.events import Had, Received, Stored
from pattern_tck.history.history import History
from pattern_tck.history.one_pass import one_pass
from pattern_tck.history.violation import Bound, Finding


@dataclass(frozen=True)
class _Place:
    """Where a message stands: its key, its group, and its number there."""

    key: str
    group: str
    number: int


class _Effects:
    """Which message stands where, and which effect was the latest of each group."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._queue = bound.channel(bound.terms["from"])
        self._effects = bound.channel("effects")
        self._places: dict[str, tuple[_Place, Received]] = {}
        self._latest: dict[str, tuple[_Place, Received, Had]] = {}
        self._done: set[str] = set()

    def received(self, event: Received) -> None:
        if event.channel != self._queue or event.application != self._bound.application:
            return
        place = _place(event.body, self._bound.terms)
        if place is not None:
            self._places.setdefault(place.key, (place, event))

    def had(self, event: Had) -> Finding | None:
        unknown = event.key not in self._places or event.key in self._done
        if unknown or event.channel != self._effects:
            return None
        self._done.add(event.key)
        place, received = self._places[event.key]
        before = self._latest.get(place.group)
        if before is None or before[0].number <= place.number:
            self._latest[place.group] = (place, received, event)
            return None
        earlier, its_receive, its_effect = before
        proof = (its_receive, its_effect, received, event)
        return proof, _said(place, earlier, "had its effect")


class _Sends:
    """Which message was the latest of each group."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._channel = bound.channel(bound.terms["to"])
        self._latest: dict[str, tuple[_Place, Stored]] = {}
        self._done: set[str] = set()

    def stored(self, event: Stored) -> Finding | None:
        if event.channel != self._channel or event.application != self._bound.application:
            return None
        place = _place(event.body, self._bound.terms)
        if place is None or place.key in self._done:
            return None
        self._done.add(place.key)
        before = self._latest.get(place.group)
        if before is None or before[0].number <= place.number:
            self._latest[place.group] = (place, event)
            return None
        return (before[1], event), _said(place, before[0], "was stored")


def order_of_effects(history: History, bound: Bound) -> Iterator[Finding]:
    """Give each effect that came after one with a higher number of its group (SQS-FIFO-17)."""
    effects = _Effects(bound)
    return one_pass(history, {Received: effects.received, Had: effects.had})


def order_of_sends(history: History, bound: Bound) -> Iterator[Finding]:
    """Give each message that was stored after one with a higher number of its group."""
    return one_pass(history, {Stored: _Sends(bound).stored})


def _place(body: str, terms: Mapping[str, Any]) -> _Place | None:
    """Read where a message stands; None of one that does not say."""
    fields = fields_of(body)
    found = [found_at(fields, terms[name]) for name in ("key", "group", "number")]
    if not all(found) or not found[2][0].isdecimal():
        return None
    return _Place(found[0][0], found[1][0], int(found[2][0]))


def _said(place: _Place, before: _Place, what: str) -> str:
    return f"of {place.group!r}, number {place.number} {what} after number {before.number}"
