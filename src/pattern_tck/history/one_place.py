"""One place: what is processed is gone, and what is not gone still lies somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pattern_tck.history.events import Deleted, Purged, Received, Remaining, Stored
from pattern_tck.history.history import History
from pattern_tck.history.one_pass import one_pass
from pattern_tck.history.violation import Bound, Finding

#: Copies that the target makes, deletes that have no effect, and deletes that are undone.
_COME_AGAIN: Final = {"FAULT-01", "FAULT-06", "FAULT-07"}
#: A purge that takes a minute takes what is sent meanwhile as well.
_PURGED_LATE: Final = "FAULT-15"


class _Places:
    """Where messages are, as far as the events have told."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._comes_again = bool(_COME_AGAIN & history.excused)
        #: What was deleted, by queue and message.
        self._gone: dict[tuple[str, str], Deleted] = {}
        #: What was accepted and not seen to go, by message.
        self._stored: dict[str, Stored] = {}

    def stored(self, event: Stored) -> None:
        # A FIFO queue gives the id of what it had before to whoever sends it again.
        known = (event.channel, event.message) in self._gone
        if event.channel in self._history.queues and not known:
            self._stored[event.message] = event

    def deleted(self, event: Deleted) -> None:
        self._gone[event.channel, event.message] = event
        self._stored.pop(event.message, None)

    def purged(self, event: Purged) -> None:
        for message in [m for m, each in self._stored.items() if each.channel == event.channel]:
            del self._stored[message]

    def seen(self, event: Received | Remaining) -> Finding | None:
        if type(event) is Remaining:
            self._stored.pop(event.message, None)
        deleted = self._gone.get((event.channel, event.message))
        if deleted is None or self._comes_again:
            return None
        return (deleted, event), f"message {event.message} was deleted, and is there again"

    def lost(self) -> Iterator[Finding]:
        """Give what is nowhere in the end, if all is known; what grew too old is not lost."""
        history = self._history
        if not history.complete or _PURGED_LATE in history.excused:
            return
        for event in self._stored.values():
            if event.at + history.least_retention > history.ended:
                yield (event,), f"message {event.message} was accepted, and is nowhere"


def one_place(history: History, _bound: Bound) -> Iterator[Finding]:
    """Give messages that were there after their delete, and accepted ones that are nowhere.

    By SQS-DEL-01. A target that was told to make copies may do the first. Nobody knows the second
    unless the target shows its queues in the end; a purge, a deleted queue and retention are no
    loss.
    """
    places = _Places(history)
    yield from one_pass(
        history,
        {
            Stored: places.stored,
            Deleted: places.deleted,
            Purged: places.purged,
            Received: places.seen,
            Remaining: places.seen,
        },
    )
    yield from places.lost()
