"""A process that takes the time from the kit takes part in virtual time."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from pattern_tck.gateway import told_time
from tests.running import Runs
from tests.test_gateway import Desk, desk, gateway, target  # noqa: F401 - fixtures

#: A worker drains a backlog at a pace of its own, for longer than anybody would wait.
_HOURS = ("-m", "BUF-01 and own-timer", "--partial")


def test_what_takes_hours_is_judged(runs: Runs) -> None:
    ended = runs.run("features", "--implementation=bench.bindings.processes:reference", *_HOURS)
    assert ended.code == 0, ended.out
    assert {one["verdict"] for one in ended.judgements} == {"passed"}


def test_by_a_clock_of_its_own_it_is_not(runs: Runs) -> None:
    ended = runs.run("features", "--implementation=bench.bindings.processes:in_own_time", *_HOURS)
    assert "timers run in real time, and this scenario takes hours" in " ".join(ended.out.split())


def test_time_is_told_at_once_or_when_it_is_so_late(desk: Desk) -> None:  # noqa: F811
    clock = desk.target.clock
    url = desk.gateway.clock_url(desk.key)
    later = clock.now() + 3600

    at_once = desk.threads.submit(_get, url)
    desk.await_request()
    first = desk.line.take(lambda _: True)
    assert first is not None
    assert not first.is_asleep(clock.now())
    first.tell(clock.now())
    assert at_once.result() == clock.now()

    asleep = desk.threads.submit(_get, f"{url}?until={later}")
    desk.await_request()
    second = desk.line.take(lambda _: True)
    assert second is not None
    assert second.is_asleep(clock.now())
    clock.pass_time(3600)
    assert not second.is_asleep(clock.now())
    second.tell(clock.now())
    assert asleep.result() == later


def test_nobody_else_is_told(desk: Desk) -> None:  # noqa: F811
    for path in ("/clock/NOBODY", "/elsewhere", "/"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            _get(desk.gateway.url + path)
        with refused.value as answer:
            assert answer.code == 404


def test_a_moment_that_is_no_number_is_now() -> None:
    asked = told_time.asked_at("/clock/K?until=tomorrow")
    assert asked is not None
    assert asked[0] == "K"
    assert not told_time.is_asleep(asked[1], 0.0)


def _get(url: str) -> float:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return float(answer.read())
