"""The stock of a queue: which copies are stored, which of them are hidden, and for how long.

Nothing happens between two calls: each call first lets happen what was due by then
(`Stock.catch_up`). Times are in microseconds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from typing import Final

from pattern_tck.simulator.clock import SECOND, VirtualClock
from pattern_tck.simulator.queues.message import DELAYED, GONE, IN_FLIGHT, READY, TAKEN, Message

#: A moment that does not come.
NEVER: Final = 1 << 62
#: Entries of a heap or line that may be out of date before it is built anew.
MOST_STALE: Final = 64

#: Messages that are visible, in flight, delayed.
Counters = tuple[int, int, int]


class Stock(ABC):
    """All copies that a queue holds. In which order they are received is for its type to say."""

    #: How long a copy is kept.
    retention: int

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        #: Before anything happens at this moment or later, `at_mark` is called: a minute is over.
        self.mark = NEVER
        self.at_mark: Callable[[], None] | None = None
        #: All stored copies by their order, oldest first.
        self.messages: OrderedDict[int, Message] = OrderedDict()
        self.in_flight = 0
        self.delayed = 0
        #: How many copies were ever stored: the order of the last one.
        self.orders = 0
        #: The counters as they were at some moment a minute or more ago (SQS-DEL-18).
        self.counted_before: Counters = (0, 0, 0)
        self._counted_at = self.clock.micros
        #: What is hidden: until when, order, epoch. An entry of an older epoch is out of date.
        self._hidden: list[tuple[int, int, int, Message]] = []
        #: When late copies were sent, and their orders: they are older than their place says.
        self._late: list[tuple[int, int]] = []

    def counters(self) -> Counters:
        """Give how many messages are visible, in flight and delayed."""
        self.catch_up()
        return self.visible, self.in_flight, self.delayed

    @property
    def stored(self) -> int:
        """Give how many copies the queue holds."""
        return len(self.messages)

    @property
    def visible(self) -> int:
        """Give how many copies could be received, by the last call that looked."""
        return len(self.messages) - self.in_flight - self.delayed

    def oldest(self) -> int | None:
        """Give since when (microseconds) the oldest message is here; None if there is none.

        For a dead letter that is the time of the move (DLQ-08). A message received three times
        or more is left out (DLQ-24).
        """
        self.catch_up()
        return self.oldest_stored()

    def oldest_stored(self) -> int | None:
        """Give since when the oldest message is here, by the last call that looked."""
        since = (m.moved or m.sent for m in self.messages.values() if m.receives < 3)
        return next(since, None) if not self._late else min(since, default=None)

    def distinct(self) -> int:
        """Give how many messages the queue holds if all copies of one count once."""
        self.catch_up()
        return len({message.origin for message in self})

    def next_change(self) -> int | None:
        """Give the moment at which the next hidden message becomes visible, or None."""
        while self._hidden:
            moment, _, epoch, message = self._hidden[0]
            if message.epoch == epoch:
                return moment
            heappop(self._hidden)
        return None

    def next_expiry(self) -> int | None:
        """Give the moment at which the next message becomes too old, or None."""
        first = next(iter(self.messages.values()), None)
        if first is None:
            return None
        late = self._late
        while late and late[0][1] not in self.messages:
            heappop(late)
        return min(first.sent, late[0][0] if late else NEVER) + self.retention

    def __iter__(self) -> Iterator[Message]:
        """Give every stored copy, oldest first."""
        return iter(self.messages.values())

    # -- time

    def catch_up(self) -> None:
        """Let happen what was due by now: what was hidden is visible, what is too old is gone."""
        now = self.clock.micros
        if now >= self._counted_at + 60 * SECOND:
            self._counted_at = now
            self.counted_before = (self.visible, self.in_flight, self.delayed)
        self._meet_mark()
        self.pass_until(now)

    def _meet_mark(self) -> None:
        if self.clock.micros >= self.mark and self.at_mark is not None:
            self.at_mark()

    def pass_until(self, now: int) -> None:
        """Let happen what is due by a moment that is not later than now."""
        hidden = self._hidden
        while hidden and hidden[0][0] <= now:
            _, _, epoch, message = heappop(hidden)
            if message.epoch == epoch:
                self.show(message)
        if self.messages:
            self._expire(now - self.retention)

    def _expire(self, before: int) -> None:
        """Drop what was sent before a moment: silently, and never to a DLQ (SQS-DEL-05/06)."""
        messages = self.messages
        while messages:
            oldest = next(iter(messages.values()))
            if oldest.sent > before:
                break
            self.drop(oldest)
        late = self._late
        while late and late[0][0] <= before:
            found = messages.get(heappop(late)[1])
            if found is not None:
                self.drop(found)

    # -- the life of a copy

    @abstractmethod
    def _line_up(self, message: Message) -> None:
        """Have a visible message wait to be received."""

    def store(self, message: Message, delay: int = 0) -> None:
        """Add a copy to what is stored, hidden for ``delay`` microseconds.

        A dead letter, or a copy that AWS makes, is as old as its message (DLQ-05, SQS-DEL-05).
        """
        self._meet_mark()
        self.orders += 1
        message.order = self.orders
        self.messages[message.order] = message
        if message.sent < self.clock.micros:
            heappush(self._late, (message.sent, message.order))
        if delay > 0:
            message.state = DELAYED
            self.delayed += 1
            self._hide(message, self.clock.micros + delay)
        else:
            message.state = READY
            self._line_up(message)

    def hand_out(self, message: Message, visibility: int) -> None:
        """Count a receive and hide the message from others (SQS-VIS-01)."""
        now = self.clock.micros
        message.receives += 1
        message.received = now
        if not message.first_received:
            message.first_received = now
        message.epoch += 1
        if visibility > 0:
            message.state = IN_FLIGHT
            self.in_flight += 1
            self._hide(message, now + visibility)
        else:
            message.state = TAKEN

    def end_receive(self, given: list[Message]) -> None:
        """Line up again what was only looked at; earlier, one receive would give it again."""
        for message in given:
            if message.state == TAKEN:
                message.state = READY
                self._line_up(message)

    def show(self, message: Message) -> None:
        """Make a hidden message visible."""
        if message.state == IN_FLIGHT:
            self.in_flight -= 1
        elif message.state == DELAYED:
            self.delayed -= 1
        message.epoch += 1
        message.state = READY
        self._line_up(message)

    def delay_until(self, message: Message, moment: int) -> None:
        """Have a message that nobody received yet become visible at another moment."""
        if moment <= self.clock.micros:
            if message.state == DELAYED:
                self.show(message)
            return
        if message.state == READY:
            message.state = DELAYED
            self.delayed += 1
        message.epoch += 1
        self._hide(message, moment)

    def change_visibility(self, message: Message, visibility: int) -> None:
        """Hide a message in flight for so long from now on (SQS-VIS-04, SQS-VIS-07)."""
        message.epoch += 1
        if visibility > 0:
            self._hide(message, self.clock.micros + visibility)
        else:
            self.show(message)

    def drop(self, message: Message) -> None:
        """Forget a copy for good."""
        del self.messages[message.order]
        if message.state == IN_FLIGHT:
            self.in_flight -= 1
        elif message.state == DELAYED:
            self.delayed -= 1
        message.state = GONE
        message.epoch += 1
        if not self.messages:
            self.forget_stale()
            return
        if len(self._hidden) > 2 * (self.in_flight + self.delayed) + MOST_STALE:
            self._hidden = [entry for entry in self._hidden if entry[3].epoch == entry[2]]
            heapify(self._hidden)
        if len(self._late) > 2 * len(self.messages) + MOST_STALE:
            self._late = [entry for entry in self._late if entry[1] in self.messages]
            heapify(self._late)

    def forget_stale(self) -> None:
        """Forget every entry that is out of date: nothing is stored, so all of them are."""
        self._hidden.clear()
        self._late.clear()

    def purge(self) -> None:
        """Drop everything."""
        self._meet_mark()
        for message in list(self.messages.values()):
            self.drop(message)

    def _hide(self, message: Message, until: int) -> None:
        message.visible = until
        heappush(self._hidden, (until, message.order, message.epoch, message))
