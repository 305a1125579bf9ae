"""The attributes of the messages that a channel's contract allows."""

from __future__ import annotations

from functools import cache
from typing import Any

from pattern_tck.contracts import documents


@cache
def attributes(pattern: str, word: str) -> frozenset[str]:
    """Give the names of the attributes that messages on a channel may have, as far as it is said.

    ``word`` is the roles' word for the channel.
    """
    file = f"{pattern}.asyncapi.yaml"
    if not documents.exists(file):
        return frozenset()
    document = documents.document(file)

    def resolved(part: Any) -> Any:
        while "$ref" in part:
            found: Any = document
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            part = found
        return part

    return frozenset(
        name
        for channel in document["channels"].values()
        if channel["title"] == word
        for message in map(resolved, channel["messages"].values())
        if "headers" in message
        for name in resolved(message["headers"]).get("properties", {})
    )
