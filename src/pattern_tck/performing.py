"""Performing: a test item plays its scenario, once for each performer that the judge asks for."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from pattern_tck.expectations import Unmet
from pattern_tck.history.violation import Broken
from pattern_tck.judging import Judgement
from pattern_tck.numbering import numbers
from pattern_tck.performance import Performance
from pattern_tck.ports import RecordedTarget
from pattern_tck.reproduction.transcript import Transcribed
from pattern_tck.stage import Stage
from pattern_tck.tap import Crash

JUDGEMENT: pytest.StashKey[Judgement] = pytest.StashKey()


@dataclass
class StageOnTurn:
    """What steps are given as ``stage``: the world of the performance that is going on.

    pytest keeps a fixture's value for the whole item, and an item may be performed twice (by the
    reference and by the candidate), each time on a new stage; so the fixture points to it.
    """

    current: Stage | None = None
    step: str = ""
    #: What could not be removed of a performance that the user has interrupted.
    left_behind: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        """Give whatever the current stage has."""
        if self.current is None:
            raise AttributeError(f"{name}: no performance is going on")
        return getattr(self.current, name)


def play(function: Callable[[], Any], turn: StageOnTurn) -> Any:
    """Give the function by which the judge has an item performed on a stage."""

    def perform(stage: Stage) -> Performance:
        began = time.perf_counter()
        turn.current, turn.step = stage, ""
        error: BaseException | None = None
        try:
            function()
        except (Exception, Crash, pytest.fail.Exception) as raised:  # noqa: BLE001
            error = raised
        except BaseException:
            # The user has had enough: what was made goes all the same.
            turn.left_behind += _ended(stage)
            raise
        if error is None and stage.watch.broken:
            error = Unmet("what was sent", "only what the contracts allow", stage.watch.broken[0])
        found = tuple(stage.violations())
        harm = [each for each in found if each.harm]
        if error is None and harm:
            error = Broken(harm[0])
        unfired, standstill = tuple(stage.faults.unfired), stage.standstill
        failed = error is not None or unfired
        evidence = tuple(stage.evidence()) if failed else ()
        target = stage.target
        world = target.recorded() if failed and isinstance(target, RecordedTarget) else None
        try:
            left = tuple(_ended(stage))
        except BaseException:
            turn.left_behind += stage.remove()  # what is gone by now needs no removing
            raise
        turn.current = None
        return Performance(
            error=error,
            unfired=unfired,
            evidence=evidence,
            step=turn.step,
            seconds=time.perf_counter() - began,
            calls=stage.calls,
            left_behind=left,
            standstill=standstill,
            world=world,
            history=found,
        )

    return perform


def _ended(stage: Stage) -> list[str]:
    """End a performance and remove what it has made; give what could not be removed."""
    try:
        stage.close()
        stage.target.quiet()
    finally:
        kept = not stage.target.reset()
        left = stage.remove() if kept else []
    if not kept:
        numbers.begin_again()
    return left


def pytest_bdd_before_scenario(request: pytest.FixtureRequest) -> None:
    """Have a target that is transcribed begin anew."""
    if transcribed := _transcribed(request):
        transcribed.begin()


def pytest_bdd_step_error(request: pytest.FixtureRequest) -> None:
    """Have a target that is transcribed stop here: what follows is the clearing up."""
    if transcribed := _transcribed(request):
        transcribed.end()


def _transcribed(request: pytest.FixtureRequest) -> Transcribed | None:
    if "stage" not in request.fixturenames:
        return None
    turn = request.getfixturevalue("stage")
    target = turn.current.target if isinstance(turn, StageOnTurn) and turn.current else None
    return target if isinstance(target, Transcribed) else None


def pytest_bdd_before_step(request: pytest.FixtureRequest, step: Any, step_func: Any) -> None:
    """Note which line is being played; refuse a step that would never be awaited."""
    turn = request.getfixturevalue("stage")
    if isinstance(turn, StageOnTurn):
        turn.step = f"{step.keyword} {step.name}"
    if inspect.iscoroutinefunction(step_func):
        raise TypeError(f"step {step.name!r} is async, and nobody would await it; make it plain")
