"""Retries: how long and how often EventBridge tries a target that fails (EB-DEL-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.buses.constraints import check_number

#: AWS promises an exponential back-off and says no figures; these are the model's, without jitter.
_FIRST_GAP: Final = 1
_LONGEST_GAP: Final = 512
_DOUBLINGS: Final = 9


@dataclass(frozen=True)
class RetryPolicy:
    """How often a delivery is tried again, and for how many seconds; whichever ends first."""

    attempts: int = 185
    oldest: int = 86_400

    def gap(self, retries: int) -> int:
        """Give the seconds before the next attempt, after so many retries."""
        return min(_FIRST_GAP << min(retries, _DOUBLINGS), _LONGEST_GAP)


def retry_policy(given: Mapping[str, Any], at: str) -> RetryPolicy:
    """Read a RetryPolicy; Refusal if a number is out of bounds."""
    attempts = given.get("MaximumRetryAttempts", RetryPolicy.attempts)
    oldest = given.get("MaximumEventAgeInSeconds", RetryPolicy.oldest)
    check_number(attempts, f"{at}.maximumRetryAttempts", least=0, most=185)
    check_number(oldest, f"{at}.maximumEventAgeInSeconds", least=60, most=86_400)
    return RetryPolicy(attempts, oldest)
