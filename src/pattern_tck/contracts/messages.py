"""The contracts of channels: which messages may be on them, by pattern and word.

``fixtures/contracts/PATTERN.asyncapi.yaml`` has a channel for each queue, topic and bus of the
roles of a pattern; its title is the word that the roles have for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pattern_tck.contracts import documents
from pattern_tck.contracts.documents import Shape


@dataclass(frozen=True)
class MessageShape:
    """What one kind of message has to look like; ``headers`` is None where any will do."""

    name: str
    payload: Shape
    headers: Shape | None
    is_json: bool

    def misfit(self, body: str, headers: Mapping[str, object]) -> str:
        """Give in one line why a message is not of this kind, or nothing."""
        try:
            payload = json.loads(body) if self.is_json else body
        except ValueError:
            return f"no {self.name}: the body is no JSON"
        wrong = self.payload.misfit(payload)
        if wrong:
            return f"no {self.name}: {wrong} of the body"
        wrong = self.headers.misfit(dict(headers)) if self.headers is not None else ""
        return f"no {self.name}: {wrong} of the attributes" if wrong else ""


@dataclass(frozen=True)
class ChannelContract:
    """Which messages may be on a channel; ``file`` is where that is written."""

    file: str
    title: str
    shapes: tuple[MessageShape, ...]

    def misfit(self, body: str, headers: Mapping[str, object]) -> str:
        """Give why a message may not be on the channel, or nothing if it is of one of its kinds."""
        wrong = [shape.misfit(body, headers) for shape in self.shapes]
        return "" if not all(wrong) else "; ".join(wrong)


@cache
def channels(pattern: str) -> Mapping[str, ChannelContract]:
    """Give the contracts of a pattern's channels, by the roles' words for them."""
    file = f"{pattern}.asyncapi.yaml"
    if not documents.exists(file):
        return {}
    document = documents.document(file)
    return {
        channel["title"]: ChannelContract(
            file,
            channel["title"],
            tuple(
                _message(name, _resolved(message, document), document)
                for name, message in channel["messages"].items()
            ),
        )
        for channel in document["channels"].values()
    }


def _message(name: str, message: Mapping[str, Any], document: Mapping[str, Any]) -> MessageShape:
    kind = message.get("contentType", document.get("defaultContentType", "application/json"))
    # What may be anything need not be JSON either.
    anything = message["payload"] == {}
    return MessageShape(
        name=name,
        payload=Shape(message["payload"], document),
        headers=Shape(message["headers"], document) if "headers" in message else None,
        is_json=kind.endswith("json") and not anything,
    )


def _resolved(part: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference within a document."""
    found: Any = part
    while "$ref" in found:
        path = str(found["$ref"]).removeprefix("#/").split("/")
        found = document
        for step in path:
            found = found[step]
    return dict(found)
