"""A Python function in this process: its handler is imported afresh for each instance."""

from __future__ import annotations

import decimal
import importlib
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pattern_tck.event_loops import alone, no_event_loop
from pattern_tck.lambda_platform.context import Configuration, LambdaContext
from pattern_tck.lambda_platform.function import FunctionDied, FunctionFailed
from pattern_tck.lambda_platform.interception import Caller, Interception, running
from pattern_tck.lambda_platform.surroundings import Surroundings
from pattern_tck.ports import Clients, Clock

Handler = Callable[[Any, LambdaContext], Any]


class _TimedOut(BaseException):
    """Lambda stops a function that takes too long, wherever it is. What it has asked for stands."""


class ImportedFunction:
    """An execution environment without a process of its own.

    It begins with its first event, as Lambda's do, and again after each death.
    """

    def __init__(
        self,
        *,
        handler: str,
        folder: Path,
        variables: Mapping[str, str],
        configuration: Configuration,
        clients: Clients,
        clock: Clock,
        instance: str,
    ) -> None:
        self._named = handler
        self._folder = folder
        given = configuration.environment(handler, str(folder), instance)
        self._variables = {**given, **variables}
        self._log_stream = given["AWS_LAMBDA_LOG_STREAM_NAME"]
        self._configuration = configuration
        self._clients = clients
        self._clock = clock
        self._handler: Handler | None = None
        self._is_seen = False
        self._surroundings = self._fresh()

    def start(self) -> None:
        """Have its calls seen; the handler is imported when there is an event."""
        if not self._is_seen:
            self._is_seen = True
            Interception.begin()

    def close(self) -> None:
        """Forget everything for good."""
        self.kill()
        if self._is_seen:
            self._is_seen = False
            Interception.end()

    def kill(self) -> None:
        """Forget the handler, and all modules and variables with it."""
        self._handler = None
        self._surroundings = self._fresh()

    def invoke(self, event: Any) -> Any:
        """Have the handler answer an event."""
        handler = self._handler or self._import()
        context = self._context()
        try:
            answer = self._within(lambda: handler(_as_json(event), context), context.deadline)
        except SystemExit as ended:
            raise FunctionDied(f"Runtime.ExitError: exit status {ended.code}") from ended
        except _TimedOut as late:
            raise FunctionDied(f"Sandbox.Timedout: {late}") from late
        except Exception as error:
            raise FunctionFailed(_said(error)) from error
        try:
            return _as_json(answer)
        except (TypeError, ValueError) as error:
            raise FunctionFailed(f"Runtime.MarshalError: {error}") from error

    def _import(self) -> Handler:
        module, _, name = self._named.rpartition(".")
        importlib.invalidate_caches()  # its file may be younger than the last look at the folder
        try:
            handler = self._within(
                lambda: getattr(importlib.import_module(module.replace("/", ".")), name)
            )
        except SystemExit as ended:
            raise FunctionDied(f"Runtime.ExitError: exit status {ended.code}") from ended
        except Exception as error:
            raise FunctionDied(f"{self._named} cannot be imported: {_said(error)}") from error
        if not callable(handler):
            raise FunctionDied(f"{self._named} is {handler!r:.80}, which cannot be called")
        self._handler = handler
        return self._handler

    def _within(self, does: Callable[[], Any], deadline: float = math.inf) -> Any:
        def outlived() -> None:
            if self._clock.now() > deadline:
                timeout = self._configuration.timeout
                raise _TimedOut(f"Task timed out after {timeout:.2f} seconds")

        caller = Caller(self._clients, self._surroundings, outlived)
        try:
            with self._surroundings.inside(), running(caller), no_event_loop():
                answer = does()
        except BaseException as error:
            found = caller.death or alone(error)
            if found is not error:  # it is in the group of a task group, for example
                raise found from error
            raise
        if caller.death:  # whatever the handler makes of it
            raise caller.death
        outlived()
        return answer

    def _context(self) -> LambdaContext:
        settings = self._configuration
        return LambdaContext(
            settings.name,
            settings.arn,
            self._clock.now() + settings.timeout,
            self._clock.now,
            f"/aws/lambda/{settings.name}",
            self._log_stream,
        )

    def _fresh(self) -> Surroundings:
        return Surroundings(self._folder, self._variables, self._clock)


def _as_json(value: Any) -> Any:
    """Give what is left of a value on its way through JSON, which every event and answer goes."""
    return json.loads(json.dumps(value, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is not JSON serializable")


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
