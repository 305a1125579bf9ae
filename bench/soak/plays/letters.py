"""Letters: bodies and attributes that are hard to carry, and known again wherever they arrive."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5
from typing import Any, Final

_PARTS: Final = ("Größe", "<b>&amp;</b>", "日本語", '"quoted"', "line\nbreak", "\t", "😀", "a=b&c")


@dataclass(frozen=True)
class Letter:
    """One message as it was handed over."""

    body: str
    attributes: Mapping[str, Mapping[str, Any]]

    def differs(self, message: Mapping[str, Any]) -> str:
        """Say how a received message differs from it; nothing if it does not."""
        if message["Body"] != self.body:
            return f"the body is {message['Body']!r} and was {self.body!r}"
        if message["MD5OfBody"] != md5(self.body.encode(), usedforsecurity=False).hexdigest():
            return "the digest is not that of the body"
        if message.get("MessageAttributes", {}) != self.attributes:
            return f"attributes are {message.get('MessageAttributes')!r}, not {self.attributes!r}"
        return ""


def letter(chance: random.Random, number: int, **more: Any) -> Letter:
    """Write a letter; its body is a JSON object with its number."""
    filling = "".join(chance.choice(_PARTS) for _ in range(chance.choice((0, 1, 3, 30))))
    if chance.random() < 0.01:
        filling = "x" * 60_000
    attributes: dict[str, Mapping[str, Any]] = {}
    if chance.random() < 0.7:
        attributes["n"] = {"DataType": "Number", "StringValue": str(number)}
        attributes["text"] = {"DataType": "String", "StringValue": chance.choice(_PARTS[:3])}
    if chance.random() < 0.3:
        attributes["raw"] = {"DataType": "Binary", "BinaryValue": chance.randbytes(20)}
    body = json.dumps({"number": number, "filling": filling, **more}, ensure_ascii=False)
    return Letter(body, attributes)


def number_of(body: str) -> int:
    """Give the number of a letter, or of what was made of it; -1 if it has none."""
    try:
        return int(json.loads(body)["number"])
    except (ValueError, KeyError, TypeError):
        return -1
