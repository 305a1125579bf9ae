"""Recording: how the calls at the tap, and what a target tells of itself, become a history."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pattern_tck.channels import Directory
from pattern_tck.effects.place import EffectsPlace
from pattern_tck.effects.view import attribute
from pattern_tck.history.events import (
    Answered,
    DeadLettered,
    Deleted,
    Had,
    Noted,
    Purged,
    Received,
    Remaining,
    Stored,
)
from pattern_tck.history.history import History, Redrive
from pattern_tck.ports import Now
from pattern_tck.tap import Call

_TABLE = EffectsPlace()


class Recorder:
    """Writes the history of one performance while it goes on."""

    def __init__(self, directory: Directory, now: Now) -> None:
        self.history = History()
        self._directory = directory
        self._now = now
        self._began = now()
        self._events = self.history.events
        #: Which message a receipt handle stands for.
        self._handles: dict[str, str] = {}
        self._places: dict[str, EffectsPlace] = {}
        self._policies: dict[str, Redrive] = {}
        self._taken_elsewhere = False

    def know(self, effects: str, place: EffectsPlace) -> None:
        """Take over how effects are read on a channel."""
        self._places[effects] = place

    def hear(self, call: Call, answer: Any) -> None:
        """Write down what a call has done; most calls do nothing that matters here."""
        read = _READERS.get(call.operation)
        if read is not None:
            read(self, call, answer)

    def dead_lettered(
        self, queue: str, dead_letters: str, message: str, receives: int, allowed: int
    ) -> None:
        """Write down what a target says of a move; queues are told by their own names."""
        source, to = self._named(queue), self._named(dead_letters)
        at = self._now() - self._began
        self._events.append(
            DeadLettered(at, "the target", "", source, message, to, receives, allowed)
        )

    def finish(self, excused: Iterable[str], held: Iterable[tuple[str, str]] | None) -> History:
        """End the history: with the faults that the target was told to do, and what it holds.

        ``held`` are names of queues and messages; None where the target does not say.
        """
        history = self.history
        history.excused.update(excused)
        history.ended = self._now() - self._began
        history.queues = {
            channel.name for channel in self._directory.channels.values() if channel.kind == "queue"
        }
        history.redrives = {
            self._named(queue): Redrive(self._named(policy.dead_letters), policy.allowed)
            for queue, policy in self._policies.items()
        }
        history.moved = self._taken_elsewhere
        history.complete = held is not None and not history.moved
        for queue, message in held or ():
            named = self._named(queue)
            self._events.append(Remaining(history.ended, "the target", "", named, message))
        return history

    # -- queues

    def _sent(self, call: Call, answer: Any) -> None:
        self._store(call, answer.get("MessageId", ""), call.parameters, "MessageBody")

    def _sent_together(self, call: Call, answer: Any) -> None:
        ids = {one["Id"]: one["MessageId"] for one in answer.get("Successful", ())}
        for entry in call.parameters["Entries"]:
            if entry["Id"] in ids:
                self._store(call, ids[entry["Id"]], entry, "MessageBody")

    def _published(self, call: Call, answer: Any) -> None:
        self._store(call, answer.get("MessageId", ""), call.parameters, "Message")

    def _published_together(self, call: Call, answer: Any) -> None:
        ids = {one["Id"]: one["MessageId"] for one in answer.get("Successful", ())}
        for entry in call.parameters["PublishBatchRequestEntries"]:
            if entry["Id"] in ids:
                self._store(call, ids[entry["Id"]], entry, "Message")

    def _put(self, call: Call, answer: Any) -> None:
        for entry, result in zip(call.parameters["Entries"], answer["Entries"], strict=False):
            if "EventId" in result:
                self._store(call, result["EventId"], entry, "Detail")

    def _store(self, call: Call, message: str, said: Mapping[str, Any], body: str) -> None:
        self._events.append(
            Stored(
                *self._who(call), message, said.get(body, ""), said.get("MessageAttributes") or {}
            )
        )

    def _received(self, call: Call, answer: Any) -> None:
        messages = answer.get("Messages")
        if not messages:
            return
        who = self._who(call)
        for message in messages:
            known = message["MessageId"]
            self._handles[message["ReceiptHandle"]] = known
            attributes = message.get("MessageAttributes") or {}
            self._events.append(Received(*who, known, message["Body"], attributes))

    def _deleted(self, call: Call, _answer: Any) -> None:
        self._delete(call, call.parameters["ReceiptHandle"])

    def _deleted_together(self, call: Call, answer: Any) -> None:
        failed = {one["Id"] for one in answer.get("Failed", ())}
        for entry in call.parameters["Entries"]:
            if entry["Id"] not in failed:
                self._delete(call, entry["ReceiptHandle"])

    def _delete(self, call: Call, handle: str) -> None:
        if handle in self._handles:
            self._events.append(Deleted(*self._who(call), self._handles[handle]))

    def _purged(self, call: Call, _answer: Any) -> None:
        self._events.append(Purged(*self._who(call)))

    def _configured(self, call: Call, answer: Any) -> None:
        """Learn the redrive policy and the retention of a queue."""
        said = call.parameters.get("Attributes") or {}
        queue = str(call.parameters.get("QueueUrl") or answer.get("QueueUrl", ""))
        name = queue.rpartition("/")[2]
        if "RedrivePolicy" in said:
            self._policies.pop(name, None)
            policy = json.loads(said["RedrivePolicy"] or "{}")
            if "deadLetterTargetArn" in policy:
                to = str(policy["deadLetterTargetArn"]).rpartition(":")[2]
                self._policies[name] = Redrive(to, int(policy["maxReceiveCount"]))
        if "MessageRetentionPeriod" in said:
            kept = float(said["MessageRetentionPeriod"])
            self.history.least_retention = min(self.history.least_retention, kept)

    def _taken_past_the_kit(self, _call: Call, _answer: Any) -> None:
        self._taken_elsewhere = True

    # -- tables, workflows, HTTP

    def _item_put(self, call: Call, _answer: Any) -> None:
        self._write(call, "PutItem", call.channel, call.parameters["Item"])

    def _written_together(self, call: Call, _answer: Any) -> None:
        for action in call.parameters["TransactItems"]:
            for kind, said in action.items():
                if kind == "ConditionCheck":
                    continue
                channel = self._directory.called(str(said["TableName"]))
                if kind == "Put":
                    self._write(call, kind, channel, said["Item"])
                else:
                    self._note(call, kind, channel, said)

    def _written_in_batch(self, call: Call, answer: Any) -> None:
        left = answer.get("UnprocessedItems") or {}
        for table, requests in call.parameters["RequestItems"].items():
            channel = self._directory.called(table)
            for request in requests:
                if "PutRequest" in request and request not in left.get(table, ()):
                    self._write(call, "PutItem", channel, request["PutRequest"]["Item"])

    def _write(self, call: Call, operation: str, channel: str, item: Mapping[str, Any]) -> None:
        place = self._places.get(channel, _TABLE)
        key = attribute(item, place.key) if channel.startswith("effects") else None
        if key is None:
            self._note(call, operation, channel, item)
            return
        names = (place.partition_key, place.sort_key)
        primary = json.dumps([item.get(name) for name in names if name], default=str)
        value = attribute(item, place.value) or ""
        at, who, application, _ = self._who(call)
        self._events.append(Had(at, who, application, channel, primary, key, value, item))

    def _noted(self, call: Call, _answer: Any) -> None:
        self._note(call, call.operation, call.channel, call.parameters)

    def _note(self, call: Call, operation: str, channel: str, content: Any) -> None:
        at, who, application, _ = self._who(call)
        self._events.append(Noted(at, who, application, channel, operation, content))

    def _answered(self, call: Call, answer: Any) -> None:
        error = ""
        if call.operation == "SendTaskFailure":
            error = str(call.parameters.get("error") or "an error without a name")
        self._events.append(Answered(*self._who(call), call.parameters["taskToken"], error))
        self._noted(call, answer)

    def _who(self, call: Call) -> tuple[float, str, str, str]:
        who = call.participant
        return self._now() - self._began, who.name, who.application, call.channel

    def _named(self, queue: str) -> str:
        """Give a queue's name in the scenario's words; its own where it has none."""
        for channel in self._directory.channels.values():
            if channel.kind == "queue" and channel.address.rpartition("/")[2] == queue:
                return channel.name
        return queue


_READERS: Mapping[str, Callable[[Recorder, Call, Any], None]] = {
    "SendMessage": Recorder._sent,  # noqa: SLF001 - one table for its own methods
    "SendMessageBatch": Recorder._sent_together,  # noqa: SLF001
    "Publish": Recorder._published,  # noqa: SLF001
    "PublishBatch": Recorder._published_together,  # noqa: SLF001
    "PutEvents": Recorder._put,  # noqa: SLF001
    "ReceiveMessage": Recorder._received,  # noqa: SLF001
    "DeleteMessage": Recorder._deleted,  # noqa: SLF001
    "DeleteMessageBatch": Recorder._deleted_together,  # noqa: SLF001
    "PurgeQueue": Recorder._purged,  # noqa: SLF001
    "DeleteQueue": Recorder._purged,  # noqa: SLF001
    "CreateQueue": Recorder._configured,  # noqa: SLF001
    "SetQueueAttributes": Recorder._configured,  # noqa: SLF001
    "StartMessageMoveTask": Recorder._taken_past_the_kit,  # noqa: SLF001
    "CreatePipe": Recorder._taken_past_the_kit,  # noqa: SLF001
    "PutItem": Recorder._item_put,  # noqa: SLF001
    "UpdateItem": Recorder._noted,  # noqa: SLF001
    "DeleteItem": Recorder._noted,  # noqa: SLF001
    "TransactWriteItems": Recorder._written_together,  # noqa: SLF001
    "BatchWriteItem": Recorder._written_in_batch,  # noqa: SLF001
    "StartExecution": Recorder._noted,  # noqa: SLF001
    "SendTaskSuccess": Recorder._answered,  # noqa: SLF001
    "SendTaskFailure": Recorder._answered,  # noqa: SLF001
    "POST": Recorder._noted,  # noqa: SLF001
}
