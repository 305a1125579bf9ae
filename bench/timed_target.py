"""moto as the kit opens it, with a stopwatch on every call."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.fixtures.targets import moto
from pattern_tck.ports import Client, Target, TargetSettings


@dataclass
class Stopwatch:
    """Seconds spent inside botocore and moto, and the number of calls."""

    seconds: float = 0.0
    calls: int = 0


SPENT = Stopwatch()


class TimedTarget:
    """A target whose clients measure their calls; everything else is the target's own."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._clients: dict[str, Client] = {}

    def __getattr__(self, name: str) -> Any:
        """Give what the target has."""
        return getattr(self._target, name)

    def client(self, service: str) -> Client:
        """Give the target's client with a stopwatch at its single point of calling."""
        if service not in self._clients:
            client = self._target.client(service)
            copy = object.__new__(type(client))
            copy.__dict__.update(client.__dict__)
            bare = client._make_api_call  # noqa: SLF001 - where the tap sits as well

            def call(operation: str, parameters: Mapping[str, Any]) -> Any:
                began = time.perf_counter()
                try:
                    return bare(operation, parameters)
                finally:
                    SPENT.seconds += time.perf_counter() - began
                    SPENT.calls += 1

            copy.__dict__["_make_api_call"] = call
            self._clients[service] = copy
        return self._clients[service]


def open_target(settings: TargetSettings) -> Target:
    """Open moto with a stopwatch."""
    return TimedTarget(moto.open_target(settings))  # type: ignore[return-value]
