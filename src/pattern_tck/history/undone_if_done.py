"""Undone if done: each domain of a choreographed saga undoes its own deeds, and no others.

Nobody conducts, so there is no order between domains to look at. What one domain has done about an
order, and what it has undone, follow one another in its effects all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pattern_tck.history.content import fields_of, found_at
from pattern_tck.history.events import Deleted, Had, Received
from pattern_tck.history.history import History
from pattern_tck.history.one_pass import one_pass
from pattern_tck.history.violation import Bound, Finding


@dataclass
class _Flow:
    """What a domain has done about one order, undone, and let go that forbids its deed."""

    done: Had | None = None
    undone: Had | None = None
    forbidden: tuple[Received, Deleted] | None = None


class _Domain:
    """What one domain has heard of each order, and what it has made of that."""

    def __init__(self, bound: Bound) -> None:
        terms = bound.terms
        self._name = bound.application
        self._queue = bound.channel(terms["from"])
        self._effects = bound.channel("effects")
        self._about: str = terms["about"]
        self._kind: str = terms["name"]
        self._does: str = terms["does"]
        self._undoes = frozenset(terms["undone"])
        self._forbids = frozenset(terms["forbidden"])
        self._flows: dict[str, _Flow] = {}
        #: What forbids the deed, by message.
        self._heard: dict[str, tuple[str, Received]] = {}
        self._seen: set[tuple[str, str]] = set()

    def received(self, event: Received) -> None:
        if event.application != self._name or event.channel != self._queue:
            return
        fields = fields_of(event.body)
        if fields.get(self._kind) in self._forbids:
            for about in found_at(fields, self._about):
                self._heard.setdefault(event.message, (about, event))

    def deleted(self, event: Deleted) -> None:
        about, heard = self._heard.get(event.message, ("", None))
        if heard is not None and event.application == self._name and event.channel == self._queue:
            flow = self._flow(about)
            flow.forbidden = flow.forbidden or (heard, event)

    def had(self, event: Had) -> Finding | None:
        if event.channel != self._effects or (event.key, event.item) in self._seen:
            return None
        self._seen.add((event.key, event.item))
        word, extent = self._read(event)
        flow = self._flow(event.key)
        if word == self._does:
            return self._did(flow, event)
        return self._undid(flow, word, extent, event) if word else None

    def _did(self, flow: _Flow, event: Had) -> Finding | None:
        flow.done = flow.done or event
        if flow.forbidden is None:
            return None
        return (*flow.forbidden, event), f"of {event.key!r}, {self._does} was had when it was over"

    def _undid(self, flow: _Flow, word: str, extent: str, event: Had) -> Finding | None:
        before, flow.undone = flow.undone, flow.undone or event
        if flow.done is None:
            return (event,), f"of {event.key!r}, {word} was had, and not {self._does}"
        if before is not None:
            return (flow.done, before, event), f"of {event.key!r}, what was done was undone twice"
        if extent != self._read(flow.done)[1]:
            said = f"of {event.key!r}, {flow.done.value!r} was undone by {event.value!r}"
            return (flow.done, event), said
        return None

    def _read(self, event: Had) -> tuple[str, str]:
        """Give the deed that an effect names, and what it says of its extent."""
        for word in (self._does, *self._undoes):
            if event.value == word or event.value.startswith(f"{word} "):
                return word, event.value[len(word) :].strip()
        return "", ""

    def _flow(self, about: str) -> _Flow:
        return self._flows.setdefault(about, _Flow())


def undone_if_done(history: History, bound: Bound) -> Iterator[Finding]:
    """Give what was undone and never done, twice, or to another extent, and what came too late.

    By CHO-04 a domain that did nothing about an order undoes nothing, and does nothing any more
    once it has let go of the event that says so. By SAGA-17 what is undone is what was done.
    """
    domain = _Domain(bound)
    return one_pass(history, {Received: domain.received, Deleted: domain.deleted, Had: domain.had})
