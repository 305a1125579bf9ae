"""Envelopes: what a topic or a bus puts around a message is opened, and closed again around it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pattern_tck.shapes import documents
from pattern_tck.shapes.team_shape import Attributes

#: Changes a message: body and attributes in, body and attributes out.
Change = Callable[[str, Attributes], tuple[str, Attributes]]


def within(body: str, attributes: Attributes, change: Change) -> tuple[str, Attributes]:
    """Change a message, or the message that is in the envelope of a topic or a bus."""
    envelope = documents.read_json(body) if body.lstrip().startswith("{") else None
    if not isinstance(envelope, dict):
        return change(body, attributes)
    if envelope.get("Type") == "Notification" and isinstance(envelope.get("Message"), str):
        return _in_notification(envelope, body, change), attributes
    if {"detail-type", "source", "detail"} <= set(envelope):
        return _in_event(envelope, body, change), attributes
    return change(body, attributes)


def _in_notification(envelope: dict[str, Any], body: str, change: Change) -> str:
    listed = envelope.get("MessageAttributes")
    attributes = {
        name: {"DataType": value.get("Type"), "StringValue": value.get("Value")}
        for name, value in (listed.items() if isinstance(listed, dict) else ())
        if isinstance(value, Mapping)
    }
    made, named = change(envelope["Message"], attributes)
    if (made, named) == (envelope["Message"], attributes):
        return body
    envelope["Message"] = made
    if listed or named:
        envelope["MessageAttributes"] = {
            name: {"Type": value["DataType"], "Value": value["StringValue"]}
            for name, value in named.items()
        }
    return json.dumps(envelope, ensure_ascii=False)


def _in_event(envelope: dict[str, Any], body: str, change: Change) -> str:
    attributes = {
        name: {"DataType": "String", "StringValue": envelope[name]}
        for name in ("source", "detail-type")
    }
    before = json.dumps(envelope["detail"])
    made, _ = change(before, attributes)
    detail = documents.read_json(made)
    if made == before or not isinstance(detail, dict):
        return body  # a bus takes nothing but an object
    return json.dumps({**envelope, "detail": detail}, ensure_ascii=False)
