"""The FIFO queue: in order within a group, and once within five minutes."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.octets import octets
from pattern_tck.simulator.queues.message import IN_FLIGHT, READY, Attributes, Message
from pattern_tck.simulator.queues.queue import Queue

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

#: SQS-FIFO-07, SQS-FIFO-12: how long a deduplication id, or an attempt to receive, is remembered.
REMEMBERED: Final = 300 * SECOND


class _Group:
    """The messages of one group: those that are visible, and those that are in flight."""

    __slots__ = ("in_flight", "listed", "name", "waiting")

    def __init__(self, name: str) -> None:
        self.name = name
        #: Order, epoch, and the turn in which it lined up.
        self.waiting: list[tuple[int, int, int, Message]] = []
        #: By their places in the group.
        self.in_flight: dict[int, Message] = {}
        #: Whether the group stands in the queue's line of groups.
        self.listed = False

    def head(self) -> Message | None:
        """Give the first visible message, and leave it there."""
        while self.waiting:
            _, epoch, _, message = self.waiting[0]
            if message.epoch == epoch and message.state == READY:
                return message
            heappop(self.waiting)
        return None

    def limit(self) -> float:
        """Give the place of the first message in flight: what is behind it waits (SQS-FIFO-05)."""
        return min(self.in_flight, default=inf)

    def next(self) -> Message | None:
        """Give the message that may be received next, and leave it there.

        One that became visible again goes before others of its group that are still in flight
        (recorded on AWS, ``fifo_message_group_visibility_after_terminate_visibility_timeout``).
        """
        head = self.head()
        return head if head is not None and head.order < self.limit() else None


@dataclass(frozen=True)
class _Attempt:
    """What one receive gave: messages, each with its epoch then (SQS-FIFO-12)."""

    until: int
    given: tuple[tuple[Message, int], ...]

    def stands(self) -> bool:
        """Say whether nothing of it was deleted, changed or made visible since."""
        return all(m.state == IN_FLIGHT and m.epoch == epoch for m, epoch in self.given)


class FifoQueue(Queue):
    """A FIFO queue: a line of groups, each a line of messages."""

    fifo = True

    def __init__(self, region: Region, name: str, attributes: Mapping[str, str]) -> None:
        self._groups: dict[str, _Group] = {}
        #: Groups that may be received from, by the turn of their head when they were listed: whose
        #: head became visible first comes first, as on AWS.
        self._line: list[tuple[int, str]] = []
        self._turns = 0
        self._remembered: dict[tuple[str, str], tuple[int, Message]] = {}
        self._forgetting: deque[tuple[int, tuple[str, str]]] = deque()
        self._attempts: dict[str, _Attempt] = {}
        self._sequence = 18_870_000_000_000_000_000
        super().__init__(region, name, attributes)

    def set_attributes(self, given: Mapping[str, str]) -> None:
        """Change attributes; a new delay holds for what is stored already (SQS-DEL-09)."""
        before = self.delay
        super().set_attributes(given)
        if self.delay != before:
            for message in [m for m in self if not m.receives and not m.moved]:
                self.delay_until(message, message.sent + self.delay)

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
        """Accept a message, or say again what a repeated one was told (SQS-FIFO-07)."""
        identity = deduplication or self._digest(body)
        scope = group if self.attributes["DeduplicationScope"] == "messageGroup" else ""
        self._forget()
        known = self._remembered.get((scope, identity))
        if known is not None:
            return known[1]
        message = Message(self.world.identities.uuid(), body, attributes, self.clock.micros)
        message.group = group
        message.deduplication = identity
        message.sequence = self._next_sequence()
        if system:
            message.system = system
        # SQS-FIFO-08: it stays remembered when the message is received and deleted.
        until = self.clock.micros + REMEMBERED
        self._remembered[scope, identity] = (until, message)
        self._forgetting.append((until, (scope, identity)))
        self.store(message, self.delay)
        self.note("sent")
        return message

    def purge(self) -> None:
        """Drop everything, and with it what was known of repeated ids."""
        super().purge()
        self._remembered.clear()
        self._forgetting.clear()

    def forget_stale(self) -> None:
        """Forget every entry that is out of date: nothing is stored, so all of them are."""
        super().forget_stale()
        self._groups.clear()
        self._line.clear()
        self._attempts.clear()

    def take_dead_letter(self, message: Message, source: Queue) -> None:
        """Take over a dead letter: its clock starts anew (DLQ-06), its id is its own (DLQ-26)."""
        message.deduplication = message.id
        message.sequence = self._next_sequence()
        self.move_in(message, source, self.clock.micros)

    def receive(self, at_most: int, visibility: int, attempt: str = "") -> list[Message]:
        """Fill the batch from one group, then from others, each in its order (SQS-FIFO-03, 06)."""
        self.catch_up()
        self._forget()
        if attempt and (again := self._again(attempt, visibility)):
            return again
        given: list[Message] = []
        while len(given) < at_most:
            group = self._next_group()
            if group is None:
                break
            self._fill(given, group, at_most, visibility)
        self.end_receive(given)
        if attempt and given:
            until = self.clock.micros + REMEMBERED
            self._attempts[attempt] = _Attempt(until, tuple((m, m.epoch) for m in given))
        return given

    def hand_out(self, message: Message, visibility: int) -> None:
        """Count a receive; what is behind it in its group waits meanwhile (SQS-FIFO-05)."""
        super().hand_out(message, visibility)
        if message.state == IN_FLIGHT:
            self._groups[message.group].in_flight[message.order] = message

    def show(self, message: Message) -> None:
        """Make a hidden message visible, at its old place (SQS-FIFO-03)."""
        self._leave_flight(message)
        super().show(message)

    def drop(self, message: Message) -> None:
        """Forget a copy for good; its group may go on."""
        group = self._leave_flight(message)
        super().drop(message)
        if group is not None:
            self._list(group)
            self._forget_if_empty(group)

    def _line_up(self, message: Message) -> None:
        group = self._groups.get(message.group)
        if group is None:
            group = self._groups[message.group] = _Group(message.group)
        self._turns += 1
        heappush(group.waiting, (message.order, message.epoch, self._turns, message))
        self._list(group)

    def _list(self, group: _Group) -> None:
        """Have a group stand in line, once, if it may be received from."""
        if not group.listed and group.next() is not None:
            group.listed = True
            heappush(self._line, (group.waiting[0][2], group.name))

    def _next_group(self) -> _Group | None:
        while self._line:
            group = self._groups.get(heappop(self._line)[1])
            if group is not None:
                group.listed = False
                if group.next() is not None:
                    return group
                self._forget_if_empty(group)
        return None

    def _forget_if_empty(self, group: _Group) -> None:
        if not group.waiting and not group.in_flight and not group.listed:
            self._groups.pop(group.name, None)

    def _fill(self, given: list[Message], group: _Group, at_most: int, visibility: int) -> None:
        """Hand out what fits of a group, up to what is in flight already."""
        limit = group.limit()
        while len(given) < at_most:
            message = group.head()
            if message is None or message.order > limit:
                return
            heappop(group.waiting)
            if not self.send_to_dead_letters(message):
                self.hand_out(message, visibility)
                given.append(message)

    def _leave_flight(self, message: Message) -> _Group | None:
        group = self._groups.get(message.group)
        if group is not None and message.state == IN_FLIGHT:
            del group.in_flight[message.order]
        return group

    def _again(self, attempt: str, visibility: int) -> list[Message]:
        """Give once more what an attempt was given, with a new visibility timeout (SQS-FIFO-12)."""
        known = self._attempts.get(attempt)
        if known is None or not known.stands():
            return []
        given = [message for message, _ in known.given]
        for message in given:
            self.change_visibility(message, visibility)
        self._attempts[attempt] = _Attempt(known.until, tuple((m, m.epoch) for m in given))
        return given

    def _forget(self) -> None:
        """Forget ids of deduplication, and attempts, whose five minutes are over (SQS-FIFO-09)."""
        now = self.clock.micros
        while self._forgetting and self._forgetting[0][0] <= now:
            self._remembered.pop(self._forgetting.popleft()[1], None)
        if self._attempts:
            self._attempts = {id_: a for id_, a in self._attempts.items() if a.until > now}

    def _digest(self, body: str) -> str:
        """Give the id that content-based deduplication makes of the body alone (SQS-FIFO-10)."""
        return sha256(octets(body)).hexdigest()

    def _next_sequence(self) -> str:
        # SQS-FIFO-16: growing, and not consecutive.
        self._sequence += 256
        return str(self._sequence)
