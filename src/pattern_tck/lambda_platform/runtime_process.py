"""A function in a process of its own: any language, by way of the runtime API and the gateway.

While it is invoked, the kit serves its AWS calls one after the other, in the turn of its
participant; so every fault of the tap meets it, and a call that is slow is slow for it alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pattern_tck.bindings.binding import Part
from pattern_tck.bindings.child import Child
from pattern_tck.gateway.gateway import serve
from pattern_tck.gateway.line import Line
from pattern_tck.lambda_platform.context import Configuration
from pattern_tck.lambda_platform.function import FunctionDied, FunctionFailed
from pattern_tck.lambda_platform.runtime_api import Outcome, RuntimeApi
from pattern_tck.ports import Participant

#: How long a runtime may take until it asks for an event, in seconds of real time.
_START: Final = 30.0
#: How long a function may do nothing that can be seen, in seconds of real time.
_SILENCE: Final = 30.0
#: Between two looks at the gateway and the runtime API, in seconds of real time.
_LOOK: Final = 0.002
#: The shortest timeout that a function can have, in seconds.
_SHORTEST_TIMEOUT: Final = 1.0


@dataclass
class Deadlines:
    """Until when, in real time, a function may think that an invocation it died in goes on.

    A lock that it holds for as long as its invocation may last is kept on its own clock, which
    cannot be moved. So whoever is invoked next, once one has died, waits for the end of that.
    """

    by_application: dict[str, float] = field(default_factory=dict)

    def note(self, application: str, deadline: float) -> None:
        """Note an invocation that has ended with a death."""
        self.by_application[application] = max(
            deadline, self.by_application.get(application, deadline)
        )

    def wait(self, application: str) -> None:
        """Return when the invocations that ended with a death would be over."""
        end = self.by_application.pop(application, 0.0)
        time.sleep(max(0.0, end - time.time()))


class RuntimeProcess:
    """An execution environment that is a process; it begins with its first event."""

    def __init__(
        self,
        *,
        command: tuple[str, ...],
        handler: str,
        folder: Path,
        variables: Mapping[str, str],
        configuration: Configuration,
        part: Part,
        participant: Participant,
        deadlines: Deadlines,
    ) -> None:
        self._command = command if command[-1] == handler else (*command, handler)
        self._handler = handler
        self._folder = folder
        self._variables = variables
        self._configuration = configuration
        self._part = part
        self._participant = participant
        self._deadlines = deadlines
        self._child: Child | None = None
        self._api: RuntimeApi | None = None
        self._key = ""
        self._line = Line()

    def start(self) -> None:
        """Wait for the first event."""

    def close(self) -> None:
        """Kill the process for good."""
        self.kill()

    def kill(self) -> None:
        """Kill the process, and let nothing that it has asked for reach anybody."""
        if self._child is not None:
            self._part.gateway.cut_off(self._key)
            self._child.kill()
            self._child = None
        if self._api is not None:
            self._api.close()
            self._api = None

    def invoke(self, event: Any) -> Any:
        """Have the runtime answer an event, and serve its AWS calls meanwhile."""
        self._deadlines.wait(self._part.application)
        if self._child is None:
            self._begin()
        assert self._api is not None
        clock = self._part.target.clock
        real = _SHORTEST_TIMEOUT if clock.virtual else self._configuration.timeout
        deadline = time.time() + real
        invocation = self._api.offer(event, self._configuration.arn, deadline)
        try:
            outcome = self._served(self._api, invocation)
        except BaseException:
            self._deadlines.note(self._part.application, deadline)
            raise
        if outcome.error:
            raise FunctionFailed(outcome.error)
        try:
            return json.loads(outcome.answer or b"null")
        except ValueError as reason:
            raise FunctionFailed(f"its answer is no JSON: {reason}") from reason

    def _begin(self) -> None:
        part = self._part
        self._key, self._line = part.gateway.admit()
        self._api = RuntimeApi()
        given = self._configuration.environment(self._handler, str(self._folder), self._key)
        surroundings = {
            **given,
            **self._variables,
            **part.gateway.environment(self._key),
            "AWS_LAMBDA_RUNTIME_API": self._api.address,
            "TZ": ":UTC",
        }
        self._child = Child(self._command, self._folder, surroundings)

    def _served(self, api: RuntimeApi, invocation: str) -> Outcome:
        """Serve the function's calls until it has answered."""
        clock = self._part.target.clock
        late = clock.now() + self._configuration.timeout
        quiet_since = time.monotonic()
        while True:
            if outcome := api.outcome(invocation):
                return outcome
            if self._serve_one():
                quiet_since = time.monotonic()
                if clock.now() > late:
                    timeout = self._configuration.timeout
                    said = f"Task timed out after {timeout:.2f} seconds"
                    raise FunctionDied(f"Sandbox.Timedout: {said}")
                continue
            self._check_alive(api)
            patience = _SILENCE if api.is_taken(invocation) else _START
            if time.monotonic() - quiet_since > patience:
                raise FunctionDied(
                    f"it has said nothing for {patience:g} s of real time; it printed "
                    f"{self._said() or 'nothing'}"
                )
            self._line.await_news(_LOOK)

    def _serve_one(self) -> bool:
        waiting = self._line.take(lambda _: True)
        if waiting is None:
            return False
        part = self._part
        answer = serve(waiting, self._participant, part.tap, part.target.client)
        if answer is not None and waiting.asked.operation == "ReceiveMessage":
            waiting.answer(answer)  # a function that polls by itself finds what is there
        return True

    def _check_alive(self, api: RuntimeApi) -> None:
        assert self._child is not None
        if api.init_error:
            raise FunctionDied(f"it could not begin: {api.init_error}")
        if self._child.ended is not None:
            said = self._said()
            words = f"Runtime.ExitError: exit code {self._child.ended}"
            raise FunctionDied(f"{words}, having printed: {said}" if said else words)

    def _said(self) -> str:
        return self._child.said().strip() if self._child is not None else ""
