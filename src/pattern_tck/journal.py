"""The journal: everything that happened in one performance, one line an event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Longer values are cut in the journal; the whole stays on the target.
_LONGEST = 300


@dataclass(frozen=True)
class Event:
    """One thing that happened: when (seconds since the scenario began), who, what, on what."""

    at: float
    who: str
    operation: str
    channel: str
    detail: str
    outcome: str
    #: The same in a team's own message shape, where that is another.
    own_words: str = ""

    def mentions(self, word: str) -> bool:
        """Say whether the event is about ``word`` (a business key)."""
        return word in self.detail or word in self.outcome

    @property
    def is_fault(self) -> bool:
        """Say whether this is something that the kit did to somebody."""
        return self.operation.startswith("fault")

    def __str__(self) -> str:
        """Give one line for a report."""
        on = f" on {self.channel}" if self.channel else ""
        detail = f" {_cut(self.detail)}" if self.detail else ""
        outcome = _cut(self.outcome) or "done"
        own = f", in its own shape {_cut(self.own_words)}" if self.own_words else ""
        return f"{self.at:9.2f} s  {self.who}: {self.operation}{on}{detail} -> {outcome}{own}"


@dataclass
class Journal:
    """The events of one performance, in order."""

    began: float
    events: list[Event] = field(default_factory=list)

    def write(
        self,
        at: float,
        who: str,
        operation: str,
        channel: str,
        detail: Any,
        outcome: Any,
        own_words: Any = "",
    ) -> None:
        """Add an event; ``at`` is the target's clock in seconds since the epoch."""
        texts = (_text(part) for part in (detail, outcome, own_words))
        self.events.append(Event(at - self.began, who, operation, channel, *texts))

    def journey(self, keys: Iterable[str], at_most: int = 40) -> list[str]:
        """Give the lines about any of ``keys``, and what the kit did to whom, in order."""
        wanted = list(keys)
        lines = [
            str(event)
            for event in self.events
            if event.is_fault or any(event.mentions(key) for key in wanted)
        ]
        if len(lines) > at_most:
            left_out = len(lines) - at_most
            lines = [*lines[: at_most // 2], f"... {left_out} more ...", *lines[-at_most // 2 :]]
        return lines


#: What says nothing about a message's way: digests, and how a call was asked.
_SILENT = {
    "ResponseMetadata", "QueueUrl", "TableName", "TopicArn", "MD5OfBody", "MD5OfMessageBody",
    "MD5OfMessageAttributes", "MaxNumberOfMessages", "WaitTimeSeconds", "AttributeNames",
    "MessageSystemAttributeNames", "MessageAttributeNames", "ConsistentRead", "VisibilityTimeout",
}  # fmt: skip


def telling(value: Any, bodies: Mapping[str, str] | None = None) -> Any:
    """Give what a reader of the journal wants to see of parameters or an answer.

    A receipt handle is a secret and says nothing; the message that it stands for does.
    """
    if isinstance(value, Mapping):
        told = {
            name: telling(part, bodies)
            for name, part in value.items()
            if name not in _SILENT and name != "ReceiptHandle" and part not in ({}, [])
        }
        message = (bodies or {}).get(str(value.get("ReceiptHandle")))
        return {**told, "message": message} if message else told
    if isinstance(value, list):
        return [telling(part, bodies) for part in value]
    return value


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value == {}:
        return ""
    return json.dumps(value, default=str, ensure_ascii=False)


def _cut(text: str) -> str:
    # A body is JSON within JSON: without the backslashes it reads like what was sent.
    line = " ".join(text.replace('\\"', '"').split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
