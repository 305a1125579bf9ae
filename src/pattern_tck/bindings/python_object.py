"""The binding of Python objects: a worker in this process that is given turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.bindings.binding import Deaths, Part
from pattern_tck.event_loops import alone, no_event_loop
from pattern_tck.http import HttpAnswer, HttpRequest, HttpWorker
from pattern_tck.ports import Client, Clients, Environment, Participant, Role, Worker
from pattern_tck.tap import Crash, Tap, tapped


@dataclass(frozen=True)
class PythonObject:
    """A class (or any callable) that makes workers, and perhaps deploys channels."""

    make: Role
    http_alone = False
    behind_gateway = False
    own_time = False

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Have the role make the channels that it owns."""
        deploy: Callable[[Environment, Clients], Mapping[str, str]] | None = getattr(
            self.make, "deploy", None
        )
        if deploy is None:
            return {}
        deployer = PythonParticipant(self.make, part, part.application)
        return dict(deploy(part.environment, deployer.client) or {})

    def player(self, part: Part, name: str) -> PythonParticipant:
        """Make an instance."""
        return PythonParticipant(self.make, part, name)


class PythonParticipant:
    """A worker made by a role, each of its calls passing the tap.

    It is restarted as its platform would: when it raises out of ``work()`` or is made to crash,
    a fresh worker is made at its next turn, which knows nothing of the old one.
    """

    autonomous = False
    faults = frozenset({"crash", "slow", "refuse", "lose"})

    def __init__(self, make: Role, part: Part, name: str) -> None:
        self.name = name
        self.application = part.application
        self.role = part.role
        self.deaths = Deaths(name)
        self._clients: dict[str, Client] = {}
        self._make = make
        self._part = part
        self._worker: Worker | None = None
        self._busy = False
        #: What has killed the worker in this turn, whatever the worker makes of it.
        self._crash: Crash | None = None

    def client(self, service: str) -> Client:
        """Give a client whose every call passes the tap, and that a dead worker calls no more."""
        if service not in self._clients:
            made = tapped(self._part.target.client(service), self._part.tap, self)
            make_call = made._make_api_call  # noqa: SLF001 - where the tap sits already

            def call(operation: str, parameters: Mapping[str, Any]) -> Any:
                if self._crash is not None:
                    raise self._crash
                try:
                    return make_call(operation, parameters)
                except Crash as crash:
                    self._crash = crash
                    raise

            made.__dict__["_make_api_call"] = call
            self._clients[service] = made
        return self._clients[service]

    def start(self) -> None:
        """Make the worker."""
        self._crash = None
        self._worker = self._make(self._part.environment, self.client, self._part.target.clock.now)

    def ready(self) -> bool:
        """A worker that was made is ready."""
        return True

    def work(self) -> bool:
        """Give the worker a turn; a dead one is made anew first."""
        if self._busy:
            return False  # it is held up in a slow call further down the stack
        self._busy = True
        try:
            return self._taken()
        finally:
            self._busy = False

    def _taken(self) -> bool:
        try:
            with no_event_loop():
                if self._worker is None:
                    self.start()
                assert self._worker is not None
                worked = bool(self._worker.work())
        except BaseException as error:  # noqa: BLE001 - see `_told`
            if self._crash is None:
                self._die(self._told(error))
                return False
        if self._crash is None:
            return worked
        self._die(str(self._crash))
        return True

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Have the worker answer a request; a dead one is made anew first."""
        busy, self._busy = self._busy, True
        answer = HttpAnswer(500, {"content-type": "text/plain"}, b"Internal Server Error")
        try:
            with no_event_loop():
                if self._worker is None:
                    self.start()
                if not isinstance(self._worker, HttpWorker):
                    raise TypeError("its worker has no respond(request)")  # noqa: TRY301
                answer = self._worker.respond(request)
        except BaseException as error:  # noqa: BLE001 - see `_told`
            if self._crash is None:
                self._die(self._told(error))
        finally:
            self._busy = busy
        if self._crash is None:
            return answer
        self._die(str(self._crash))
        return HttpAnswer(502, {"content-type": "text/plain"}, b"Bad Gateway")

    def idle(self) -> bool:
        """Between turns a worker has nothing in hand."""
        return not self._busy

    def crash(self) -> None:
        """Forget everything; the next turn makes a new worker."""
        self._die("killed by the scenario")

    def close(self) -> None:
        """Stop for good."""
        self._worker = None

    @staticmethod
    def _told(error: BaseException) -> str:
        """Say what a team's code has raised; what is no `Exception` is raised again as it was."""
        if not isinstance(error, Exception):
            raise alone(error)
        return f"{type(error).__name__}: {error}"

    def _die(self, how: str) -> None:
        self._worker, self._crash = None, None
        self.deaths.note(how)


def tapped_clients(client: Clients, tap: Tap, participant: Participant) -> Clients:
    """Give clients whose every call passes the tap, one for each service."""
    clients: dict[str, Client] = {}

    def tapped_client(service: str) -> Client:
        if service not in clients:
            clients[service] = tapped(client(service), tap, participant)
        return clients[service]

    return tapped_client
