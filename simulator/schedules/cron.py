"""Cron expressions of EventBridge: six fields that say at which minutes something is done."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from pattern_tck.simulator.numerals import is_whole
from pattern_tck.simulator.refusals import NotModelled

_MONTHS: Final = {name.upper(): n for n, name in enumerate(calendar.month_abbr) if name}
_WEEKDAYS: Final = {
    name: n for n, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), 1)
}
_NO_NAMES: Final[dict[str, int]] = {}
#: A minute that does not come in so many years never comes: the calendar repeats itself.
_FAR: Final = 400
_FIRST_YEAR: Final = 1970
#: The last year that a field may name (user guide of EventBridge, "Cron expressions").
_LAST_YEAR: Final = 2199
_ITEM: Final = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")

_Days = Callable[[dt.date], bool]


@dataclass(frozen=True)
class Cron:
    """A compiled expression; ``days`` says of a date whether something is done on it."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: _Days
    months: frozenset[int]
    years: frozenset[int] | None

    def after(self, moment: dt.datetime) -> Iterator[dt.datetime]:
        """Give the moments that come later than one, without a time zone, in their order."""
        for day in self._dates(moment.date()):
            for hour in self.hours:
                for minute in self.minutes:
                    found = dt.datetime.combine(day, dt.time(hour, minute))
                    if found > moment:
                        yield found

    def _dates(self, first: dt.date) -> Iterator[dt.date]:
        last = min(max(self.years or {first.year + _FAR}), dt.MAXYEAR)
        for year in range(first.year, last + 1):
            if self.years is not None and year not in self.years:
                continue
            for month in sorted(self.months):
                for number in range(1, calendar.monthrange(year, month)[1] + 1):
                    day = dt.date(year, month, number)
                    if day >= first and self.days(day):
                        yield day


def read_cron(fields: list[str]) -> Cron:
    """Compile five or six fields; without the sixth, every year. Raises ValueError."""
    if len(fields) not in (5, 6):
        raise ValueError("there are five or six fields")
    minute, hour, day, month, weekday, *year = fields
    if (day == "?") == (weekday == "?"):
        raise ValueError("one of the days is left open, and the other one is not")
    return Cron(
        minutes=tuple(sorted(_values(minute, 0, 59))),
        hours=tuple(sorted(_values(hour, 0, 23))),
        days=_weekdays(weekday) if day == "?" else _month_days(day),
        months=_values(month, 1, 12, _MONTHS),
        years=None if not year or year == ["*"] else _values(year[0], _FIRST_YEAR, _LAST_YEAR),
    )


def _values(text: str, least: int, most: int, names: dict[str, int] = _NO_NAMES) -> frozenset[int]:
    found: set[int] = set()
    for item in text.split(","):
        parts = _ITEM.fullmatch(item)
        if parts is None:
            raise ValueError(f"{item} is no value")
        step = int(parts["step"] or 1)
        if parts["first"] == "*":
            first, last = least, most
            if parts["last"]:
                raise ValueError(f"{item} is no range")
        else:
            first = _value(parts["first"], names)
            # A step without an end goes on to the end of the field.
            last = _value(parts["last"], names) if parts["last"] else first
            if parts["step"] and not parts["last"]:
                last = most
        if not (least <= first <= most and least <= last <= most and step):
            raise ValueError(f"{item} is not from {least} to {most}")
        if first > last:
            raise NotModelled(f"the range {item}, which runs backwards,")
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _value(text: str, names: dict[str, int]) -> int:
    named = names.get(text.upper())
    if named is not None:
        return named
    if not is_whole(text):
        raise ValueError(f"{text} is no number")
    return int(text)


def _month_days(text: str) -> _Days:
    if text == "L":
        return lambda day: day.day == _length(day)
    if text.endswith("W") and text != "LW":
        return _nearest_workday(_one(text[:-1], 31))
    if not re.fullmatch(r"[\d,*/-]+", text):
        raise ValueError(f"{text} is no day of a month")
    values = _values(text, 1, 31)
    return lambda day: day.day in values


def _nearest_workday(wanted: int) -> _Days:
    """Give the workday nearest to a day, in the same month."""

    def fits(day: dt.date) -> bool:
        if wanted > _length(day):
            return False
        aim = day.replace(day=wanted)
        shift = {5: -1 if wanted > 1 else 2, 6: 1 if wanted < _length(day) else -2}
        return day == aim + dt.timedelta(days=shift.get(aim.weekday(), 0))

    return fits


def _weekdays(text: str) -> _Days:
    if "#" in text:
        name, _, number = text.partition("#")
        weekday, nth = _weekday(name), _one(number, 5)
        return lambda day: _number(day) == weekday and (day.day - 1) // 7 + 1 == nth
    if text == "L":
        return lambda day: _number(day) == _WEEKDAYS["SAT"]
    if text.endswith("L"):
        weekday = _weekday(text[:-1])
        return lambda day: _number(day) == weekday and day.day > _length(day) - 7
    values = _values(text, 1, 7, _WEEKDAYS)
    return lambda day: _number(day) in values


def _weekday(text: str) -> int:
    number = _value(text, _WEEKDAYS)
    if not 1 <= number <= 7:
        raise ValueError(f"{text} is no weekday")
    return number


def _one(text: str, most: int) -> int:
    if not is_whole(text) or not 1 <= int(text) <= most:
        raise ValueError(f"{text} is not from 1 to {most}")
    return int(text)


def _number(day: dt.date) -> int:
    """Give the number of a weekday: Sunday is 1."""
    return day.isoweekday() % 7 + 1


def _length(day: dt.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
