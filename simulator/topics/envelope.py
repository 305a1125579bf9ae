"""The envelope in which a message comes to a queue, unless it is wanted raw (SNS-PUB-13)."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.topics.message import Attributes, Message

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_quoted: Final = json.JSONEncoder(ensure_ascii=False).encode
#: Nobody holds the key, so this verifies nowhere; subscribers of queues do not look at it.
_SIGNATURE: Final = "EXAMPLE" + "A" * 336 + "="
_CERTIFICATE: Final = "SimpleNotificationService-0000000000000000000000000000000.pem"


@dataclass(frozen=True)
class Notification:
    """A message that a topic has taken.

    ``sequence`` is empty unless the topic is a FIFO one; ``taken`` is the moment in microseconds.
    """

    message: Message
    id: str
    topic_arn: str
    sequence: str
    taken: int
    signature_version: str
    #: The id of the first of several that stand for one publish whose answer was lost.
    origin: str = ""

    def __str__(self) -> str:
        """Give what a person would call it."""
        return self.message.text


class Envelope:
    """The envelope of one notification, written once for all subscriptions.

    They differ in the address where one can unsubscribe, so what stands before and behind it is
    kept.
    """

    __slots__ = ("_before", "_behind")

    def __init__(self, notification: Notification, text: str) -> None:
        message = notification.message
        fields = {"Type": "Notification", "MessageId": notification.id}
        if notification.sequence:
            # SNS-FIFO-05: here alone the subscriber learns it.
            fields["SequenceNumber"] = notification.sequence
        fields["TopicArn"] = notification.topic_arn
        if message.subject:
            fields["Subject"] = message.subject
        fields["Message"] = text
        fields["Timestamp"] = _timestamp(notification.taken)
        if not notification.sequence:
            fields |= _signed(notification)
        lines = [f'  "{name}" : {_quoted(value)},' for name, value in fields.items()]
        self._before = "\n".join(("{", *lines, '  "UnsubscribeURL" : "'))
        self._behind = f'"{_listed(message.attributes)}\n}}'

    def for_subscription(self, unsubscribe_url: str) -> str:
        """Give the whole envelope."""
        return self._before + unsubscribe_url + self._behind


def _signed(notification: Notification) -> Mapping[str, str]:
    # What comes from a FIFO topic is not signed.
    region = notification.topic_arn.split(":")[3]
    return {
        "SignatureVersion": notification.signature_version,
        "Signature": _SIGNATURE,
        "SigningCertURL": f"https://sns.{region}.amazonaws.com/{_CERTIFICATE}",
    }


def _timestamp(micros: int) -> str:
    moment = _EPOCH + dt.timedelta(microseconds=micros)
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"


def _listed(attributes: Attributes) -> str:
    if not attributes:
        return ""
    lines = [
        f'    {_quoted(name)} : {{"Type":{_quoted(value["DataType"])},"Value":{_value(value)}}}'
        for name, value in attributes.items()
    ]
    return ',\n  "MessageAttributes" : {\n' + ",\n".join(lines) + "\n  }"


def _value(attribute: Mapping[str, Any]) -> str:
    if attribute["DataType"].startswith("Binary"):
        return _quoted(base64.b64encode(attribute["BinaryValue"]).decode())
    return _quoted(attribute["StringValue"])
