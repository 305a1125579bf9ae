"""A message on a queue, and the receipt for having received it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: Where a message is in its life.
READY: Final = 0
IN_FLIGHT: Final = 1
DELAYED: Final = 2
GONE: Final = 3
#: Taken out by a receive that is going on, and visible again when it ends.
TAKEN: Final = 4

Attributes = Mapping[str, Mapping[str, Any]]


class Message:
    """One stored copy of a message.

    A queue that delivers twice holds two copies with one MessageId, since the delete of one must
    not take the other away (SQS-DEL-02). ``order`` is the copy's own number: its place in the
    queue, and what its receipt handles name. Times are in microseconds.
    """

    __slots__ = (
        "attributes",
        "body",
        "deduplication",
        "digests",
        "epoch",
        "first_received",
        "group",
        "id",
        "moved",
        "order",
        "origin",
        "received",
        "receives",
        "receives_elsewhere",
        "sent",
        "sequence",
        "source",
        "state",
        "system",
        "visible",
    )

    def __init__(self, identity: str, body: str, attributes: Attributes, sent: int) -> None:
        self.id = identity
        #: What it is a copy of, whatever its MessageId: copies that AWS made have one origin.
        self.origin = identity
        self.body = body
        self.attributes = attributes
        #: When it was first accepted; its age counts from here (DLQ-05).
        self.sent = sent
        #: When it came to this queue by a redrive policy, if it did (DLQ-08).
        self.moved = 0
        self.order = 0
        self.state = READY
        #: Grows with each change of state: an entry of a heap with an older one is out of date.
        self.epoch = 0
        #: When it becomes visible again, or for the first time.
        self.visible = 0
        #: When it was last received; an extension of the visibility timeout counts from here.
        self.received = 0
        self.first_received = 0
        self.receives = 0
        #: How many of the receives happened before it was dead-lettered to this queue.
        self.receives_elsewhere = 0
        self.group = ""
        self.deduplication = ""
        self.sequence = ""
        #: AWSTraceHeader and the like.
        self.system: Attributes = {}
        #: ARN of the queue that it was dead-lettered from.
        self.source = ""
        self.digests: tuple[str, str] | None = None

    def copy(self) -> Message:
        """Give a second copy of the same message, with the same MessageId."""
        twin = Message(self.id, self.body, self.attributes, self.sent)
        for name in (
            "origin",
            "moved",
            "first_received",
            "receives",
            "receives_elsewhere",
            "group",
            "deduplication",
            "sequence",
            "system",
            "source",
            "digests",
        ):
            setattr(twin, name, getattr(self, name))
        return twin

    @property
    def label(self) -> str:
        """Give what a person would call it: its body."""
        return self.body

    def __str__(self) -> str:
        """Give what a person would call it."""
        return self.label
