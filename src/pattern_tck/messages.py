"""Messages as a scenario sees them, and attributes in the shapes of SQS and SNS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: A plain value of a message attribute: text, a number, or (SNS) a list.
Value = str | int | float | list[Any] | bytes


@dataclass(frozen=True)
class Message:
    """One message that was received: raw, as it stood on the queue."""

    id: str
    body: str
    attributes: Mapping[str, Value]
    #: ``ApproximateReceiveCount``, ``SentTimestamp`` and their like, as the target gives them.
    system: Mapping[str, str]

    @property
    def json(self) -> Any:
        """Give the body read as JSON, or None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def __str__(self) -> str:
        """Give the message in one line."""
        return f"{self.body} {dict(self.attributes)}" if self.attributes else self.body


def received(message: Mapping[str, Any]) -> Message:
    """Read one entry of a ReceiveMessage answer."""
    return Message(
        id=message["MessageId"],
        body=message["Body"],
        attributes=plain(message.get("MessageAttributes", {})),
        system=message.get("Attributes", {}),
    )


def plain(attributes: Mapping[str, Mapping[str, Any]]) -> dict[str, Value]:
    """Give the plain values of attributes as the API has them."""
    return {name: _value(value) for name, value in attributes.items()}


def unwrapped(message: Message) -> Message:
    """Give what was published, from an SNS envelope; a raw message as it is."""
    envelope = message.json
    if not (isinstance(envelope, dict) and {"Type", "Message"} <= set(envelope)):
        return message
    attributes = {
        name: _value({"DataType": value["Type"], "StringValue": value["Value"]})
        for name, value in envelope.get("MessageAttributes", {}).items()
    }
    return Message(message.id, envelope["Message"], attributes, message.system)


def typed(attributes: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """Give attributes as the API wants them, with their data types."""
    return {name: _typed(value) for name, value in attributes.items()}


def _typed(value: Value) -> dict[str, Any]:
    if isinstance(value, bytes):
        return {"DataType": "Binary", "BinaryValue": value}
    if isinstance(value, list):
        return {"DataType": "String.Array", "StringValue": json.dumps(value)}
    if isinstance(value, str):
        return {"DataType": "String", "StringValue": value}
    return {"DataType": "Number", "StringValue": str(value)}


def _value(value: Mapping[str, Any]) -> Value:
    if value["DataType"].startswith("Binary"):
        return bytes(value.get("BinaryValue", b""))
    text = str(value["StringValue"])
    if value["DataType"].startswith("Number"):
        return float(text) if "." in text or "e" in text.lower() else int(text)
    if value["DataType"] == "String.Array":
        parsed = json.loads(text)
        return parsed if isinstance(parsed, list) else text
    return text
