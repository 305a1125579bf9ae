"""A subscription: who wants the messages of a topic, which ones, and in which form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.matching.filter_policy import FilterPolicy
from pattern_tck.simulator.topics.confirmation import Confirmation
from pattern_tck.simulator.topics.subscription_attributes import SubscriptionSettings

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

#: SNS-FLT-10: for so long, in microseconds, a filter that was replaced may still act.
LAG: Final = 15 * 60 * SECOND


class Subscription:
    """One subscription: a protocol, an endpoint, and what holds for what is delivered there.

    ``home`` is the region of the queue; None where the endpoint is none. A subscription that has
    a ``confirmation`` waits for its endpoint's owner, and gets nothing until he answers
    (SNS-PUB-06).
    """

    __slots__ = (
        "arn",
        "authenticated",
        "confirmation",
        "endpoint",
        "fifo",
        "home",
        "owner",
        "protocol",
        "replaced",
        "settings",
        "token",
        "topic_arn",
        "unsubscribe_url",
    )

    def __init__(
        self,
        arn: str,
        endpoint: str,
        settings: SubscriptionSettings,
        *,
        owner: str,
        home: Region | None,
        confirmation: Confirmation | None,
    ) -> None:
        self.arn = arn
        self.topic_arn = settings.where.topic_arn
        self.protocol = settings.where.protocol
        self.endpoint = endpoint
        self.settings = settings
        self.owner = owner
        self.home = home
        self.confirmation = confirmation
        #: By which it was confirmed, if it had to be.
        self.token = ""
        #: Whether it was confirmed so that only its owner may end it.
        self.authenticated = confirmation is None
        #: Whether the endpoint is a FIFO queue.
        self.fifo = endpoint.endswith(".fifo")
        #: The filters that were replaced lately, each with the moment when it acts no more.
        self.replaced: list[tuple[int, FilterPolicy | None]] = []
        host = f"sns.{arn.split(':')[3]}.amazonaws.com"
        self.unsubscribe_url = f"https://{host}/?Action=Unsubscribe&SubscriptionArn={arn}"

    @property
    def confirmed(self) -> bool:
        """Say whether it gets messages."""
        return self.confirmation is None

    @property
    def shown_arn(self) -> str:
        """Give its ARN as lists show it."""
        return self.arn if self.confirmed else "PendingConfirmation"

    def change(self, settings: SubscriptionSettings, now: int) -> None:
        """Let other settings hold; a filter that they replace may act for a while (SNS-FLT-10)."""
        if settings.filter is not self.settings.filter:
            self.replaced.append((now + LAG, self.settings.filter))
        self.settings = settings

    def replaced_filters(self, now: int) -> list[FilterPolicy | None]:
        """Give the filters that were replaced lately and may still act; None let all pass."""
        self.replaced = [entry for entry in self.replaced if entry[0] > now]
        return [found for _, found in self.replaced]
