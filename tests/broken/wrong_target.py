"""moto with one promise broken: what the contract features are proved with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pattern_tck.fixtures.targets import moto
from pattern_tck.ports import Client, Target, TargetSettings

#: Gets service, operation, parameters and the honest way on, and gives a perhaps wrong answer.
Wrong = Callable[[str, str, Mapping[str, Any], Callable[[Mapping[str, Any]], Any]], Any]


class WrongTarget:
    """A target like moto, whose calls all pass through ``wrong``."""

    #: Not moto's: what moto is known to break may well hold here, and that makes no entry stale.
    name = "moto with a broken promise"

    def __init__(self, honest: Target, wrong: Wrong) -> None:
        self._honest = honest
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
