"""Evaluation: what an alarm makes of its points, of too few of them, and of none (DLQ-23)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Final

OK: Final = "OK"
ALARM: Final = "ALARM"
INSUFFICIENT_DATA: Final = "INSUFFICIENT_DATA"

#: How ``TreatMissingData`` can be; the first one holds if nothing is said.
TREATMENTS: Final = ("missing", "ignore", "breaching", "notBreaching")

COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}

#: More periods than it evaluates an alarm looks back, so that real points are found (DLQ-23).
LOOK_BACK: Final = 2


def evaluate(
    points: Sequence[bool | None], needed: int, periods: int, treatment: str
) -> str | None:
    """Give the state, or None to leave it as it is.

    ``points`` say, oldest first, which periods breach, None where there is no point; they reach
    further back than ``periods``, of which ``needed`` must breach. With enough real points the
    treatment does not matter; otherwise all real ones count, and as few others as possible.
    """
    real = [point for point in points if point is not None]
    if len(real) >= periods:
        return ALARM if sum(real[-periods:]) >= needed else OK
    bad = sum(real)
    if treatment == "breaching":
        return ALARM if bad + periods - len(real) >= needed else OK
    if treatment == "notBreaching" or bad >= needed:
        return ALARM if bad >= needed else OK
    if bad < len(real):
        return OK
    if treatment == "ignore":
        return None
    return _with_the_rest_missing(points, needed)


def _with_the_rest_missing(points: Sequence[bool | None], needed: int) -> str | None:
    """Judge points that are all bad or missing, fewer bad ones than it takes.

    One that is so old that by now there could have been enough is an alarm all the same; a
    younger one has to wait for others.
    """
    ages = [age for age, point in enumerate(reversed(points), 1) if point is not None]
    if not ages:
        return INSUFFICIENT_DATA
    return ALARM if max(ages) >= needed else None
