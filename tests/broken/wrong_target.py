"""moto, or the simulator, with one promise broken: what the contract features are proved with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.fixtures.targets import moto, simulator
from pattern_tck.ports import Client, Target, TargetSettings

#: Gets service, operation, parameters and the honest way on, and gives a perhaps wrong answer.
Wrong = Callable[[str, str, Mapping[str, Any], Callable[[Mapping[str, Any]], Any]], Any]


class WrongTarget:
    """A target like another one, whose calls all pass through ``wrong``."""

    def __init__(self, honest: Target, wrong: Wrong) -> None:
        self._honest = honest
        # Not moto's: what moto is known to break may well hold here, and that makes no entry stale.
        self.name = f"{honest.name} with a broken promise"
        self._wrong = wrong
        self._clients: dict[str, Client] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._honest, name)

    def client(self, service: str) -> Client:
        if service not in self._clients:
            honest = self._honest.client(service)
            copy = object.__new__(type(honest))
            copy.__dict__.update(honest.__dict__)

            def call(operation: str, parameters: Mapping[str, Any]) -> Any:
                return self._wrong(
                    service,
                    operation,
                    parameters,
                    lambda asked: honest._make_api_call(operation, dict(asked)),
                )

            copy.__dict__["_make_api_call"] = call
            self._clients[service] = copy
        return self._clients[service]


def wrong_target(wrong: Wrong) -> Callable[[TargetSettings], Target]:
    """Give a target factory for ``--target tests.broken.MODULE:NAME``."""
    return lambda settings: WrongTarget(moto.open_target(settings), wrong)


def remembering_target(
    wrong: Callable[[dict[str, Any], str, Mapping[str, Any], Callable[[Any], Any]], Any],
) -> Callable[[TargetSettings], Target]:
    """Give a factory of targets that remember what was done, until a queue is made.

    ``wrong`` gets the memory, the operation, its parameters and the honest way on.
    """

    def open_target(settings: TargetSettings) -> Target:
        memory: dict[str, Any] = {}

        def remembering(
            service: str, operation: str, parameters: Mapping[str, Any], honestly: Any
        ) -> Any:
            if operation == "CreateQueue":
                memory.clear()
            return wrong(memory, operation, parameters, honestly)

        return WrongTarget(moto.open_target(settings), remembering)

    return open_target


def wrong_simulator(wrong: Wrong) -> Callable[[TargetSettings], Target]:
    """Give such a factory on the simulator, for what moto does not keep anyway."""
    return lambda settings: WrongTarget(simulator.open_target(settings), wrong)


#: What an operation answers that has nothing to say.
OK = {"ResponseMetadata": {"HTTPStatusCode": 200}}


def says(operation: str, change: Callable[[Any], Any]) -> Callable[[TargetSettings], Target]:
    """Give such a factory on the simulator that says something else than is so."""

    def wrong(_service: str, called: str, parameters: Mapping[str, Any], proceed: Any) -> Any:
        answer = proceed(parameters)
        return change(answer) if called == operation else answer

    return wrong_simulator(wrong)


def accepts(operation: str, answer: Mapping[str, Any] = OK) -> Callable[[TargetSettings], Target]:
    """Give such a factory on the simulator that says yes to what it ought to refuse."""

    def wrong(_service: str, called: str, parameters: Mapping[str, Any], proceed: Any) -> Any:
        try:
            return proceed(parameters)
        except ClientError:
            if called != operation:
                raise
            return answer

    return wrong_simulator(wrong)
