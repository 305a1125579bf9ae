"""Confirmation: an endpoint gets nothing until its owner says that he wants it (SNS-PUB-06)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pattern_tck.simulator.clock import SECOND

_DAY: Final = 24 * 60 * 60 * SECOND
#: SNS-PUB-06: for so long a token is good.
TOKEN_LIFETIME: Final = 2 * _DAY
#: SNS-PUB-07: then an unconfirmed subscription is gone.
SUBSCRIPTION_LIFETIME: Final = 3 * _DAY
#: An owner has to be asked where the endpoint is no resource of the account.
ASKED: Final = frozenset({"http", "https", "email", "email-json"})


@dataclass(frozen=True)
class Confirmation:
    """What an endpoint's owner was asked: a token, the moment it was sent, and since when.

    Who subscribes again is sent a new token, but the three days count from the first one. The
    moments are in microseconds.
    """

    token: str
    sent: int
    since: int

    def valid(self, now: int) -> bool:
        """Say whether the token is still good."""
        return now < self.sent + TOKEN_LIFETIME

    def vanished(self, now: int) -> bool:
        """Say whether the subscription has gone, because nobody answered."""
        return now >= self.since + SUBSCRIPTION_LIFETIME
