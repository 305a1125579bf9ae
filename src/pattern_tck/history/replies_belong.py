"""Replies belong to requests: the correlation is closed, at whoever answers and at whoever asks."""

from __future__ import annotations

from collections.abc import Iterator

from pattern_tck.history.content import attribute, fields_of, found_at, inner_text
from pattern_tck.history.events import Deleted, Had, Received, Stored
from pattern_tck.history.history import History
from pattern_tck.history.one_pass import one_pass
from pattern_tck.history.violation import Bound, Finding


class _Answering:
    """What a responder was asked, and what it has answered."""

    def __init__(self, bound: Bound) -> None:
        self._name = bound.application
        self._queue = bound.channel(bound.terms["from"])
        self._mark: str = bound.terms["id"]
        self._address: str = bound.terms["reply-to"]
        self._status: str = bound.terms["status"]
        #: The first request under each id, and the first answer to it.
        self._asked: dict[str, Received] = {}
        self._answers: dict[str, Stored] = {}
        #: Requests that want an answer, by message.
        self._open: dict[str, tuple[str, Received]] = {}
        self._aside: set[str] = set()

    def received(self, event: Received) -> None:
        if event.application != self._name or event.channel != self._queue:
            return
        known = attribute(event.attributes, self._mark)
        if known:
            self._asked.setdefault(known, event)
        if known and attribute(event.attributes, self._address):
            self._open.setdefault(event.message, (known, event))

    def stored(self, event: Stored) -> Finding | None:
        if event.application != self._name:
            return None
        self._aside.add(inner_text(event.body))
        known = attribute(event.attributes, self._mark)
        if not known or not attribute(event.attributes, self._status):
            return None  # a request that was put aside, or something else
        asked = self._asked.get(known)
        if asked is None:
            return (event,), f"a reply to {known!r}, which nobody has asked"
        first = self._answers.setdefault(known, event)
        if fields_of(first.body) != fields_of(event.body):
            return (asked, first, event), f"request {known!r} was given two different answers"
        return None

    def deleted(self, event: Deleted) -> Finding | None:
        if event.application != self._name or event.channel != self._queue:
            return None
        known, request = self._open.get(event.message, ("", None))
        if request is None or known in self._answers or inner_text(request.body) in self._aside:
            return None
        return (request, event), f"request {known!r} was acknowledged, and never answered"


def answered_as_asked(history: History, bound: Bound) -> Iterator[Finding]:
    """Give replies that nobody asked for, second ones that differ, and requests left in silence.

    A reply copies the correlation id of a request that came before (RR-03), and replies to one
    request are equivalent (RR-11). Who acknowledges a request has answered it (RR-12), or has put
    it aside as it came.
    """
    answering = _Answering(bound)
    return one_pass(
        history,
        {
            Received: answering.received,
            Stored: answering.stored,
            Deleted: answering.deleted,
        },
    )


class _Asking:
    """What a requester has asked, what it was told, and what it made of that."""

    def __init__(self, bound: Bound) -> None:
        self._name = bound.application
        self._terms = bound.terms
        self._requests = bound.channel(bound.terms["to"])
        self._effects = bound.channel("effects")
        self._exceptions = frozenset(bound.terms["except"])
        #: Under each correlation id, the key that was asked about.
        self._asked: dict[str, str] = {}
        #: The first reply that told a value, and every value that was told about a key.
        self._told: dict[str, Received] = {}
        self._heard: set[tuple[str, str]] = set()

    def stored(self, event: Stored) -> None:
        if event.application == self._name and event.channel == self._requests:
            for key in found_at(fields_of(event.body), self._terms["key"]):
                self._asked[attribute(event.attributes, self._terms["id"])] = key

    def received(self, event: Received) -> None:
        if event.application == self._name:
            about = self._asked.get(attribute(event.attributes, self._terms["id"]), "")
            for value in found_at(fields_of(event.body), self._terms["answer"]):
                self._told.setdefault(value, event)
                self._heard.add((about, value))

    def had(self, event: Had) -> Finding | None:
        if event.channel != self._effects or event.value in self._exceptions:
            return None
        told = self._told.get(event.value)
        if told is None or (event.key, event.value) in self._heard:
            return None
        return (told, event), f"{event.key!r} was given the answer to something else"


def asked_and_heard(history: History, bound: Bound) -> Iterator[Finding]:
    """Give outcomes that no reply to that very request has told (RR-03, RR-09).

    ``answer`` is the field of a reply that becomes the outcome; the words of ``except`` are
    outcomes of their own.
    """
    asking = _Asking(bound)
    return one_pass(history, {Stored: asking.stored, Received: asking.received, Had: asking.had})
