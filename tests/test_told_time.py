"""A process that takes the time from the kit takes part in virtual time."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pattern_tck.bindings import process
from pattern_tck.bindings.binding import Part
from pattern_tck.bindings.process import ProcessBinding
from pattern_tck.bindings.topology import ByPython
from pattern_tck.gateway import told_time
from pattern_tck.gateway.line import Waiting
from pattern_tck.ports import Role
from pattern_tck.simulator.clock import VirtualClock
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


class FullCircle:
    """A turn that finds nothing, counted."""

    taken = 0
    worked = False
    went_full_circle = True

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def take(self) -> bool:
        FullCircle.taken += 1
        return FullCircle.worked


@pytest.mark.parametrize("told", [True, False])
def test_who_is_told_the_time_and_found_nothing_looks_again_when_something_has_happened(
    monkeypatch: pytest.MonkeyPatch, *, told: bool
) -> None:
    monkeypatch.setattr(FullCircle, "taken", 0)
    monkeypatch.setattr(process, "Turn", FullCircle)
    clock = VirtualClock()
    around: Any = SimpleNamespace(clock=clock, quiet=lambda: None)
    happened: list[str] = []
    tap: Any = SimpleNamespace(journal=SimpleNamespace(events=happened))
    binding = ProcessBinding(("worker",), Path(), ByPython(Role), told_time=told)
    worker = binding.player(Part("worker", "worker", {}, around, tap), "worker")

    def taken() -> int:
        worker._take_turn()
        return FullCircle.taken

    assert [taken(), taken()] == ([1, 1] if told else [1, 2])
    if not told:
        return  # a clock of its own goes on by itself
    happened.append("a message is sent")
    assert [taken(), taken()] == [2, 2]
    clock.pass_time(1)
    assert [taken(), taken()] == [3, 3]
    happened.append("a message is received")
    monkeypatch.setattr(FullCircle, "worked", True)
    assert [taken(), taken()] == [4, 5], "who had something to do may have more of it"
    monkeypatch.setattr(FullCircle, "worked", False)
    monkeypatch.setattr(FullCircle, "went_full_circle", False)
    assert [taken(), taken()] == [6, 7], "nobody knows what it was at when it was not waited for"
    monkeypatch.setattr(FullCircle, "went_full_circle", True)
    assert [taken(), taken()] == [8, 8]
    worker._line.put(Waiting(told_time.asked_at("/clock/K")[1], lambda: False))  # type: ignore[index]
    assert taken() == 9


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
