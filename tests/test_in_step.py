"""In step with real time: the clock of a target that has its own, and the turns of processes."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from pattern_tck import in_step as module
from pattern_tck.bindings import process_turn
from pattern_tck.bindings.binding import Part
from pattern_tck.fixtures.targets.simulator import SimulatorTarget, open_target
from pattern_tck.gateway.gateway import close_gateways, gateway_before
from pattern_tck.gateway.line import Line, Waiting
from pattern_tck.in_step import in_step
from pattern_tck.ports import TargetSettings
from pattern_tck.simulator.doors.wire.requests import JSON, Asked
from tests.fakes import Client, tap


@pytest.fixture
def target() -> Iterator[SimulatorTarget]:
    target = open_target(TargetSettings())
    yield target
    close_gateways()
    target.close()


@pytest.mark.parametrize("fraction", [0.0, 0.001, 0.7])
def test_the_clock_is_never_ahead_of_the_world(
    target: SimulatorTarget, monkeypatch: pytest.MonkeyPatch, fraction: float
) -> None:
    world = 1_800_000_000 + fraction
    monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: world))
    assert in_step(target).clock.now() == pytest.approx(world, abs=1e-5)


def test_a_target_in_step_has_the_gateway_of_the_target(target: SimulatorTarget) -> None:
    assert gateway_before(in_step(target)) is gateway_before(target)


class Process:
    """A process that has made the calls in its line, and makes no other."""

    application = name = role = "consumer"

    def __init__(self) -> None:
        self.waited_for: list[float] = []

    def await_call(self, seconds: float) -> bool:
        self.waited_for.append(seconds)
        return False


def turn(answer: Any, *, virtual: bool, **asked: Any) -> tuple[Process, Waiting]:
    """Give who has taken a turn in which he asks for messages and gets this answer."""
    clock = SimpleNamespace(virtual=virtual, now=lambda: 1000.0)
    target: Any = SimpleNamespace(clock=clock, client=lambda _: Client(answer))
    parameters = {"QueueUrl": "http://127.0.0.1/1/q", **asked}
    waiting = Waiting(Asked("sqs", "ReceiveMessage", parameters, "", JSON, ""), lambda: False)
    line, consumer = Line(), Process()
    line.put(waiting)
    part = Part("consumer", "consumer", {}, target, tap())
    process_turn.Turn(
        consumer, part, line, polled=set(), told=False, await_call=consumer.await_call
    ).take()
    return consumer, waiting


MESSAGE = {"Messages": [{"MessageId": "m", "ReceiptHandle": "h", "Body": "b"}]}


def test_who_works_for_long_is_waited_for_only_where_time_stands_still() -> None:
    held_up, _ = turn(MESSAGE, virtual=True)
    assert held_up.waited_for == [process_turn.BUSY]
    looked_at_again, _ = turn(MESSAGE, virtual=False)
    assert looked_at_again.waited_for == [process_turn.IN_HAND]


def test_a_long_poll_is_a_short_one_where_time_is_real() -> None:
    _, poll = turn({}, virtual=True, WaitTimeSeconds=20)
    assert poll.until == 1020
    _, poll = turn({}, virtual=False, WaitTimeSeconds=20)
    assert poll.until == 1000 + process_turn._REAL_POLL


class NeverDone(Process):
    """A process that looks for room in a table all the time."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line
        self.looks = 0

    def await_call(self, seconds: float) -> bool:
        self.looks += 1
        asked = Asked("dynamodb", "GetItem", {"TableName": "places"}, "", JSON, "")
        self._line.put(Waiting(asked, lambda: False))
        return True


@pytest.mark.parametrize("virtual", [True, False])
def test_who_is_never_done_has_a_turn_of_a_limited_time(
    virtual: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_turn, "_LONGEST", 0.0)
    clock = SimpleNamespace(virtual=virtual, now=lambda: 1000.0)
    target: Any = SimpleNamespace(clock=clock, client=lambda _: Client({}))
    part = Part("consumer", "consumer", {}, target, tap())
    line = Line()
    looking = NeverDone(line)
    process_turn.Turn(
        looking, part, line, polled=set(), told=False, await_call=looking.await_call
    ).take()
    assert (looking.looks > 100) == virtual
