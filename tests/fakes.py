"""Stand-ins for what the kit talks to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from pattern_tck.channels import Directory
from pattern_tck.journal import Journal
from pattern_tck.ports import Tempo
from pattern_tck.tap import Tap


class Clock:
    """A virtual clock, and what it was asked for."""

    virtual = True

    def __init__(self) -> None:
        self.time = 1000.0
        self.passed: list[float] = []

    def now(self) -> float:
        return self.time

    def pass_time(self, seconds: float) -> None:
        self.passed.append(seconds)
        self.time += seconds


class Target:
    """A target with a clock and nothing else."""

    name, version = "fake", "1"
    tempo = Tempo(visibility=30, patience=60.0, slack=1.0, step=10.0)

    def __init__(self) -> None:
        self.clock = Clock()

    def quiet(self) -> None: ...


class Client:
    """A client in the shape of botocore's, that answers as it is told and notes the calls."""

    def __init__(self, answer: Any = None, service: str = "sqs") -> None:
        self.meta = SimpleNamespace(service_model=SimpleNamespace(service_name=service))
        self.answer = {} if answer is None else answer
        self.calls: list[tuple[str, Mapping[str, Any]]] = []

    def _make_api_call(self, operation: str, parameters: Mapping[str, Any]) -> Any:
        self.calls.append((operation, parameters))
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


class Participant:
    """A player that does what ``turn`` does."""

    def __init__(self, name: str = "consumer", turn: Callable[[], bool] = lambda: False) -> None:
        self.name = self.application = self.role = name
        self.autonomous = False
        self.faults: frozenset[str] = frozenset()
        self.turns = 0
        self._turn = turn

    def work(self) -> bool:
        self.turns += 1
        return self._turn()

    def start(self) -> None: ...
    def crash(self) -> None: ...
    def close(self) -> None: ...

    def ready(self) -> bool:
        return True

    def idle(self) -> bool:
        return True


def tap() -> Tap:
    clock = Clock()
    directory = Directory()
    directory.add("work of consumer", "queue", "http://q/1")
    return Tap(directory, Journal(clock.now()), clock.now)
