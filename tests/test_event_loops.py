"""asyncio in objects and functions: each turn has a loop of its own, and a death is a death."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pattern_tck.bindings.python_object import PythonParticipant
from pattern_tck.event_loops import alone, no_event_loop
from pattern_tck.tap import Crash


def test_another_loop_can_run_within_a_slow_call() -> None:
    async def other() -> str:
        return "had its turn"

    async def slow() -> str:
        with no_event_loop():
            said = asyncio.run(other())
        assert asyncio.get_running_loop()
        return said

    assert asyncio.run(slow()) == "had its turn"


def test_a_kill_is_found_in_groups_of_groups() -> None:
    crash = Crash("killed")
    group = BaseExceptionGroup("outer", [ValueError(), BaseExceptionGroup("inner", [crash])])
    assert alone(group) is crash
    assert alone(crash) is crash
    of_the_team = ExceptionGroup("theirs", [ValueError()])
    assert alone(of_the_team) is of_the_team


class Calls:
    """A client that is killed at its first call, as far as the tap goes."""

    meta = SimpleNamespace(service_model=SimpleNamespace(service_name="sqs"))

    def __init__(self) -> None:
        self.made: list[str] = []

    def _make_api_call(self, operation: str, parameters: Any) -> None:
        self.made.append(operation)


class KillingTap:
    def __init__(self, error: BaseException) -> None:
        self.error: BaseException | None = error

    def pass_on(self, who: Any, service: str, operation: str, asked: Any, proceed: Any) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise error
        proceed(asked)


def participant(
    work: Callable[[Any], bool], error: BaseException | None = None
) -> tuple[PythonParticipant, Calls]:
    calls = Calls()

    class Worker:
        def __init__(self, environment: Any, client: Any, now: Any) -> None:
            self.client = client("sqs")

        def work(self) -> bool:
            return work(self.client)

    part: Any = SimpleNamespace(
        target=SimpleNamespace(client=lambda service: calls, clock=SimpleNamespace(now=float)),
        tap=KillingTap(error or Crash("killed before A")),
        environment={},
        application="it",
        role="consumer",
    )
    return PythonParticipant(Worker, part, "it"), calls


def in_a_task_group(client: Any) -> bool:
    async def one(operation: str) -> None:
        client._make_api_call(operation, {})

    async def both() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(one("A"))
            group.create_task(one("B"))

    asyncio.run(both())
    return True


def gathered(client: Any) -> bool:
    async def one(operation: str) -> None:
        client._make_api_call(operation, {})

    async def both() -> None:
        await asyncio.gather(one("A"), one("B"), return_exceptions=True)

    asyncio.run(both())
    return True


def swallowed(client: Any) -> bool:
    for operation in "AB":
        try:
            client._make_api_call(operation, {})
        except BaseException:  # noqa: BLE001 - the worst that a team may write
            continue
    return False


@pytest.mark.parametrize("work", [in_a_task_group, gathered, swallowed])
def test_who_is_killed_is_dead_whatever_he_makes_of_it(work: Callable[[Any], bool]) -> None:
    killed, calls = participant(work)
    assert killed.work()
    assert killed.deaths.told == ["killed before A"]
    assert calls.made == [], "a dead worker has made a call"
    killed.work()
    assert calls.made == ["A", "B"], "the next one lives"
    assert killed.idle()


def test_what_only_the_kit_raises_comes_out_of_a_task_group() -> None:
    class Ours(BaseException):
        pass

    stopped, _ = participant(in_a_task_group, Ours())
    with pytest.raises(Ours):
        stopped.work()
    assert stopped.idle()


def test_what_a_team_raises_is_a_death() -> None:
    failing, _ = participant(in_a_task_group, ValueError("no"))
    assert not failing.work()
    assert failing.deaths.told[0].startswith("ExceptionGroup: ")


def test_a_function_that_swallows_its_death_is_dead(tmp_path: Path) -> None:
    from pattern_tck.lambda_platform.imported import ImportedFunction
    from pattern_tck.lambda_platform.interception import _running

    function: Any = object.__new__(ImportedFunction)
    function._clients, function._clock = None, SimpleNamespace(now=float)
    function._surroundings = SimpleNamespace(inside=no_event_loop)

    def handler() -> str:
        caller = _running.get()
        assert caller
        caller.death = Crash("killed")
        return "all is well"

    with pytest.raises(Crash, match="killed"):
        function._within(handler)
