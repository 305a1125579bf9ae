"""Names: what a person calls the subject of a decision, worked out only when somebody asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

#: Keys that hold the identity of what a message is about, the most telling ones first.
ID_KEYS: Final = (
    "id", "orderId", "order_id", "rideId", "ride_id", "messageId", "message_id", "correlationId",
    "correlation_id", "key",
)  # fmt: skip

#: What an entry of a batch is about: of a message, a notification, an event, a delete.
_TEXTS: Final = ("MessageBody", "Message", "Detail", "Id")

#: Where envelopes keep what they carry: an SNS notification, an EventBridge event.
_CONTENTS: Final = ("Message", "detail")


@dataclass(frozen=True)
class Naming:
    """Names subjects: by an id in a JSON body, or by the text itself, cut at ``longest``.

    A subject may have a ``label`` (its text: a message gives its body), and may have
    ``chosen(value)``, which gives what the value of the decision is about.
    """

    keys: tuple[str, ...] = ID_KEYS
    longest: int = 60

    def __call__(self, subject: object, value: int = 0) -> str:
        """Name a subject, as far as a decision of this value is about it."""
        return self._short(text_of(subject, value))

    def _short(self, text: str) -> str:
        if text.lstrip().startswith("{"):
            try:
                body = json.loads(text)
            except ValueError:
                body = None
            name = self._identity(body) if isinstance(body, dict) else None
            if name is not None:
                return name
        return text if len(text) <= self.longest else f"{text[: self.longest - 1]}…"

    def _identity(self, body: Mapping[str, Any]) -> str | None:
        for key in self.keys:
            if isinstance(body.get(key), str | int):
                # An EventBridge event has an id of its own, which tells nobody anything.
                if key == "id" and isinstance(body.get("detail"), dict):
                    continue
                return str(body[key])
        for key in _CONTENTS:
            content = body.get(key)
            if isinstance(content, dict):
                found = self._identity(content)
                if found is not None:
                    return found
            elif isinstance(content, str) and content:
                return self._short(content)
        return None


def text_of(subject: object, value: int = 0) -> str:
    """Give the whole text of a subject, as far as a decision of this value is about it.

    Of the entries of a batch, the value 1 is about the first one, and so on.
    """
    if isinstance(subject, list):
        concerned = subject[value - 1 : value] if value else subject
        return ", ".join(text_of(entry) for entry in concerned)
    if isinstance(subject, Mapping):
        texts = (subject[key] for key in _TEXTS if subject.get(key))
        return str(next(texts, subject))
    chosen = getattr(subject, "chosen", None)
    if chosen is not None and value:
        subject = chosen(value)
    label = getattr(subject, "label", None)
    return str(subject if label is None else label)
