"""The kit's event source mapping: takes messages from a queue and has a function work them.

It polls with the participant's own clients, so whatever happens to a receive or an acknowledgement
of a consumer happens to it. Of a batch that was invoked with, what is done with is deleted, and
what failed is left alone: it comes again after its visibility timeout (ESM-10), and the queue
makes a dead letter of it in the end. Where a function has several instances, each has a mapping:
no more batches than instances are worked at a time (ESM-09).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, HTTPClientError

from pattern_tck.lambda_platform.batch_results import BatchResult, batch_result
from pattern_tck.lambda_platform.function import FunctionFailed
from pattern_tck.lambda_platform.queue_events import EVERYTHING, queue_event
from pattern_tck.ports import Client, Now
from pattern_tck.verdicts import UsageMistake

#: What one receive, and one call that deletes, can be about.
_AT_ONCE = 10

#: The largest event, in bytes of JSON (ESM-07).
_LARGEST = 6 * 1024 * 1024


@dataclass(frozen=True)
class MappingSettings:
    """What a team says about its mapping; ``batch_window`` is in seconds."""

    batch_size: int = 10
    batch_window: float = 0
    report_batch_item_failures: bool = False

    def __post_init__(self) -> None:
        """Raise `UsageMistake` for what Lambda would refuse."""
        if not 1 <= self.batch_size <= 10_000:
            raise UsageMistake(
                f"batch_size = {self.batch_size}: a mapping takes 1 to 10000 messages a batch"
            )
        if not 0 <= self.batch_window <= 300:
            raise UsageMistake(
                f"batch_window = {self.batch_window:g}: a mapping waits 0 to 300 s for a batch"
            )
        if self.batch_size > _AT_ONCE and self.batch_window < 1:
            raise UsageMistake(
                f"batch_size = {self.batch_size}: batches of more than {_AT_ONCE} messages need a "
                f"batch_window of at least 1 second"
            )


@dataclass
class EventSource:
    """One mapping, for one instance of a function."""

    queue_url: str
    queue_arn: str
    settings: MappingSettings
    client: Client
    now: Now
    #: Is told of each batch: the bodies, and what became of it, in words.
    tell: Callable[[list[str], str], None]
    _waiting: list[Mapping[str, Any]] = field(default_factory=list)
    _since: float = 0.0
    _attempt: str = field(default_factory=lambda: uuid.uuid4().hex)

    def turn(self, invoke: Callable[[Any], Any]) -> bool:
        """Take what is there, have a batch worked if it is due, and say whether anything was done.

        Whatever ``invoke`` raises, besides that the function has failed, passes through; the batch
        is then forgotten, and its messages come again.
        """
        received = self._receive()
        if not self._due():
            return received
        batch, self._waiting = self._waiting, []
        self._work(batch, invoke)
        return True

    @property
    def idle(self) -> bool:
        """Say whether it holds no message."""
        return not self._waiting

    def forget(self) -> None:
        """Forget the messages that it holds."""
        self._waiting = []

    def _receive(self) -> bool:
        received = False
        while (room := self.settings.batch_size - len(self._waiting)) > 0:
            messages = self._receive_once(min(room, _AT_ONCE))
            if not messages:
                break
            if not self._waiting:
                self._since = self.now()
            self._waiting.extend(messages)
            received = True
            if not self.settings.batch_window:
                break  # it does not wait for more than one receive gives
        return received

    def _receive_once(self, at_most: int) -> list[Mapping[str, Any]]:
        attempt: dict[str, str] = {}
        if self.queue_url.endswith(".fifo"):
            # What a receive was given whose answer is lost, its next try is given (SQS-FIFO-12).
            attempt = {"ReceiveRequestAttemptId": self._attempt}
        try:
            answer = self.client.receive_message(
                QueueUrl=self.queue_url,
                MaxNumberOfMessages=at_most,
                WaitTimeSeconds=20,
                **EVERYTHING,
                **attempt,
            )
        except (ClientError, HTTPClientError):
            return []  # refused, or the answer is lost: a poller tries again
        self._attempt = uuid.uuid4().hex
        return list(answer.get("Messages", ()))

    def _due(self) -> bool:
        if not self._waiting:
            return False
        full = len(self._waiting) >= self.settings.batch_size
        return full or self.now() >= self._since + self.settings.batch_window

    def _work(self, batch: list[Mapping[str, Any]], invoke: Callable[[Any], Any]) -> None:
        for part in _that_fit(batch):
            result = self._result(part, invoke)
            self._delete([each for each in part if each["MessageId"] not in result.failed])

    def _result(self, batch: list[Mapping[str, Any]], invoke: Callable[[Any], Any]) -> BatchResult:
        ids = [str(message["MessageId"]) for message in batch]
        try:
            answer = invoke(queue_event(batch, self.queue_arn))
        except FunctionFailed as failed:
            result = BatchResult(frozenset(ids), f"the function failed: {failed}")
        except BaseException as died:
            self._note(batch, f"died: {died}")
            raise
        else:
            reports = self.settings.report_batch_item_failures
            result = batch_result(answer, ids, reports=reports)
        self._note(batch, _in_words(result, len(batch)))
        return result

    def _note(self, batch: list[Mapping[str, Any]], outcome: str) -> None:
        self.tell([str(message["Body"]) for message in batch], outcome)

    def _delete(self, done: list[Mapping[str, Any]]) -> None:
        for first in range(0, len(done), _AT_ONCE):
            # What cannot be deleted comes again: a function can never be sure that it does not.
            with suppress(ClientError, HTTPClientError):
                self.client.delete_message_batch(
                    QueueUrl=self.queue_url,
                    Entries=[
                        {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                        for number, message in enumerate(done[first : first + _AT_ONCE])
                    ],
                )


def _that_fit(batch: list[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Split a batch so that no event is larger than an event can be."""
    parts: list[list[Mapping[str, Any]]] = [[]]
    size = 0
    for message in batch:
        length = len(json.dumps(message, default=str))
        if parts[-1] and size + length > _LARGEST:
            parts.append([])
            size = 0
        parts[-1].append(message)
        size += length
    return parts


def _in_words(result: BatchResult, of: int) -> str:
    if result.why:
        return f"all {of} come again: {result.why}"
    if result.failed:
        return f"{len(result.failed)} of {of} failed and come again"
    return f"{of} done"
