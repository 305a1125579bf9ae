"""The translation at the tap: which parts of which calls hold messages, and their digests.

What a participant sends is made canonical before anything else sees it, and what it receives is
put into its own shape after everything else. What it reads of its own messages in an answer (their
digests) is about its own text again, or an SDK that compares would refuse it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.channels import address_of
from pattern_tck.shapes import documents
from pattern_tck.shapes.channel_shapes import ChannelShapes
from pattern_tck.shapes.team_shape import Attributes
from pattern_tck.simulator.queues.content import digest, digest_of_attributes

#: By the call that sends: where its entries are (if it has several), and the text in each.
SENDERS: Final[Mapping[str, tuple[str, str]]] = {
    "SendMessage": ("", "MessageBody"),
    "SendMessageBatch": ("Entries", "MessageBody"),
    "Publish": ("", "Message"),
    "PublishBatch": ("PublishBatchRequestEntries", "Message"),
    "PutEvents": ("Entries", "Detail"),
    "StartExecution": ("", "input"),
    "SendTaskSuccess": ("", "output"),
}

_NAMES: Final = "MessageAttributeNames"


@dataclass(frozen=True)
class Translation:
    """Translates the calls of one participant.

    ``channels`` are the shapes by address; ``known`` are the addresses of all channels that it was
    given or has made. Any other address it was told in a message: what it exchanges there are
    ``replies``, if there is a shape for them.
    """

    channels: Mapping[str, ChannelShapes]
    known: frozenset[str] = frozenset()
    replies: ChannelShapes | None = None

    def translated(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the parameters of a call of the team's as the kit has them."""
        shapes = self.shapes(parameters)
        if shapes is None:
            return parameters
        if operation == "ReceiveMessage":
            # All of them: an id may have to come out of an attribute into the body.
            return {**parameters, _NAMES: ["All"]}
        if operation == "Subscribe":
            return _with_filter(parameters, shapes)
        if operation == "PutRule":
            return _with_pattern(parameters, shapes)
        if operation not in SENDERS:
            return parameters
        several, text = SENDERS[operation]
        if not several:
            return _canonical(parameters, text, shapes)
        entries = [_canonical(entry, text, shapes) for entry in parameters.get(several, ())]
        return {**parameters, several: entries}

    def received(self, operation: str, asked: Mapping[str, Any], answer: Any) -> Any:
        """Give an answer as the team has it; ``asked`` are the parameters as it gave them."""
        shapes = self.shapes(asked)
        if shapes is None or not isinstance(answer, Mapping):
            return answer
        if operation == "ReceiveMessage" and answer.get("Messages"):
            names = asked.get(_NAMES) or ()
            messages = [_of_team(message, names, shapes) for message in answer["Messages"]]
            return {**answer, "Messages": messages}
        if operation == "SendMessage":
            return _digested(answer, asked)
        if operation == "SendMessageBatch" and answer.get("Successful"):
            sent = {entry["Id"]: entry for entry in asked["Entries"]}
            taken = [
                _digested(result, sent[result["Id"]]) if result["Id"] in sent else result
                for result in answer["Successful"]
            ]
            return {**answer, "Successful": taken}
        return answer

    def shapes(self, parameters: Mapping[str, Any]) -> ChannelShapes | None:
        """Give the shapes of the channel that a call is made on, if the team has any for it."""
        address = address_of(parameters)
        if address in self.known:
            return self.channels.get(address)
        return self.channels.get(address, self.replies)


def _canonical(message: Mapping[str, Any], text: str, shapes: ChannelShapes) -> Mapping[str, Any]:
    body = message.get(text)
    if not isinstance(body, str) or message.get("MessageStructure") == "json":
        return message
    if text == "Detail":
        said = {"source": message.get("Source", ""), "detail-type": message.get("DetailType", "")}
        headers = {
            name: {"DataType": "String", "StringValue": value} for name, value in said.items()
        }
        return {**message, text: shapes.from_team(body, headers)[0]}
    attributes = message.get("MessageAttributes") or {}
    made, named = shapes.from_team(body, attributes)
    if text in {"input", "output"}:
        return {**message, text: made}
    kept = {name: value for name, value in message.items() if name != "MessageAttributes"}
    return {**kept, text: made, **({"MessageAttributes": named} if named else {})}


def _of_team(message: Mapping[str, Any], names: Any, shapes: ChannelShapes) -> Mapping[str, Any]:
    before: Attributes = message.get("MessageAttributes") or {}
    body, attributes = shapes.to_team(message["Body"], before)
    asked = {name: value for name, value in attributes.items() if _is_asked(name, names)}
    silent = {"MessageAttributes", "MD5OfMessageAttributes"}
    made = {name: value for name, value in message.items() if name not in silent}
    made.update(Body=body, MD5OfBody=digest(body))
    if asked:
        made.update(MessageAttributes=asked, MD5OfMessageAttributes=digest_of_attributes(asked))
    return made


def _digested(result: Mapping[str, Any], sent: Mapping[str, Any]) -> Mapping[str, Any]:
    made = {name: value for name, value in result.items() if name != "MD5OfMessageAttributes"}
    if "MD5OfMessageBody" in made:
        made["MD5OfMessageBody"] = digest(sent["MessageBody"])
    if attributes := digest_of_attributes(sent.get("MessageAttributes") or {}):
        made["MD5OfMessageAttributes"] = attributes
    return made


def _is_asked(name: str, names: Any) -> bool:
    return any(
        asked in {"All", name}
        or (asked.endswith("*") and name.startswith(asked.removesuffix("*").rstrip(".")))
        for asked in names
    )


def _with_filter(parameters: Mapping[str, Any], shapes: ChannelShapes) -> Mapping[str, Any]:
    """Have a subscription look at attributes, or fields, by the kit's names."""
    asked = parameters.get("Attributes") or {}
    policy = documents.read_json(asked.get("FilterPolicy", ""))
    if not isinstance(policy, dict):
        return parameters
    by_body = asked.get("FilterPolicyScope") == "MessageBody"
    made = shapes.canonical_filter(policy) if by_body else shapes.canonical_names(policy)
    return {**parameters, "Attributes": {**asked, "FilterPolicy": json.dumps(made)}}


def _with_pattern(parameters: Mapping[str, Any], shapes: ChannelShapes) -> Mapping[str, Any]:
    """Have a rule look at the fields of a detail by the kit's names."""
    pattern = documents.read_json(parameters.get("EventPattern", ""))
    if not isinstance(pattern, dict) or not isinstance(pattern.get("detail"), dict):
        return parameters
    made = {**pattern, "detail": shapes.canonical_filter(pattern["detail"])}
    return {**parameters, "EventPattern": json.dumps(made)}
