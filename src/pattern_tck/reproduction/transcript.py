"""Recording what a scenario asks of a target: its calls in order, and the time between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.ports import Client, Clock, Target


@dataclass(frozen=True)
class Made:
    """One call: what was asked, and the answer or the words of the error."""

    service: str
    operation: str
    parameters: Mapping[str, Any]
    answer: Any = None
    error: str = ""

    @property
    def asked(self) -> tuple[str, str, Mapping[str, Any]]:
        """Give what makes two calls the same question."""
        return self.service, self.operation, self.parameters


@dataclass(frozen=True)
class Waited:
    """So many seconds of the target's clock went by."""

    seconds: float


Step = Made | Waited


class Transcribed:
    """A target that notes what it is asked for, from `begin` to `end`."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._clients: dict[str, Client] = {}
        self._going_on = False
        self.steps: list[Step] = []
        self.clock: Clock = _TranscribedClock(target.clock, self)

    def __getattr__(self, name: str) -> Any:
        """Give whatever the target has."""
        return getattr(self._target, name)

    def begin(self) -> None:
        """Forget what was noted, and note again."""
        self.steps = []
        self._going_on = True

    def end(self) -> None:
        """Note nothing more: what comes now is the clearing up."""
        self._going_on = False

    def note(self, step: Step) -> None:
        """Note a step, if a scenario is going on."""
        if self._going_on:
            self.steps.append(step)

    def client(self, service: str) -> Client:
        """Give the target's client of a service, each call of which is noted."""
        if service not in self._clients:
            self._clients[service] = self._noting(self._target.client(service), service)
        return self._clients[service]

    def _noting(self, client: Client, service: str) -> Client:
        copy = object.__new__(type(client))
        copy.__dict__.update(client.__dict__)
        make_api_call = client._make_api_call  # noqa: SLF001 - botocore's single point of calling

        def call(operation: str, parameters: Mapping[str, Any]) -> Any:
            asked = dict(parameters)
            try:
                answer = make_api_call(operation, parameters)
            except Exception as error:
                self.note(Made(service, operation, asked, error=str(error)))
                raise
            self.note(Made(service, operation, asked, answer))
            return answer

        copy.__dict__["_make_api_call"] = call
        return copy


class _TranscribedClock:
    def __init__(self, clock: Clock, recorded: Transcribed) -> None:
        self._clock = clock
        self._recorded = recorded
        self.virtual = clock.virtual

    def __getattr__(self, name: str) -> Any:
        return getattr(self._clock, name)

    def now(self) -> float:
        return self._clock.now()

    def pass_time(self, seconds: float) -> None:
        self._recorded.note(Waited(seconds))
        self._clock.pass_time(seconds)
