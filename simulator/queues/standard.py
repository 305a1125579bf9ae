"""The standard queue: at least once, in about this order, to whoever asks."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.freedoms import RECEIVE_DUPLICATE, RECEIVE_ORDER
from pattern_tck.simulator.queues.fairness import Tenants
from pattern_tck.simulator.queues.message import IN_FLIGHT, READY, Attributes, Message
from pattern_tck.simulator.queues.queue import Queue
from pattern_tck.simulator.queues.stock import MOST_STALE

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

#: Among how many messages at the front a receive may choose (SQS-DEL-03).
_REACH: Final = 4
#: After so many receives a message goes to the back (DLQ-24).
_WORN: Final = 3


class StandardQueue(Queue):
    """A standard queue. Messages that were never received wait in a line, the others in a heap."""

    def __init__(self, region: Region, name: str, attributes: Mapping[str, str]) -> None:
        #: Messages as they came; an entry is out of date once its message was handed out.
        self._line: deque[Message] = deque()
        #: Messages that are visible again, or late: place, order, epoch, message. Two may have
        #: one place, since the back of the queue is where others come to stand later.
        self._again: list[tuple[int, int, int, Message]] = []
        #: Kept as soon as a message names its tenant.
        self._tenants: Tenants | None = None
        super().__init__(region, name, attributes)

    def take(
        self,
        body: str,
        attributes: Attributes,
        *,
        group: str = "",
        deduplication: str = "",
        delay: int | None = None,
        system: Attributes | None = None,
    ) -> Message:
        """Accept a message; a group id names the tenant that it belongs to (FAIR-01)."""
        message = Message(self.world.identities.uuid(), body, attributes, self.clock.micros)
        if system:
            message.system = system
        if group:
            message.group = group
            if self._tenants is None:
                self._tenants = self._tenants_from_now_on()
        self.store(message, self.delay if delay is None else delay)
        self.note("sent")
        return message

    def take_dead_letter(self, message: Message, source: Queue) -> None:
        """Take over a dead letter with the time at which it was first sent (DLQ-05)."""
        self.move_in(message, source, message.sent)

    def receive(self, at_most: int, visibility: int, attempt: str = "") -> list[Message]:
        """Hand out at most so many messages, in about the order of arrival (SQS-RCV-01)."""
        self.catch_up()
        choose = self.world.choose
        given: list[Message] = []
        while len(given) < at_most:
            message = self._next()
            if message is None:
                break
            if self.redrive is not None and self.send_to_dead_letters(message):
                continue
            self.hand_out(message, visibility)
            again = choose(RECEIVE_DUPLICATE, 3, message)
            if again:
                self.store(message.copy(), 0 if again == 1 else visibility + SECOND)
            given.append(message)
        if visibility <= 0:
            self.end_receive(given)
        return given

    def hand_out(self, message: Message, visibility: int) -> None:
        """Count a receive and hide the message from others (SQS-VIS-01)."""
        super().hand_out(message, visibility)
        if self._tenants is not None and visibility > 0:
            self._tenants.hand_out(message)

    def show(self, message: Message) -> None:
        """Make a hidden message visible."""
        if self._tenants is not None:
            self._tenants.give_back(message)
        super().show(message)

    def drop(self, message: Message) -> None:
        """Forget a copy for good."""
        if self._tenants is not None:
            self._tenants.give_back(message)
        super().drop(message)
        if self._tenants is not None:
            self._tenants.tidy(message.group)
        most = 2 * len(self.messages) + MOST_STALE
        if len(self._line) > most:
            self._line = deque(m for m in self._line if not m.epoch and m.state == READY)
        if len(self._again) > most:
            self._again = [entry for entry in self._again if entry[3].epoch == entry[2]]
            heapify(self._again)

    def forget_stale(self) -> None:
        """Forget every entry that is out of date: nothing is stored, so all of them are."""
        super().forget_stale()
        self._line.clear()
        self._again.clear()
        self._tenants = None

    def _line_up(self, message: Message) -> None:
        if self._tenants is not None:
            self._tenants.line_up(message)
        if not message.epoch:
            self._line.append(message)
            return
        # DLQ-24: what nobody can finish does not stand in the way of the rest.
        place = message.order if message.receives < _WORN else self.orders
        heappush(self._again, (place, message.order, message.epoch, message))

    def _next(self) -> Message | None:
        """Take out the message to be received next, or None if none is visible."""
        first = self._front()
        if first is None:
            return None
        if self._tenants is not None and self._tenants.is_noisy(first.group):
            first = self._tenants.first_quiet() or first
        if self.visible > 1:
            beyond = self.world.choose(RECEIVE_ORDER, min(_REACH, self.visible), first)
            if beyond:
                first = self._behind(first, beyond)
        # Further back its entry stays, and is out of date from now on.
        if self._line and self._line[0] is first:
            self._line.popleft()
        elif self._again and self._again[0][3] is first:
            heappop(self._again)
        return first

    def _front(self) -> Message | None:
        """Find the first visible message and leave it where it is."""
        line, again = self._line, self._again
        while line and (line[0].epoch or line[0].state != READY):
            line.popleft()
        while again and (again[0][3].epoch != again[0][2] or again[0][3].state != READY):
            heappop(again)
        if not again:
            return line[0] if line else None
        if not line or again[0][0] < line[0].order:
            return again[0][3]
        return line[0]

    def _behind(self, first: Message, places: int) -> Message:
        """Give a visible message so many places behind the first (SQS-DEL-03)."""
        for message in self:
            if message.state == READY and message is not first:
                places -= 1
                if not places:
                    return message
        return first

    def _tenants_from_now_on(self) -> Tenants:
        tenants = Tenants()
        for message in self:
            if message.state == IN_FLIGHT:
                tenants.hand_out(message)
            elif message.state == READY:
                tenants.line_up(message)
        return tenants
