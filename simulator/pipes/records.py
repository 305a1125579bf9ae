"""Records: messages of a queue as a pipe sees them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator.matching.documents import load, undotted
from pattern_tck.simulator.pipes.pipe import Pipe

Record = dict[str, Any]


def record_of(message: Mapping[str, Any], arn: str) -> Record:
    """Give a message of ReceiveMessage in the form of a pipe's event (user guide, SQS source)."""
    attributes = message.get("MessageAttributes") or {}
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes") or {}),
        "messageAttributes": {name: _attribute(value) for name, value in attributes.items()},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": arn.split(":")[3],
    }


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"stringListValues": [], "binaryListValues": []}
    if "StringValue" in value:
        shown["stringValue"] = value["StringValue"]
    return shown | {"dataType": value["DataType"]}


def parsed(record: Record) -> Record:
    """Give a record whose body is what its JSON says, if it is an object or an array."""
    try:
        body = load(record["body"])
    except (ValueError, TypeError, KeyError):
        return record
    return record | {"body": body} if isinstance(body, (dict, list)) else record


def wanted(pipe: Pipe, record: Record) -> bool:
    """Say whether one of the filters takes a record; without any, all are taken."""
    if not pipe.filters:
        return True
    document = undotted(parsed(record))
    return any(takes(document) for takes in pipe.filters)


def text_of(value: Any) -> str:
    """Write a value as targets get it."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
