"""Plans: when something is to be done, by an expression of a rule or of a schedule.

All moments are in microseconds since the epoch.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.schedules.cron import Cron, read_cron

#: Gives the first moment after another one; None if there is none.
Plan = Callable[[int], int | None]

_UNITS: Final = {"minute": 60, "hour": 3600, "day": 86_400}
_RULE_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)(s?)\)")
_RULE_CRON: Final = re.compile(r"cron\((.*)\)")
_RATE: Final = re.compile(r"(?i:rate)\((\d+) *(minute|hour|day)s?\)")
_CRON: Final = re.compile(r"(?i:cron)\((.*)\)")
_AT: Final = re.compile(r"(?i:at)\((\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)\)")
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICRO: Final = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Once:
    """A plan for one moment."""

    moment: int

    def __call__(self, after: int) -> int | None:
        """Give the moment, unless it is over."""
        return self.moment if self.moment > after else None


def rule_plan(expression: str, begun: int) -> Plan:
    """Compile a ScheduleExpression of a rule, in UTC; a rate is counted from ``begun`` on.

    ``rate(1 minutes)`` and ``rate(5 minute)`` are refused. Raises ValueError.
    """
    rate = _RULE_RATE.fullmatch(expression)
    if rate:
        if (int(rate[1]) > 1) != bool(rate[3]):
            raise ValueError("one minute, or several minutes")
        return _every(int(rate[1]) * _UNITS[rate[2]], begun)
    cron = _RULE_CRON.fullmatch(expression)
    if cron is None or len(cron[1].split(" ")) != 6:
        raise ValueError("an expression is a rate or has six fields")
    return _at_minutes(read_cron(cron[1].split(" ")), dt.UTC)


def schedule_plan(expression: str, zone: dt.tzinfo, begun: int) -> Plan:
    """Compile a ScheduleExpression of a schedule; a rate is due at ``begun`` and from then on.

    Raises ValueError.
    """
    rate = _RATE.fullmatch(expression)
    if rate:
        period = int(rate[1]) * _UNITS[rate[2]]
        # The first time is the beginning itself (user guide, "Schedule types").
        return _every(period, begun - period * SECOND)
    at = _AT.fullmatch(expression)
    if at:
        return Once(_micros(dt.datetime.fromisoformat(at[1]).replace(tzinfo=zone)))
    cron = _CRON.fullmatch(expression)
    if cron is None:
        raise ValueError("an expression is a rate, a cron or an at")
    return _at_minutes(read_cron(cron[1].split(" ")), zone)


def zone_of(name: str) -> dt.tzinfo:
    """Give a time zone by its name; ValueError if there is none."""
    if name == "UTC":
        return dt.UTC
    try:
        return ZoneInfo(name)
    except (OSError, KeyError, ValueError):
        raise ValueError(f"{name} is no time zone") from None


def _every(seconds: int, begun: int) -> Plan:
    if not seconds:
        raise ValueError("a rate is positive")
    period = seconds * SECOND

    def plan(after: int) -> int:
        return begun + (max(after - begun, 0) // period + 1) * period

    return plan


def _at_minutes(cron: Cron, zone: dt.tzinfo) -> Plan:
    """Plan by the clock on the wall.

    A time that is skipped in spring does not come; one that is there twice in autumn comes once.
    """

    def plan(after: int) -> int | None:
        wall = (_EPOCH + after * _MICRO).astimezone(zone).replace(tzinfo=None)
        for found in cron.after(wall):
            moment = found.replace(tzinfo=zone)
            there = moment.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
            if there == found and _micros(moment) > after:
                return _micros(moment)
        return None

    return plan


def _micros(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MICRO
