"""A topic: what was said about it, who subscribed, and what a FIFO topic remembers."""

from __future__ import annotations

from typing import Final

from pattern_tck.simulator.access import Policy
from pattern_tck.simulator.topics.deduplication import Deduplication
from pattern_tck.simulator.topics.subscription import Subscription
from pattern_tck.simulator.topics.topic_attributes import TopicSettings

_FIRST_SEQUENCE_NUMBER: Final = 10_000_000_000_000_000_000
_STEP: Final = 1000


class Topic:
    """One topic. It takes messages, copies them to its subscriptions, and keeps none.

    ``policy`` is the access policy that decides about other services; ``owner`` is an account.
    """

    __slots__ = (
        "arn",
        "data_protection",
        "deduplication",
        "ended",
        "fifo",
        "name",
        "numbered",
        "owner",
        "policy",
        "settings",
        "subscriptions",
        "tags",
        "unanswered",
    )

    def __init__(self, arn: str, owner: str, settings: TopicSettings, policy: Policy) -> None:
        self.arn = arn
        self.name = arn.rpartition(":")[2]
        self.owner = owner
        self.fifo = settings.fifo
        self.settings = settings
        self.policy = policy
        #: By ARN, in the order in which they joined.
        self.subscriptions: dict[str, Subscription] = {}
        self.tags: dict[str, str] = {}
        #: The text of its data protection policy; empty if it has none.
        self.data_protection = ""
        #: How many messages a FIFO topic has numbered (SNS-FIFO-05).
        self.numbered = 0
        #: Ids of messages whose publisher was not answered, by text: he will publish again.
        self.unanswered: dict[str, str] = {}
        #: How many subscriptions have ended.
        self.ended = 0
        #: What a FIFO topic has taken in the last five minutes (SNS-FIFO-03).
        self.deduplication = Deduplication()

    def next_sequence_number(self) -> str:
        """Give the next sequence number: of 20 digits, larger than all before, not consecutive."""
        self.numbered += 1
        return str(_FIRST_SEQUENCE_NUMBER + self.numbered * _STEP)

    @property
    def confirmed(self) -> int:
        """Tell how many subscriptions are confirmed."""
        return sum(subscription.confirmed for subscription in self.subscriptions.values())
