"""Sending: SendMessage and SendMessageBatch."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.freedoms import SEND_ANSWER_LOST, SEND_THROTTLED
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.queues import batches, content
from pattern_tck.simulator.queues.invalid import invalid
from pattern_tck.simulator.queues.message import Message
from pattern_tck.simulator.refusals import AnswerLost, Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.queues.queue import Queue
    from pattern_tck.simulator.queues.service import Queues

_IDENTITY: Final = re.compile(r"[A-Za-z0-9!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]{1,128}")
_LONGEST_DELAY: Final = 900
_NO_GROUP: Final = "The request must contain the parameter MessageGroupId."
_NO_DEDUPLICATION: Final = (
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
    "provided explicitly"
)


class Sending:
    """How messages come onto queues."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues
        self._world = queues.region.world
        self.operations = operations_of(self)

    @operation("SendMessage")
    def send_message(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Store one message and say under which MessageId (SQS-DEL-01)."""
        queue = self._queues.addressed(asked)
        body = asked["MessageBody"]
        choose = self._world.choose
        throttled = choose(SEND_THROTTLED, 3, body)
        if throttled:
            raise _throttled(throttled)
        message = self._store(queue, asked)
        answer = _told(message)
        if choose(SEND_ANSWER_LOST, 2, body):
            queue.leave_unanswered({body: message.origin})
            raise AnswerLost
        return answer

    @operation("SendMessageBatch")
    def send_message_batch(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Store up to ten messages, in the order of the list (SQS-FIFO-22)."""
        queue = self._queues.addressed(asked)
        entries = asked["Entries"]
        batches.check(entries)
        choose = self._world.choose
        throttled = choose(SEND_THROTTLED, 3, queue)
        if throttled:
            raise _throttled(throttled)
        whole = sum(
            content.size(entry["MessageBody"], entry.get("MessageAttributes", {}))
            for entry in entries
        )
        if whole > self._world.profile.largest_batch:
            raise Refusal(
                "BatchRequestTooLong",
                f"Batch requests cannot be longer than {self._world.profile.largest_batch} bytes. "
                f"You have sent {whole} bytes.",
            )
        if queue.fifo:
            _check_fifo_batch(queue, entries)
        stored: list[Message] = []

        def store(entry: Mapping[str, Any]) -> Mapping[str, Any]:
            stored.append(self._store(queue, entry, batch=True))
            return _told(stored[-1])

        answer = batches.each(entries, store, choose)
        if choose(SEND_ANSWER_LOST, 2, queue):
            queue.leave_unanswered({message.body: message.origin for message in stored})
            raise AnswerLost
        return answer

    def _store(self, queue: Queue, asked: Mapping[str, Any], *, batch: bool = False) -> Message:
        body = asked["MessageBody"]
        attributes = asked.get("MessageAttributes") or {}
        content.check(body, attributes, queue.largest, batch=batch)
        _check_identities(asked)
        group = asked.get("MessageGroupId", "")
        deduplication = asked.get("MessageDeduplicationId", "")
        delay = asked.get("DelaySeconds")
        if queue.fifo:
            _check_fifo(queue, asked)
        elif deduplication:
            raise invalid(
                "MessageDeduplicationId",
                deduplication,
                "The request includes a parameter that is not valid for this queue type.",
            )
        if delay is not None:
            if not 0 <= delay <= _LONGEST_DELAY:
                raise invalid(
                    "DelaySeconds", delay, f"DelaySeconds must be >= 0 and <= {_LONGEST_DELAY}."
                )
            delay *= SECOND
        system = asked.get("MessageSystemAttributes")
        if system:
            content.check_system(system)
        message = queue.take(
            body,
            {name: dict(value) for name, value in attributes.items()} if attributes else {},
            group=group,
            deduplication=deduplication,
            delay=delay,
            system=system,
        )
        if queue.unanswered and body in queue.unanswered:
            message.origin = queue.unanswered.pop(body)
        if message.digests is None:
            message.digests = (content.digest(body), content.digest_of_attributes(attributes))
        return message


def _check_fifo(queue: Queue, asked: Mapping[str, Any]) -> None:
    """SQS-FIFO-02 and SQS-FIFO-21; a delay of 0 asks for none of its own."""
    if "MessageGroupId" not in asked:
        raise Refusal("MissingParameter", _NO_GROUP)
    if "MessageDeduplicationId" not in asked and not queue.deduplicates_by_content:
        raise Refusal("InvalidParameterValue", _NO_DEDUPLICATION)
    if asked.get("DelaySeconds"):
        raise invalid(
            "DelaySeconds",
            asked["DelaySeconds"],
            "The request include parameter that is not valid for this queue type.",
        )


def _check_fifo_batch(queue: Queue, entries: Sequence[Mapping[str, Any]]) -> None:
    """Refuse the whole batch if one entry has no group or no deduplication id (SQS-FIFO-02)."""
    for entry in entries:
        if "MessageGroupId" not in entry:
            raise Refusal("InvalidParameterValue", _NO_GROUP)
        if "MessageDeduplicationId" not in entry and not queue.deduplicates_by_content:
            raise Refusal("InvalidParameterValue", _NO_DEDUPLICATION)


def _check_identities(asked: Mapping[str, Any]) -> None:
    for name in ("MessageGroupId", "MessageDeduplicationId"):
        if name in asked and not _IDENTITY.fullmatch(asked[name]):
            raise invalid(
                name,
                asked[name],
                f"{name} can only include alphanumeric and punctuation characters. 1 to 128 in "
                "length.",
            )


def _throttled(attempts: int) -> Refusal:
    """SQS-DEL-14: with the status by which SDKs know it, of old."""
    return Refusal("RequestThrottled", "Rate exceeded", status=403, throttled=attempts)


def _told(message: Message) -> dict[str, Any]:
    """Give what the sender is told (SQS-DEL-16)."""
    assert message.digests is not None
    body, attributes = message.digests
    answer = {"MessageId": message.id, "MD5OfMessageBody": body}
    if attributes:
        answer["MD5OfMessageAttributes"] = attributes
    if message.system:
        answer["MD5OfMessageSystemAttributes"] = content.digest_of_attributes(message.system)
    if message.sequence:
        answer["SequenceNumber"] = message.sequence
    return answer
