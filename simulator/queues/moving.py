"""The operator's redrive: tasks that move dead letters back, or elsewhere (DLQ-09 to DLQ-12)."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.clock import SECOND, Timer
from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.queues.invalid import invalid
from pattern_tck.simulator.queues.message import READY, Message
from pattern_tck.simulator.refusals import Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.queues.queue import Queue
    from pattern_tck.simulator.queues.service import Queues

#: DLQ-11: the most that a task moves in a second, and what it does if nobody says less.
_FASTEST: Final = 500
#: How many tasks of a queue ListMessageMoveTasks remembers.
_REMEMBERED: Final = 10


@dataclass
class _Task:
    """One move task."""

    handle: str
    source: Queue
    destination: Queue | None
    #: As it was asked for, if it was.
    a_second: int | None
    started: int
    to_move: int
    status: str = "RUNNING"
    moved: int = 0
    failure: str = ""
    timer: Timer | None = field(default=None, repr=False)


class Moving:
    """Move tasks, one at a time for each dead-letter queue."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues
        self._tasks: list[_Task] = []
        self.operations = operations_of(self)

    @operation("StartMessageMoveTask")
    def start(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Begin to move what is visible in a dead-letter queue (DLQ-11)."""
        source = self._dead_letters(asked["SourceArn"])
        destination = None
        if "DestinationArn" in asked:
            destination = self._queues.at(asked["DestinationArn"])
            if destination is None:
                raise _not_found("DestinationArn")
            if destination is source:
                # The words are those of another emulator; no record of our own.
                raise Refusal(
                    "InvalidParameterValue",
                    "Source queue arn and destination queue arn cannot be the same.",
                )
            if destination.fifo != source.fifo:
                raise Refusal(
                    "InvalidParameterValue", "Source and destination must be of the same type."
                )
        a_second = asked.get("MaxNumberOfMessagesPerSecond")
        if a_second is not None and not 1 <= a_second <= _FASTEST:
            raise invalid(
                "MaxNumberOfMessagesPerSecond", a_second, f"Must be between 1 and {_FASTEST}."
            )
        if any(t.source is source and t.status in {"RUNNING", "CANCELLING"} for t in self._tasks):
            raise Refusal(
                "InvalidParameterValue",
                "There is already a task running. Only one active task is allowed for a source "
                "queue arn at a given time.",
            )
        visible, _, _ = source.counters()
        world = self._queues.region.world
        handle = _handle(world.identities.uuid(), source.arn)
        task = _Task(handle, source, destination, a_second, world.clock.micros, visible)
        self._tasks = self._remembered()
        self._tasks.append(task)
        task.timer = world.clock.after(1, lambda: self._go_on(task))
        return {"TaskHandle": task.handle}

    @operation("ListMessageMoveTasks")
    def list_tasks(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the last tasks of a dead-letter queue, the newest first."""
        source = self._queues.at(asked["SourceArn"])
        if source is None:
            raise _not_found()
        at_most = min(asked.get("MaxResults", 1), _REMEMBERED)
        found = [task for task in reversed(self._tasks) if task.source is source][:at_most]
        return {"Results": [_described(task) for task in found]}

    @operation("CancelMessageMoveTask")
    def cancel(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Stop a running task; what was moved stays moved (DLQ-12)."""
        if self._queues.at(_source_of(asked["TaskHandle"])) is None:
            raise _not_found()
        task = next((t for t in self._tasks if t.handle == asked["TaskHandle"]), None)
        if task is None:
            raise Refusal("ResourceNotFoundException", "Task does not exist.", status=404)
        if task.status != "RUNNING":
            raise Refusal("UnsupportedOperation", "Task is not in running state.")
        task.status = "CANCELLED"
        if task.timer is not None:
            task.timer.cancel()
        return {"ApproximateNumberOfMessagesMoved": task.moved}

    def _remembered(self) -> list[_Task]:
        """Give the tasks that can still be asked for: the last ones of queues that are there."""
        seen: Counter[str] = Counter()
        kept = []
        for task in reversed(self._tasks):
            seen[task.source.arn] += 1
            there = self._queues.at(task.source.arn) is task.source
            if task.status == "RUNNING" or (there and seen[task.source.arn] <= _REMEMBERED):
                kept.append(task)
        return kept[::-1]

    def _dead_letters(self, arn: str) -> Queue:
        queue = self._queues.at(arn)
        if queue is None:
            raise _not_found()
        if not self._queues.sources(queue):
            raise Refusal(
                "InvalidParameterValue",
                "Source queue must be configured as a Dead Letter Queue.",
            )
        return queue

    def _go_on(self, task: _Task) -> None:
        """Move as many as a second allows, and go on in the next one."""
        task.source.catch_up()
        ready = [message for message in task.source if message.state == READY]
        at_most = task.a_second or _FASTEST
        for message in ready[:at_most]:
            if not self._move(task, message):
                task.status = "FAILED"
                return
        if len(ready) > at_most:
            clock = self._queues.region.world.clock
            task.timer = clock.after(1, lambda: self._go_on(task))
        else:
            task.status = "COMPLETED"

    def _move(self, task: _Task, message: Message) -> bool:
        """Send a dead letter on, unchanged, as a new message (DLQ-09, DLQ-13)."""
        destination = task.destination or self._queues.at(message.source)
        if destination is None:
            task.failure = "CouldNotDetermineMessageSource"
            return False
        if self._queues.at(destination.arn) is not destination:
            task.failure = "AWS.SimpleQueueService.NonExistentQueue"
            return False
        task.source.drop(message)
        task.source.note("deleted")
        destination.take(
            message.body,
            message.attributes,
            group=message.group,
            deduplication=message.deduplication,
            system=message.system,
        )
        task.moved += 1
        return True


def _described(task: _Task) -> dict[str, Any]:
    said: dict[str, Any] = {
        "Status": task.status,
        "SourceArn": task.source.arn,
        "ApproximateNumberOfMessagesMoved": task.moved,
        "ApproximateNumberOfMessagesToMove": task.to_move,
        "StartedTimestamp": task.started // (SECOND // 1000),
    }
    if task.a_second is not None:
        said["MaxNumberOfMessagesPerSecond"] = task.a_second
    if task.destination is not None:
        said["DestinationArn"] = task.destination.arn
    if task.status == "RUNNING":
        said["TaskHandle"] = task.handle
    if task.failure:
        said["FailureReason"] = task.failure
    return said


def _handle(identity: str, source: str) -> str:
    """Give the handle of a task: its id and its source, in the form that AWS gives them."""
    text = json.dumps({"taskId": identity, "sourceArn": source}, separators=(",", ":"))
    return b64encode(text.encode()).decode()


def _source_of(handle: str) -> str:
    """Read the ARN of the source in a handle; `Refusal` if it is none."""
    try:
        said = read_json(b64decode(handle, validate=True).decode())
        return str(said["sourceArn"])
    except (ValueError, KeyError, TypeError):
        raise Refusal(
            "InvalidParameterValue", "Value for parameter TaskHandle is invalid."
        ) from None


def _not_found(parameter: str = "SourceArn") -> Refusal:
    return Refusal(
        "ResourceNotFoundException",
        f"The resource that you specified for the {parameter} parameter doesn't exist.",
        status=404,
    )
