"""Counts the calls that the suite would make on AWS: the source of ``estimate/calls.json``.

The suite runs on the simulator with the tempo of AWS, whose waiting takes no real time there, and
every call of a client is counted by the role of its scenario, the kit's and the player's apart:

    CALLS_FOLDER=calls PYTHONPATH=bench pytest -p aws_calls -n 2 features
    python bench/aws_calls.py calls
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pattern_tck import run
from pattern_tck.collecting import SCENARIO
from pattern_tck.fixtures.targets import aws
from pattern_tck.tap import Tap

_TABLE = Path(run.__file__).parent / "estimate" / "calls.json"

#: By role: what is counted -> how often. "" is the target itself.
_counts: dict[str, Counter[str]] = defaultdict(Counter)
_current = [""]


class _Clock:
    """A virtual clock that passes for the world's."""

    virtual = False

    def __init__(self, clock: Any) -> None:
        self.now, self.pass_time = clock.now, clock.pass_time


class _LikeAws:
    """The simulator, with tempo and capabilities of AWS, counting."""

    tempo = aws.AwsTarget.tempo
    capabilities = aws.AwsTarget.capabilities

    def __init__(self, target: Any) -> None:
        self._target = target
        self.clock = _Clock(target.clock)
        self.name, self.version, self.beside = target.name, target.version, target.beside
        self.quiet, self.close = target.quiet, target.close
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = _counted(self._target.client(service), service)
        return self._clients[service]

    def reset(self) -> bool:
        self._target.reset()
        return False  # so that it is removed piece by piece as well


def _counted(client: Any, service: str) -> Any:
    copy = object.__new__(type(client))
    copy.__dict__.update(client.__dict__)
    make_api_call = client._make_api_call  # noqa: SLF001 - botocore's single point of calling

    def call(operation: str, parameters: Any) -> Any:
        _counts[_current[0]][f"all {service} {operation}"] += 1
        return make_api_call(operation, parameters)

    copy.__dict__["_make_api_call"] = call
    return copy


def pytest_configure() -> None:
    """Count on the simulator, whatever target is asked for."""
    open_target, pass_on = run.open_target, Tap.pass_on

    def counting(*_: Any) -> Any:
        return _LikeAws(open_target("simulator", None))

    def told_apart(self: Tap, participant: Any, service: str, operation: str, *rest: Any) -> Any:
        if participant.role != "the kit":
            _counts[_current[0]][f"player {service} {operation}"] += 1
        return pass_on(self, participant, service, operation, *rest)

    run.open_target = counting  # type: ignore[assignment]
    Tap.pass_on = told_apart  # type: ignore[method-assign, assignment]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Count for the role of the scenario."""
    scenario = item.stash.get(SCENARIO, None)
    if scenario is not None:
        _current[0] = scenario.role or ""
        _counts[_current[0]]["scenarios"] += 1
    return (yield)


def pytest_unconfigure() -> None:
    """Write what this process has counted."""
    folder = Path(os.environ["CALLS_FOLDER"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{os.getpid()}.json").write_text(json.dumps(_counts), "utf-8")


def merged(folder: Path) -> dict[str, Any]:
    """Give the table: by role the number of its scenarios, and the calls of player and kit."""
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for file in folder.glob("*.json"):
        for role, counts in json.loads(file.read_text("utf-8")).items():
            total[role].update(counts)
    return {role: _row(counts) for role, counts in sorted(total.items())}


def _row(counts: Counter[str]) -> dict[str, Any]:
    split: dict[str, dict[str, int]] = {"kit": {}, "player": {}}
    for name, count in sorted(counts.items()):
        who, _, call = name.partition(" ")
        if who == "player":
            split["player"][call] = count
        elif who == "all" and count > counts[f"player {call}"]:
            split["kit"][call] = count - counts[f"player {call}"]
    return {"scenarios": counts["scenarios"], **split}


if __name__ == "__main__":
    made = json.dumps(merged(Path(sys.argv[1])), indent=1)
    _TABLE.write_text(f"{made}\n", "utf-8")
