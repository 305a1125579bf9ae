"""Receiving, and what a consumer then does: delete, or change the visibility timeout."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.freedoms import (
    DELETE_ANSWER_LOST,
    DELETE_IGNORED,
    DELETE_UNDONE,
    IN_FLIGHT_QUOTA,
    RECEIVE_ANSWER_LOST,
    RECEIVE_SPARSE,
)
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.queues import batches, content, receipts
from pattern_tck.simulator.queues.invalid import invalid
from pattern_tck.simulator.queues.message import IN_FLIGHT, Message
from pattern_tck.simulator.queues.queue import LONGEST_HOLD
from pattern_tck.simulator.refusals import AnswerLost, Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.queues.queue import Queue
    from pattern_tck.simulator.queues.service import Queues

_LONGEST_VISIBILITY: Final = 43_200
#: How long after its delete a message may come again (SQS-RH-04), in seconds.
_COMES_AGAIN: Final = (0, 3600, 86_400)

#: There are no identities here, so everything was sent by one and the same.
_SENDER: Final = "AIDAIENQZJOLO23YVJ4VO"


class Receiving:
    """How messages leave queues."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues
        self._world = queues.region.world
        self.operations = operations_of(self)

    @operation("ReceiveMessage")
    def receive_message(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Hand out up to ten messages; with nothing to give there is no list (SQS-RCV-06)."""
        queue = self._queues.addressed(asked)
        at_most = asked.get("MaxNumberOfMessages", 1)
        if not 1 <= at_most <= 10:
            raise invalid("MaxNumberOfMessages", at_most, "Must be between 1 and 10, if provided.")
        seconds = asked.get("VisibilityTimeout")
        if seconds is None:
            visibility = queue.visibility
        else:
            _check_visibility(seconds)
            visibility = seconds * SECOND
        wait = asked.get("WaitTimeSeconds")
        if wait is None:  # SQS-RCV-07
            wait = queue.wait
        elif not 0 <= wait <= 20:
            raise _out_of_range("WaitTimeSeconds", wait, 0, 20)
        attempt = asked.get("ReceiveRequestAttemptId", "")
        given = self._receive(queue, at_most, visibility, wait, attempt)
        if not given:
            queue.note("empty-receive")
            return {}
        queue.note("received", len(given))
        if self._world.choose(RECEIVE_ANSWER_LOST, 2, given[0]):
            raise AnswerLost
        return {"Messages": [_shown(queue, message, asked) for message in given]}

    def _receive(
        self, queue: Queue, at_most: int, visibility: int, wait: int, attempt: str
    ) -> list[Message]:
        queue.catch_up()
        if queue.visible:
            sparse = self._world.choose(RECEIVE_SPARSE, 3 if at_most > 1 else 2, queue)
            if sparse == 1:
                return []
            if sparse:
                at_most //= 2
            if self._is_full(queue):
                return _nothing_or_over_limit(queue, wait)
        given = queue.receive(at_most, visibility, attempt)
        if given or not wait:
            return given
        # SQS-RCV-04: wait for the first message, and return at once when there is one.
        deadline = queue.clock.micros + wait * SECOND
        while not given and queue.clock.micros < deadline:
            self._world.pause(min(deadline, queue.next_change() or deadline))
            given = queue.receive(at_most, visibility, attempt)
        return given

    def _is_full(self, queue: Queue) -> bool:
        profile = self._world.profile
        most = profile.most_in_flight_fifo if queue.fifo else profile.most_in_flight
        return queue.in_flight >= most or bool(
            queue.in_flight and self._world.choose(IN_FLIGHT_QUOTA, 2, queue)
        )

    @operation("DeleteMessage")
    def delete_message(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take a message away for good, or so it seems (SQS-RH-02, SQS-RH-04)."""
        queue = self._queues.addressed(asked)
        return self._delete(queue, asked["ReceiptHandle"])

    def _delete(self, queue: Queue, handle: str) -> dict[str, Any]:
        queue.catch_up()
        receipt = receipts.read(queue, handle)
        message = receipt.message
        if message is None:
            return {}  # SQS-RH-05: it is gone, and that is what was wanted
        if queue.fifo:
            self._delete_in_order(queue, message, handle, stale=receipt.stale)
            return {}
        choose = self._world.choose
        if receipt.stale and choose(DELETE_IGNORED, 2, message):
            return {}
        again = choose(DELETE_UNDONE, 4, message)
        queue.drop(message)
        queue.note("deleted")
        if again:
            self._bring_back(queue, message, _COMES_AGAIN[again - 1])
        if choose(DELETE_ANSWER_LOST, 2, message):
            raise AnswerLost
        return {}

    def _bring_back(self, queue: Queue, message: Message, later: int) -> None:
        """Have a deleted message come again (SQS-RH-04): until then nobody can count it."""
        if later:
            queue.clock.after(later, lambda: queue.store(message.copy()))
        else:
            queue.store(message.copy())

    def _delete_in_order(self, queue: Queue, message: Message, handle: str, *, stale: bool) -> None:
        if stale or message.state != IN_FLIGHT:  # SQS-RH-03
            raise invalid("ReceiptHandle", handle, "The receipt handle has expired.")
        queue.drop(message)
        queue.note("deleted")

    @operation("DeleteMessageBatch")
    def delete_message_batch(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete up to ten messages, each with an outcome of its own (SQS-DEL-13)."""
        queue = self._queues.addressed(asked)
        batches.check(asked["Entries"])
        return batches.each(
            asked["Entries"],
            lambda entry: self._delete(queue, entry["ReceiptHandle"]),
            self._world.choose,
        )

    @operation("ChangeMessageVisibility")
    def change_message_visibility(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Hide a message in flight for so long from now on."""
        queue = self._queues.addressed(asked)
        return self._change(queue, asked["ReceiptHandle"], asked["VisibilityTimeout"])

    @operation("ChangeMessageVisibilityBatch")
    def change_message_visibility_batch(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Hide up to ten messages in flight for so long from now on."""
        queue = self._queues.addressed(asked)
        batches.check(asked["Entries"])
        return batches.each(
            asked["Entries"],
            lambda entry: self._change(
                queue, entry["ReceiptHandle"], entry.get("VisibilityTimeout", 0)
            ),
            self._world.choose,
        )

    def _change(self, queue: Queue, handle: str, seconds: int) -> dict[str, Any]:
        queue.catch_up()
        receipt = receipts.read(queue, handle)
        _check_visibility(seconds)
        message = receipt.message
        if message is None:
            raise invalid(
                "ReceiptHandle",
                handle,
                "Message does not exist or is not available for visibility timeout change.",
            )
        if queue.fifo and (receipt.stale or message.state != IN_FLIGHT):
            raise Refusal("MessageNotInflight", "The message referred to isn't in flight.")
        if message.state != IN_FLIGHT:
            # SQS-VIS-08: AWS was recorded to accept it, and to take a handle of an earlier receive.
            return {}
        held = queue.clock.micros - message.received
        if held + seconds * SECOND > LONGEST_HOLD:  # SQS-VIS-06
            raise invalid(
                "VisibilityTimeout",
                seconds,
                "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
            )
        queue.change_visibility(message, seconds * SECOND)
        queue.note("changed")
        return {}


def _nothing_or_over_limit(queue: Queue, wait: int) -> list[Message]:
    """SQS-VIS-11: a short poll is told, a long poll and a FIFO queue are not."""
    if wait or queue.fifo:
        return []
    raise Refusal("OverLimit", "Too many messages in flight for this queue.", status=403)


def _shown(queue: Queue, message: Message, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Give a message as its receiver sees it: what was asked for, and no more (SQS-RCV-10)."""
    if message.digests is None:
        message.digests = (
            content.digest(message.body),
            content.digest_of_attributes(message.attributes),
        )
    shown: dict[str, Any] = {
        "MessageId": message.id,
        "ReceiptHandle": receipts.handle(queue, message),
        "MD5OfBody": message.digests[0],
        "Body": message.body,
    }
    system = asked.get("MessageSystemAttributeNames") or asked.get("AttributeNames")
    if system:
        known = _system_attributes(message)
        wanted = known if "All" in system else {n: v for n, v in known.items() if n in system}
        if wanted:
            shown["Attributes"] = wanted
    names = asked.get("MessageAttributeNames")
    if names and message.attributes:
        attributes = {n: dict(v) for n, v in message.attributes.items() if _is_asked(n, names)}
        if attributes:
            shown["MessageAttributes"] = attributes
            whole = len(attributes) == len(message.attributes)
            shown["MD5OfMessageAttributes"] = (
                message.digests[1] if whole else content.digest_of_attributes(attributes)
            )
    return shown


def _system_attributes(message: Message) -> dict[str, str]:
    known = {
        "SenderId": _SENDER,
        "SentTimestamp": str(message.sent // 1000),
        "ApproximateReceiveCount": str(message.receives),
        "ApproximateFirstReceiveTimestamp": str(message.first_received // 1000),
    }
    if message.group:
        known["MessageGroupId"] = message.group
    if message.sequence:
        known["MessageDeduplicationId"] = message.deduplication
        known["SequenceNumber"] = message.sequence
    if message.source:
        known["DeadLetterQueueSourceArn"] = message.source
    for name, value in message.system.items():
        known[name] = value.get("StringValue", "")
    return known


def _is_asked(name: str, names: Collection[str]) -> bool:
    return (
        name in names
        or "All" in names
        or any(each.endswith("*") and name.startswith(each[:-1].rstrip(".")) for each in names)
    )


def _check_visibility(seconds: int) -> None:
    if not 0 <= seconds <= _LONGEST_VISIBILITY:  # SQS-VIS-01
        raise _out_of_range("VisibilityTimeout", seconds, 0, _LONGEST_VISIBILITY)


def _out_of_range(name: str, value: int, least: int, most: int) -> Refusal:
    return invalid(name, value, f"Must be >= {least} and <= {most}, if provided.")
