"""The verdicts, and what is raised on the way to them.

A verdict is about one scenario, one implementation and one target.
"""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What the kit says about a scenario."""

    PASSED = "passed"
    FAILED = "failed"
    #: The target cannot show it: the reference does not pass there either, or a capability lacks.
    INCONCLUSIVE = "inconclusive"
    #: A fault that the scenario ordered did not happen, or the binding cannot suffer it.
    NOT_EXERCISED = "not exercised"
    #: The role is not claimed, or the target has no such channel.
    NOT_APPLICABLE = "not applicable"
    #: It fails, and the list of known deviations says so, with a reason.
    KNOWN_DEVIATION = "known deviation"
    #: The kit itself broke, or a listed deviation or divergence no longer shows.
    ERROR = "error"


class UsageMistake(Exception):
    """The user asked for something that cannot be: one sentence, exit code 2."""


class UnusableTarget(Exception):
    """The target does not answer, or not as the service that it should be: exit code 4."""


class NotExercised(Exception):
    """Raised when a scenario cannot order its fault, with the reason."""


class NotClaimed(NotExercised):
    """Raised when a scenario has several roles, and one of them is not claimed: nobody's fault."""


class OutOfReach(NotExercised):
    """Raised when a scenario wants what nobody can have of a system that runs already."""


class TargetLacks(Exception):
    """Raised when a scenario needs what the target cannot show, with the reason."""
