"""A translation seen from the other side: the kit speaks to a team whose calls nobody sees.

A system that runs already makes its calls past the kit. So it is the kit's own messages to it that
are put into the team's shape, and what it has sent is made canonical where the kit receives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.channels import address_of
from pattern_tck.shapes.channel_shapes import ChannelShapes
from pattern_tck.shapes.translation import SENDERS, Translation


def to_team(
    translation: Translation, operation: str, parameters: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Give the parameters of a call of the kit's with the messages as the team has them."""
    shapes = translation.shapes(parameters)
    if shapes is None or operation not in SENDERS or address_of(parameters) not in _of(translation):
        return parameters
    several, text = SENDERS[operation]
    if not several:
        return _sent(parameters, text, shapes)
    entries = [_sent(entry, text, shapes) for entry in parameters[several]]
    return {**parameters, several: entries}


def from_team(message: Mapping[str, Any], shapes: ChannelShapes) -> dict[str, Any]:
    """Give a message that the kit has received, as the kit has it."""
    body, attributes = shapes.from_team(message["Body"], message.get("MessageAttributes") or {})
    return {**message, "Body": body, "MessageAttributes": attributes}


def _of(translation: Translation) -> frozenset[str]:
    return frozenset(translation.channels)


def _sent(message: Mapping[str, Any], text: str, shapes: ChannelShapes) -> Mapping[str, Any]:
    if text == "Detail":
        said = {"source": message.get("Source", ""), "detail-type": message.get("DetailType", "")}
        headers = {
            name: {"DataType": "String", "StringValue": value} for name, value in said.items()
        }
        return {**message, text: shapes.to_team(message[text], headers)[0]}
    body, attributes = shapes.to_team(message[text], message.get("MessageAttributes") or {})
    made = {**message, text: body}
    if text not in {"input", "output"}:
        made["MessageAttributes"] = attributes
    return made
