"""Setting aside: what nobody can read is kept where a person will look, and says why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.ports import Client

#: A message may have so many attributes, and not one more.
MOST_ATTRIBUTES = 10


def set_aside(sqs: Client, queue_url: str, message: Mapping[str, Any], reason: str) -> None:
    """Pass a message on, body and attributes, with an attribute ``Reason`` if there is room."""
    attributes = handed_on(message)
    if len(attributes) < MOST_ATTRIBUTES:
        attributes["Reason"] = {"DataType": "String", "StringValue": reason[:256]}
    sqs.send_message(QueueUrl=queue_url, MessageBody=message["Body"], MessageAttributes=attributes)


def handed_on(message: Mapping[str, Any]) -> dict[str, Any]:
    """Give the attributes of a message that was received as a send or a publish wants them.

    All of them, whatever they mean: a correlation id is of use to somebody further down (PF-08).
    """
    return {
        name: {part: value[part] for part in _PARTS if part in value}
        for name, value in message.get("MessageAttributes", {}).items()
    }


_PARTS = ("DataType", "StringValue", "BinaryValue")
