"""When something is due: expressions of rules and of schedules."""

import datetime as dt

import pytest

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.schedules.plans import rule_plan, schedule_plan, zone_of


def micros(text):
    return int(dt.datetime.fromisoformat(text + "+00:00").timestamp()) * 10**6


#: A Saturday.
BEGUN = micros("2026-11-21T09:30:00")


def due(plan, times=1, after=BEGUN):
    """Give the next moments of a plan."""
    found = []
    for _ in range(times):
        after = plan(after)
        if after is None:
            break
        found.append(dt.datetime.fromtimestamp(after / 10**6, dt.UTC).strftime("%Y-%m-%dT%H:%M"))
    return found


@pytest.mark.parametrize(
    ("expression", "moments"),
    [
        ("cron(15 12 * * ? *)", ["2026-11-21T12:15", "2026-11-22T12:15"]),
        ("cron(0 8 ? * MON-FRI *)", ["2026-11-23T08:00", "2026-11-24T08:00"]),
        ("cron(5,35 9 * * ? *)", ["2026-11-21T09:35", "2026-11-22T09:05"]),
        ("cron(0/20 9-10 ? * 7 *)", ["2026-11-21T09:40", "2026-11-21T10:00"]),
        ("cron(10-30/10 10 * * ? *)", ["2026-11-21T10:10", "2026-11-21T10:20"]),
        ("cron(0 2 ? * SAT#4 *)", ["2026-11-28T02:00", "2026-12-26T02:00"]),
        ("cron(0 2 ? * 6L *)", ["2026-11-27T02:00", "2026-12-25T02:00"]),
        ("cron(0 2 ? * L *)", ["2026-11-28T02:00", "2026-12-05T02:00"]),
        ("cron(0 2 L * ? *)", ["2026-11-30T02:00", "2026-12-31T02:00"]),
        ("cron(0 2 29W * ? *)", ["2026-11-30T02:00", "2026-12-29T02:00"]),
        ("cron(0 2 1W * ? 2028)", ["2028-01-03T02:00", "2028-02-01T02:00"]),
        ("cron(0 0 29 2 ? *)", ["2028-02-29T00:00", "2032-02-29T00:00"]),
        ("cron(0 0 1 JAN,JUL ? 2027)", ["2027-01-01T00:00", "2027-07-01T00:00"]),
        ("cron(0 0 1 1 ? 2002-2005)", []),
        ("cron(0 0 31 2 ? *)", []),
        ("rate(1 minute)", ["2026-11-21T09:31", "2026-11-21T09:32"]),
        ("rate(3 hours)", ["2026-11-21T12:30", "2026-11-21T15:30"]),
        ("rate(2 days)", ["2026-11-23T09:30", "2026-11-25T09:30"]),
    ],
)
def test_a_rule_is_due(expression, moments):
    assert due(rule_plan(expression, BEGUN), 2) == moments


def test_a_rate_keeps_to_its_beginning():
    plan = rule_plan("rate(10 minutes)", BEGUN)
    assert due(plan, 1, BEGUN + 25 * 60 * 10**6) == ["2026-11-21T10:00"]
    assert due(plan, 1, BEGUN + 30 * 60 * 10**6) == ["2026-11-21T10:10"]


def test_a_rate_of_a_schedule_begins_at_once():
    plan = schedule_plan("rate(10 minutes)", dt.UTC, BEGUN)
    assert due(plan, 2, BEGUN - 1) == ["2026-11-21T09:30", "2026-11-21T09:40"]


@pytest.mark.parametrize(
    "expression", ["rate(1 minutes)", "RATE(2 hour)", "rate(3day)", "cron(0 9 * * ?)"]
)
def test_a_schedule_is_not_as_strict_as_a_rule(expression):
    assert due(schedule_plan(expression, dt.UTC, BEGUN))
    with pytest.raises(ValueError, match=r"."):
        rule_plan(expression, BEGUN)


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 1 * * * *)",
        "cron(0 1 ? * ? *)",
        "cron(7 20 * * NOT *)",
        "cron(0 9 ? * MON#6 *)",
        "cron(0 9 W * ? *)",
        "cron(0/0 9 * * ? *)",
        "cron(0 9 * 13 ? *)",
        "cron(0 9 * *)",
        "cron()",
        "rate(9 seconds)",
        "rate(0 days)",
        "rate( 9 days )",
        " rate(9 days)",
        "at(2026-11-21)",
        "at(2026-11-21T09:30:00Z)",
        "at(2026-11-31T09:30:00)",
        "at(2026-11-21 09:30:00)",
        "soon",
    ],
)
def test_expressions_that_are_none(expression):
    for plan in (
        lambda: rule_plan(expression, BEGUN),
        lambda: schedule_plan(expression, dt.UTC, BEGUN),
    ):
        with pytest.raises(ValueError, match=r"."):
            plan()


def test_a_range_that_runs_backwards_is_not_modelled():
    with pytest.raises(NotModelled):
        rule_plan("cron(0 9 ? * SAT-MON *)", BEGUN)


def test_once_is_once():
    plan = schedule_plan("at(2026-11-22T10:00:30)", zone_of("Europe/Berlin"), BEGUN)
    assert due(plan, 2) == ["2026-11-22T09:00"]
    assert due(plan, 1, micros("2026-11-22T09:00:30")) == []


def test_the_clock_on_the_wall_decides():
    """A time that spring leaves out does not come; one that autumn has twice comes once."""
    plan = schedule_plan("cron(30 2 * * ? *)", zone_of("Europe/Berlin"), BEGUN)
    spring = due(plan, 3, micros("2027-03-26T12:00:00"))
    assert spring == ["2027-03-27T01:30", "2027-03-29T00:30", "2027-03-30T00:30"]
    autumn = due(plan, 3, micros("2027-10-30T12:00:00"))
    assert autumn == ["2027-10-31T00:30", "2027-11-01T01:30", "2027-11-02T01:30"]


def test_a_zone_has_a_name():
    assert zone_of("UTC") is dt.UTC
    for name in ("Mars/Olympus", "../etc", ""):
        with pytest.raises(ValueError, match="no time zone"):
            zone_of(name)
