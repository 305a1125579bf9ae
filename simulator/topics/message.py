"""What is published: checked when it comes in, the same for every subscription when it goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.numerals import is_numeral
from pattern_tck.simulator.octets import has_half_a_pair, length, octets
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.topics.deduplication import of_content
from pattern_tck.simulator.topics.invalid import invalid
from pattern_tck.simulator.topics.topic import Topic

Attributes = Mapping[str, Mapping[str, Any]]

NO_ATTRIBUTES: Final[Attributes] = {}
_NO_TEXTS: Final[Mapping[str, str]] = {}
_LONGEST_SUBJECT: Final = 100
#: A group and a deduplication id: up to 128 letters, digits and punctuation marks.
_LABEL: Final = re.compile(r"[!-~]{1,128}")
#: What has no place in the name of an attribute.
_STRANGE: Final = re.compile(r"[^A-Za-z0-9_\-.]")
_LONGEST_NAME: Final = 256
_ATTRIBUTE_TYPE: Final = re.compile(r"(String|Number|Binary)(\..+)?")


@dataclass(frozen=True)
class Message:
    """A message that a topic can take.

    ``texts`` are the bodies for single protocols, where the publisher gave some; ``deduplication``
    is the id by which a FIFO topic knows it again, made of the body if need be.
    """

    text: str
    texts: Mapping[str, str]
    subject: str
    attributes: Attributes
    group: str
    deduplication: str

    def body_for(self, protocol: str) -> str:
        """Give the body for a protocol: its own one or the one for all."""
        return self.texts.get(protocol, self.text)


def read(parameters: Mapping[str, Any], topic: Topic) -> Message:
    """Read the parameters of a Publish, or an entry of a PublishBatch; `Refusal` if it cannot be.

    Whether it is too large is left to the caller: one message counts alone, a batch as a whole.
    """
    body = parameters.get("Message") or ""
    if not body:
        raise invalid("Empty message")
    if has_half_a_pair(body):
        raise invalid("Message Reason: it must be Unicode text")
    subject = parameters.get("Subject")
    if subject is not None:
        _check_subject(subject)
    attributes = parameters.get("MessageAttributes") or NO_ATTRIBUTES
    if attributes:
        check_attributes(attributes)
    text, texts = body, _NO_TEXTS
    if "MessageStructure" in parameters:
        text, texts = _structured(parameters["MessageStructure"], body)
        # SNS-PUB-15: attributes go with a plain text only, so no filter sees them either.
        attributes = NO_ATTRIBUTES
    group = parameters.get("MessageGroupId") or ""
    deduplication = parameters.get("MessageDeduplicationId") or ""
    if topic.fifo or group or deduplication:
        check_order(group, deduplication, topic)
        if topic.fifo and not deduplication:
            deduplication = of_content(body)
    return Message(text, texts, subject or "", attributes, group, deduplication)


def check_entry(entry: Mapping[str, Any], topic: Topic, path: str) -> None:
    """Refuse what makes AWS refuse a whole batch for one entry of it.

    ``path`` leads to the entry in the request, with a dot behind.
    """
    check_attributes(entry.get("MessageAttributes") or NO_ATTRIBUTES, path)
    body = entry.get("Message")
    if body and "MessageStructure" in entry:
        _structured(entry["MessageStructure"], body)
    if topic.fifo:
        group, deduplication = entry.get("MessageGroupId"), entry.get("MessageDeduplicationId")
        check_order(group or "", deduplication or "", topic)


def size(parameters: Mapping[str, Any]) -> int:
    """Give the bytes that count against the limits: body and attributes (SNS-PUB-17)."""
    body = parameters.get("Message") or ""
    whole = length(body)
    for name, value in (parameters.get("MessageAttributes") or NO_ATTRIBUTES).items():
        held = value.get("BinaryValue") or octets(str(value.get("StringValue", "")))
        whole += length(name) + length(str(value.get("DataType", ""))) + len(held)
    return whole


def check_attributes(attributes: Attributes, path: str = "") -> None:
    """Refuse bad names, unknown types and missing values of attributes."""
    for name, value in attributes.items():
        _check_name(name)
        if value.get("DataType") is None:
            raise Refusal(
                "ValidationError",
                f"1 validation error detected: Value null at '{path}messageAttributes.{name}."
                "member.dataType' failed to satisfy constraint: Member must not be null",
            )
        _check_value(name, str(value["DataType"]), value)


def _check_name(name: str) -> None:
    strange = _STRANGE.search(name)
    if length(name) > _LONGEST_NAME:
        raise _bad_value("Length of message attribute name must be less than 256 bytes.")
    if strange:
        raise _bad_value(
            f"Invalid non-alphanumeric character '#x{ord(strange[0]):X}' was found in the message "
            "attribute name. Can only include alphanumeric characters, hyphens, underscores, or "
            "dots."
        )
    if name.startswith("."):
        raise _bad_value("Invalid message attribute name starting with character '.' was found.")
    if name.endswith("."):
        raise _bad_value("Invalid message attribute name ending with character '.' was found.")
    if ".." in name:
        raise _bad_value("Message attribute name can not have successive '.' character.")


def _check_value(name: str, kind: str, value: Mapping[str, Any]) -> None:
    if not _ATTRIBUTE_TYPE.fullmatch(kind) or has_half_a_pair(kind):
        raise _bad_value(
            f"The message attribute '{name}' has an invalid message attribute type, the set "
            "of supported type prefixes is Binary, Number, and String."
        )
    wanted, other = "StringValue", "BinaryValue"
    if kind.startswith("Binary"):
        wanted, other = other, wanted
    if not value.get(wanted):
        if value.get(other):
            raise _bad_value(
                f"The message attribute '{name}' with type '{kind}' must use field "
                f"'{wanted.removesuffix('Value')}'."
            )
        raise _bad_value(
            f"The message attribute '{name}' must contain non-empty message attribute value "
            f"for message attribute type '{kind}'."
        )
    if kind.startswith("Number"):
        _check_number(name, str(value[wanted]))
    elif wanted == "StringValue" and has_half_a_pair(str(value[wanted])):
        raise _bad_value(f"The value of the message attribute '{name}' must be Unicode text.")


def check_order(group: str, deduplication: str, topic: Topic) -> None:
    """Refuse a message that its topic cannot put in order, or know again.

    A FIFO topic needs a group, and an id where it makes none of the content: SNS-FIFO-01,
    SNS-FIFO-03. A standard one takes a group, but no id (SNS-FIFO-06).
    """
    for name, value in (("MessageGroupId", group), ("MessageDeduplicationId", deduplication)):
        if value and not _LABEL.fullmatch(value):
            raise invalid(
                f"{name} Reason: it must be 1 to 128 letters, digits and punctuation marks"
            )
    if not topic.fifo:
        if deduplication:
            raise invalid(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId "
                "parameter that is not valid for this topic type"
            )
    elif not group:
        raise invalid("The MessageGroupId parameter is required for FIFO topics")
    elif not deduplication and not topic.settings.by_content:
        raise invalid(
            "The topic should either have ContentBasedDeduplication enabled or "
            "MessageDeduplicationId provided explicitly"
        )


def _check_subject(subject: str) -> None:
    if not 1 <= len(subject) <= _LONGEST_SUBJECT or not subject.isprintable():
        raise invalid("Subject")


def _check_number(name: str, text: str) -> None:
    if not is_numeral(text):
        raise _bad_value(f"Could not cast message attribute '{name}' value to number.")


def _structured(structure: str, body: str) -> tuple[str, Mapping[str, str]]:
    """Read a body that holds a text for each protocol: the one for all, and the others."""
    if structure != "json":
        raise invalid("MessageStructure")
    try:
        texts = read_json(body)
    except ValueError:
        texts = None
    if not isinstance(texts, dict):
        raise invalid("Message Structure - JSON message body failed to parse")
    strings = {protocol: text for protocol, text in texts.items() if isinstance(text, str)}
    if any(map(has_half_a_pair, strings.values())):
        raise invalid("Message Structure - JSON message body failed to parse")
    if "default" not in strings:
        raise invalid("Message Structure - No default entry in JSON message body")
    return strings["default"], strings


def _bad_value(message: str) -> Refusal:
    return Refusal("ParameterValueInvalid", message)
