"""A queue: what every queue promises, whatever its type.

A message past its receives is moved by the next receive, and not before (DLQ-02).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from pattern_tck.simulator import access
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.queues import settings
from pattern_tck.simulator.queues.message import Attributes, Message
from pattern_tck.simulator.queues.stock import Stock

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

#: SQS-VIS-06: nobody holds a message for longer than 12 hours after its receive.
LONGEST_HOLD: Final = 43_200 * SECOND

#: Lost answers after which a sender may still come again with the same body.
_MOST_UNANSWERED: Final = 100

#: ``watch("sent" | "received" | "deleted" | "empty-receive" | "moved-in" | "changed", count)``
Watch = Callable[[str, int], None]


class Queue(Stock):
    """One queue: its name, its attributes, and where its messages come from and go to."""

    fifo = False

    def __init__(self, region: Region, name: str, attributes: Mapping[str, str]) -> None:
        super().__init__(region.world.clock)
        self.region = region
        self.world = region.world
        #: Tells the receipt handles of this queue from those of others.
        self.token = region.world.identities.uuid()[:8]
        self.name = name
        self.arn = region.arn("sqs", name)
        self.created = self.changed = self.clock.micros
        self.tags: dict[str, str] = {}
        #: Told of each change, if anybody wants to know: the metrics do.
        self.watch: Watch | None = None
        #: Who else is told: pipes that take from here.
        self.listeners: tuple[Watch, ...] = ()
        #: Origins of messages whose sender was not answered, by body: it will send again.
        self.unanswered: dict[str, str] = {}
        #: When it was last purged, and whether a purge is still going on.
        self.purged = -61 * SECOND
        self.attributes = {**settings.defaults(fifo=self.fifo), **attributes}
        self._read_attributes()

    def __str__(self) -> str:
        """Give its name."""
        return self.name

    # -- attributes

    def set_attributes(self, given: Mapping[str, str]) -> None:
        """Change attributes that were checked; an empty policy takes the old one away."""
        self.attributes.update(given)
        for name in [name for name, value in self.attributes.items() if not value]:
            del self.attributes[name]
        self.changed = self.clock.micros
        self._read_attributes()

    def _read_attributes(self) -> None:
        held = self.attributes
        self.visibility = int(held["VisibilityTimeout"]) * SECOND
        self.retention = int(held["MessageRetentionPeriod"]) * SECOND
        self.delay = int(held["DelaySeconds"]) * SECOND
        self.wait = int(held["ReceiveMessageWaitTimeSeconds"])
        self.largest = int(held["MaximumMessageSize"])
        self.redrive = settings.redrive_policy(held.get("RedrivePolicy", ""))
        self.allows = settings.allow_policy(held.get("RedriveAllowPolicy", ""))
        self.deduplicates_by_content = held.get("ContentBasedDeduplication") == "true"
        self.policy = access.read(held["Policy"]) if "Policy" in held else None
        #: Whom the policy admits: verdicts by (service, source), kept as long as it stands.
        self._admitted: dict[tuple[str, str], bool] = {}

    def admits(self, service: str, source: str) -> bool:
        """Say whether the policy lets a service send for a source (SNS-PUB-08, EB-DEL-04)."""
        verdict = self._admitted.get((service, source))
        if verdict is None:
            verdict = self._admitted[service, source] = access.admits(
                self.policy,
                service=service,
                action="sqs:SendMessage",
                resource=self.arn,
                context={"aws:SourceArn": source, "aws:SourceAccount": self.world.account},
            )
        return verdict

    # -- the life of a message

    @abstractmethod
    def take(
        self,
        body: str,
        attributes: Attributes,
        *,
        group: str = "",
        deduplication: str = "",
        delay: int | None = None,
        system: Attributes | None = None,
    ) -> Message:
        """Accept a message (SQS-DEL-01); ``delay`` is in microseconds, None for the queue's own.

        Gives what was stored, or what a repeated deduplication id stands for (SQS-FIFO-07).
        """

    @abstractmethod
    def receive(self, at_most: int, visibility: int, attempt: str = "") -> list[Message]:
        """Hand out visible messages and hide them for so many microseconds."""

    @abstractmethod
    def take_dead_letter(self, message: Message, source: Queue) -> None:
        """Take over a message from a queue whose redrive policy says so."""

    def send_to_dead_letters(self, message: Message) -> bool:
        """Move a message if it would be received once too often (DLQ-01); say whether it was.

        Where the dead-letter queue is gone the message stays, and is received again.
        """
        redrive = self.redrive
        if redrive is None or message.receives - message.receives_elsewhere < redrive.most_receives:
            return False
        dead_letters = self.region.queues.at(redrive.target)
        if dead_letters is None or not dead_letters.allows.admits(self.arn):
            return False
        self.drop(message)
        dead_letters.take_dead_letter(message, self)
        if self.world.moved is not None:
            here = message.receives - message.receives_elsewhere
            names = (self.name, dead_letters.name)
            self.world.moved(*names, message.id, here, redrive.most_receives)
        self.note("changed")
        return True

    def move_in(self, message: Message, source: Queue, sent: int) -> None:
        """Store what came by a redrive policy: same id, body and attributes (DLQ-29)."""
        moved = message.copy()
        moved.sent = sent
        moved.moved = self.clock.micros
        moved.receives_elsewhere = moved.receives
        moved.source = source.arn
        self.store(moved)
        # Not counted as sent: nobody called SendMessage (DLQ-20).
        self.note("moved-in")

    def leave_unanswered(self, origins: Mapping[str, str]) -> None:
        """Remember what was stored without an answer, by body; few send so much at once."""
        self.unanswered.update(origins)
        while len(self.unanswered) > _MOST_UNANSWERED:
            del self.unanswered[next(iter(self.unanswered))]

    def note(self, what: str, count: int = 1) -> None:
        """Tell whoever watches."""
        if self.watch is not None:
            self.watch(what, count)
        for told in self.listeners:
            told(what, count)

    def described(self) -> dict[str, str]:
        """Give all attributes as GetQueueAttributes does, counters included."""
        visible, in_flight, delayed = self.counters()
        held = dict(self.attributes)
        # How long a data key is used may be said without a key, but then AWS does not tell it.
        used = held.pop("KmsDataKeyReusePeriodSeconds", settings.KEY_USED)
        if "KmsMasterKeyId" in held:
            held["KmsDataKeyReusePeriodSeconds"] = used
        return {
            **held,
            **({"FifoQueue": "true"} if self.fifo else {}),
            "QueueArn": self.arn,
            "CreatedTimestamp": str(self.created // SECOND),
            "LastModifiedTimestamp": str(self.changed // SECOND),
            "ApproximateNumberOfMessages": str(visible),
            "ApproximateNumberOfMessagesNotVisible": str(in_flight),
            "ApproximateNumberOfMessagesDelayed": str(delayed),
        }
