"""What may be in a message, how large it is, and the digests by which a sender can check it."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from hashlib import md5
from typing import Any, Final

from pattern_tck.simulator.numerals import is_numeral
from pattern_tck.simulator.octets import length, octets
from pattern_tck.simulator.queues.message import Attributes
from pattern_tck.simulator.refusals import Refusal

#: SQS-DEL-11: the characters of XML 1.0.
_UNPRINTABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Letters and digits of any script, as AWS takes them.
_NAME: Final = re.compile(r"[\w\-.]{1,256}")
_TYPE: Final = re.compile(r"(?=.{1,256}\Z)(String|Number|Binary)(\..+)?")
#: With whose names no sender may begin his own, in any letters.
_RESERVED: Final = (".", "aws.", "amazon.")
_MOST_ATTRIBUTES: Final = 10
#: The one system attribute that a sender may set (API reference of SendMessage).
_TRACE: Final = "AWSTraceHeader"


def digest(body: str) -> str:
    """Give ``MD5OfMessageBody``."""
    return md5(octets(body), usedforsecurity=False).hexdigest()


def digest_of_attributes(attributes: Attributes) -> str:
    """Give ``MD5OfMessageAttributes``; nothing without attributes (SQS-DEL-16)."""
    if not attributes:
        return ""
    whole = bytearray()
    for name in sorted(attributes):
        value = attributes[name]
        kind = value["DataType"]
        whole += _sized(octets(name)) + _sized(octets(kind))
        if kind.startswith("Binary"):
            whole += b"\x02" + _sized(_bytes(value["BinaryValue"]))
        else:
            whole += b"\x01" + _sized(octets(value["StringValue"]))
    return md5(whole, usedforsecurity=False).hexdigest()


def size(body: str, attributes: Attributes) -> int:
    """Give the size in bytes: body and attributes; system attributes do not count (SQS-DEL-10)."""
    whole = length(body)
    for name, value in attributes.items():
        whole += length(name) + length(str(value.get("DataType", "")))
        whole += len(_bytes(value.get("BinaryValue", value.get("StringValue", ""))))
    return whole


def check(body: str, attributes: Attributes, largest: int, *, batch: bool = False) -> None:
    """Refuse what no message may hold: SQS-DEL-10, SQS-DEL-11, SQS-DEL-16.

    ``batch`` says that it is one of a batch: AWS has other words then.
    """
    if not body:
        raise Refusal("MissingParameter", "The request must contain the parameter MessageBody.")
    if not body.isascii() or not body.isprintable():
        check_characters(body)
    if attributes:
        check_attributes(attributes)
    if size(body, attributes) > largest:
        raise Refusal(
            "InvalidParameterValue",
            f"One or more parameters {'cannot be validated' if batch else 'are invalid'}. Reason: "
            f"Message must be shorter than {largest} bytes.",
        )


def check_characters(text: str, code: str = "InvalidMessageContents") -> None:
    """Refuse a body, or a value, with characters outside XML 1.0 (SQS-DEL-11)."""
    found = _UNPRINTABLE.search(text)
    if found:
        raise Refusal(
            code,
            f"Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to "
            f"#xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF (found #x{ord(found[0]):X})",
        )


def check_attributes(attributes: Attributes) -> None:
    """Refuse more than ten attributes, bad names, unknown types, missing values (SQS-DEL-16)."""
    if len(attributes) > _MOST_ATTRIBUTES:
        raise Refusal(
            "InvalidParameterValue",
            f"Number of message attributes [{len(attributes)}] exceeds the allowed maximum "
            f"[{_MOST_ATTRIBUTES}].",
        )
    for name, value in attributes.items():
        _check_attribute(name, value)


def check_system(attributes: Attributes) -> None:
    """Refuse what SQS does not carry for itself: all but the header of a trace, a text."""
    for name, value in attributes.items():
        if name != _TRACE or value.get("DataType") != "String" or not value.get("StringValue"):
            raise Refusal(
                "InvalidParameterValue",
                f"The message system attribute '{name}' is invalid. The only one supported is "
                f"{_TRACE}, of type String.",
            )
        check_characters(str(value["StringValue"]), "InvalidParameterValue")


def _check_attribute(name: str, value: Mapping[str, Any]) -> None:
    if not _NAME.fullmatch(name) or name.lower().startswith(_RESERVED) or name[-1] == ".":
        raise Refusal("InvalidParameterValue", f"The message attribute name '{name}' is invalid.")
    kind = str(value.get("DataType", ""))
    if not _TYPE.fullmatch(kind):
        raise Refusal(
            "InvalidParameterValue",
            f"The type of message attribute '{name}' is invalid. You must use only the following "
            "supported type prefixes: Binary, Number, String.",
        )
    check_characters(kind, "InvalidParameterValue")
    held = "BinaryValue" if kind.startswith("Binary") else "StringValue"
    if not value.get(held):
        raise Refusal(
            "InvalidParameterValue",
            f"Message (user) attribute '{name}' must contain a non-empty value of type "
            f"'{held[:-5]}'.",
        )
    if kind.startswith("Number"):
        _check_number(name, str(value["StringValue"]))
    elif held == "StringValue":
        check_characters(str(value["StringValue"]), "InvalidParameterValue")


def _check_number(name: str, text: str) -> None:
    if not is_numeral(text):
        raise Refusal(
            "InvalidParameterValue",
            f"Can't cast the value of message (user) attribute '{name}' to a number.",
        )


def _sized(part: bytes) -> bytes:
    return struct.pack("!I", len(part)) + part


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else octets(str(value))
