"""Business events: what has happened to an order of the shop, as the domains tell each other.

An event is a fact, in the past tense. It names the order that it is about, so that a flow can be
put together again from its events (CHO-05), and nobody who should do something about it. Its id
follows from the fact: told a second time, after a crash or a lost answer, it is the same event.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pattern_tck.ports import Client
from pattern_tck.reference_impl.topic_queue_chaining import Published

#: What every event says. All else is of its kind.
_ALWAYS = ("event", "eventId", "orderId", "at")


@dataclass(frozen=True)
class BusinessEvent:
    """A fact about an order; ``at`` is when it became one (ISO 8601), ``more`` what it tells."""

    name: str
    order_id: str
    at: str
    more: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""

    @property
    def json(self) -> dict[str, Any]:
        """Give the body of the message that tells it."""
        told = (self.name, self.id or f"{self.name}-{self.order_id}", self.order_id, self.at)
        return {**dict(zip(_ALWAYS, told, strict=True)), **self.more}


def read_event(body: str) -> BusinessEvent | None:
    """Read an event; None if it is none."""
    try:
        told = json.loads(body)
    except ValueError:
        return None
    if not isinstance(told, dict) or not set(_ALWAYS) <= set(told):
        return None
    more = {name: value for name, value in told.items() if name not in _ALWAYS}
    return BusinessEvent(told["event"], told["orderId"], told["at"], more, told["eventId"])


def event_in(published: Published | None) -> BusinessEvent | None:
    """Give the event that a message from the topic tells; None if there is none."""
    return None if published is None else read_event(published.body)


def tell(sns: Client, topic_arn: str, event: BusinessEvent) -> None:
    """Publish an event; the attributes are what subscribers can choose by."""
    attributes = {"EventType": event.name, "CorrelationId": event.order_id}
    sns.publish(
        TopicArn=topic_arn,
        Message=json.dumps(event.json),
        MessageAttributes={
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
        },
    )


def moment(seconds: float) -> str:
    """Give a time (seconds since the epoch) as events tell it."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="milliseconds")
