"""The record of a queue: what it held at the end of each minute, and what was done in it.

It is written when something happens, and only for the minutes in which something changed: a queue
at rest costs nothing, however long it rests. Between two entries the last one holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.freedoms import METRIC_SILENCE
from pattern_tck.simulator.queues import content
from pattern_tck.simulator.queues.queue import Queue
from pattern_tck.simulator.queues.stock import NEVER

MINUTE: Final = 60 * SECOND
#: DLQ-22: a queue is active for six hours after it was last used or held a message.
ACTIVE: Final = 360 * MINUTE
#: DLQ-22: so long the metrics may be silent when a queue becomes active.
SILENCE: Final = 15 * MINUTE
#: So long CloudWatch keeps points ("Metrics retention" in its user guide): 455 days.
KEPT: Final = 455 * 24 * 60 * MINUTE
#: So many entries that are too old are dropped at once.
_MOST_STALE: Final = 64


class State(NamedTuple):
    """What a queue held at the end of a minute; ``mark`` and ``oldest`` are in microseconds."""

    mark: int
    visible: int
    in_flight: int
    delayed: int
    #: Since when the oldest message was there (DLQ-08, DLQ-24), or None.
    oldest: int | None

    @property
    def empty(self) -> bool:
        """Say whether there was no message at all."""
        return not (self.visible or self.in_flight or self.delayed)


@dataclass(slots=True)
class Counts:
    """What was done in one minute. Sizes are in bytes."""

    sent: int = 0
    received: int = 0
    deleted: int = 0
    empty_receives: int = 0
    size: int = 0
    smallest: int = 0
    largest: int = 0


NOTHING: Final = Counts()


def end_of_minute(moment: int) -> int:
    """Give the full minute at or after a moment (microseconds)."""
    return -(-moment // MINUTE) * MINUTE


class Record:
    """The record of the queue of one name, which may have been deleted and made again."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._clock = queue.clock
        self._states: list[State] = []
        #: By the minute's beginning.
        self._counts: dict[int, Counts] = {}
        self._minute = -1
        self._open = Counts()
        #: When the queue became active, and whether its metrics are silent then.
        self._activations: list[int] = []
        self._silent: dict[int, bool] = {}
        #: Called whenever something was done with the queue, if anybody wants to know.
        self.listener: Callable[[], None] | None = None
        self.follow(queue)

    def follow(self, queue: Queue) -> None:
        """Go on with this queue, after what was left of the last one."""
        self.catch_up()
        self._queue = queue
        queue.watch = self._note
        queue.at_mark = self._end_minutes
        queue.mark = self._clock.micros // MINUTE * MINUTE + MINUTE
        # To be made is to be used.
        self._note("changed", 1)

    def _note(self, what: str, count: int) -> None:
        minute = self._clock.micros // MINUTE
        if minute != self._minute:
            self._minute = minute
            self._forget(minute * MINUTE - KEPT)
            self._open = self._counts[minute * MINUTE] = Counts()
        counts = self._open
        if what == "sent":
            self._note_size(counts)
            counts.sent += count
        elif what == "received":
            counts.received += count
        elif what == "deleted":
            counts.deleted += count
        elif what == "empty-receive":
            counts.empty_receives += count
        # "moved-in" is no sending: nobody called SendMessage (DLQ-20).
        if self.listener is not None:
            self.listener()

    def _forget(self, before: int) -> None:
        """Forget points that are too old; between two entries the earlier one holds."""
        while self._counts and (first := next(iter(self._counts))) < before:
            del self._counts[first]
        old = bisect_right(self._states, (before, NEVER)) - 1
        if old > _MOST_STALE:
            del self._states[:old]
        old = bisect_right(self._activations, before) - 1
        for activation in self._activations[: max(0, old)]:
            self._silent.pop(activation, None)
        del self._activations[: max(0, old)]

    def is_over(self, before: int) -> bool:
        """Say whether nothing is known of what happened since a moment, nor can be any more."""
        queue = self._queue
        there = queue.region.queues.at(queue.arn) is queue
        return not there and self.listener is None and self._minute * MINUTE < before

    def _note_size(self, counts: Counts) -> None:
        message = next(reversed(self._queue.messages.values()))
        size = content.size(message.body, message.attributes)
        counts.size += size
        counts.smallest = size if not counts.sent else min(counts.smallest, size)
        counts.largest = max(counts.largest, size)

    def _end_minutes(self) -> None:
        """Write down the minutes that have ended since anything was done with the queue.

        What becomes visible or too old in between does so at its time, minute by minute.
        """
        queue, now = self._queue, self._clock.micros
        mark, queue.mark = queue.mark, NEVER
        while mark <= now:
            queue.pass_until(mark)
            self._write(mark)
            due = next_change(queue)
            if due is None:
                break
            mark = end_of_minute(due)
        queue.mark = now // MINUTE * MINUTE + MINUTE

    def _write(self, mark: int) -> None:
        queue = self._queue
        held = (queue.visible, queue.in_flight, queue.delayed)
        last = self._states[-1] if self._states else None
        if mark - MINUTE not in self._counts and last is not None and held == last[1:4]:
            return
        if last is None or (last.empty and last.mark + ACTIVE < mark):
            self._activations.append(mark - MINUTE)
        self._states.append(State(mark, *held, queue.oldest_stored() if any(held) else None))

    # -- reading

    def catch_up(self) -> None:
        """Write down all that is over by now."""
        self._queue.catch_up()

    def state(self, minute: int) -> State | None:
        """Give what the queue held at the end of the minute that began then.

        None if there is no point for that minute: the queue was not active (DLQ-22), was not
        there yet, or its metrics are silent. To be asked only of minutes that are over.
        """
        end = minute + MINUTE
        found = bisect_right(self._states, (end, NEVER)) - 1
        if found < 0:
            return None
        state = self._states[found]
        if state.empty and end > state.mark + ACTIVE:
            return None
        return None if self._is_silent(minute) else state

    def counts(self, minute: int) -> Counts:
        """Give what was done in the minute that began then."""
        return self._counts.get(minute, NOTHING)

    def _is_silent(self, minute: int) -> bool:
        activation = self._activations[bisect_right(self._activations, minute) - 1]
        if minute >= activation + SILENCE:
            return False
        silent = self._silent.get(activation)
        if silent is None:
            # Decided when it is first looked at: what nobody sees is no choice.
            silent = bool(self._queue.world.choose(METRIC_SILENCE, 2, self._queue))
            self._silent[activation] = silent
        return silent

    def changed(self) -> int:
        """Give the end of the last minute in which anything was done or changed."""
        return self._states[-1].mark if self._states else 0

    def oldest(self) -> int | None:
        """Give since when the oldest message is there, or None."""
        return self._queue.oldest()

    def turning_points(self, now: int) -> list[int]:
        """Give the moments after now at which points change or end with nobody doing anything."""
        due = next_change(self._queue)
        moments = [] if due is None else [due]
        if self._states and self._states[-1].empty:
            moments.append(self._states[-1].mark + ACTIVE + MINUTE)
        if self._activations:
            moments.append(self._activations[-1] + SILENCE + MINUTE)
        return [moment for moment in moments if moment > now]


def next_change(queue: Queue) -> int | None:
    """Give the moment at which what a queue holds changes by itself, or None."""
    moments = (queue.next_change(), queue.next_expiry())
    return min((moment for moment in moments if moment is not None), default=None)
