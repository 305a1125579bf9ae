"""The binding of Python objects: a worker in this process that is given turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pattern_tck.http import HttpAnswer, HttpRequest, HttpWorker
from pattern_tck.ports import Client, Clients, Environment, Now, Role, Worker
from pattern_tck.tap import Crash, Tap, tapped

#: After so many deaths a scenario is not worth going on with.
_MOST_DEATHS = 20


class Dying(AssertionError):
    """A worker raises again and again, so nothing can be judged by waiting longer."""


class PythonParticipant:
    """A worker made by a role, each of its calls passing the tap.

    It is restarted as its platform would: when it raises out of ``work()`` or is made to crash,
    a fresh worker is made at its next turn, which knows nothing of the old one.
    """

    autonomous = False
    faults = frozenset({"crash", "slow", "refuse", "lose"})

    def __init__(
        self,
        *,
        application: str,
        role: str,
        make: Role,
        environment: Environment,
        client: Clients,
        now: Now,
        tap: Tap,
    ) -> None:
        self.name = self.application = application
        self.role = role
        self.deaths: list[str] = []
        self._make = make
        self._environment = environment
        self._now = now
        self._client = self._tapping(client, tap)
        self._worker: Worker | None = None
        self._busy = False

    def deploy(self) -> Mapping[str, str]:
        """Have the role make the channels that it owns; their addresses join its environment."""
        deploy: Callable[[Environment, Clients], Mapping[str, str]] | None = getattr(
            self._make, "deploy", None
        )
        made = dict(deploy(self._environment, self._client) or {}) if deploy else {}
        self._environment = {**self._environment, **made}
        return made

    def another(self, name: str) -> PythonParticipant:
        """Give a second instance with the same surroundings."""
        twin = object.__new__(PythonParticipant)
        twin.__dict__.update(self.__dict__)
        twin.name, twin.deaths, twin._worker = name, [], None
        twin._client = self._rename(twin)
        return twin

    def start(self) -> None:
        """Make the worker."""
        self._worker = self._make(self._environment, self._client, self._now)

    def ready(self) -> bool:
        """A worker that was made is ready."""
        return True

    def work(self) -> bool:
        """Give the worker a turn; a dead one is made anew first."""
        if self._busy:
            return False  # it is held up in a slow call further down the stack
        self._busy = True
        try:
            if self._worker is None:
                self.start()
            assert self._worker is not None
            return bool(self._worker.work())
        except Crash as crash:
            self._die(str(crash))
            return True
        except Exception as error:  # noqa: BLE001 - whatever a team's code raises is a death
            self._die(f"{type(error).__name__}: {error}")
            return False
        finally:
            self._busy = False

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Have the worker answer a request; a dead one is made anew first."""
        busy, self._busy = self._busy, True
        try:
            if self._worker is None:
                self.start()
            if not isinstance(self._worker, HttpWorker):
                raise TypeError("its worker has no respond(request)")  # noqa: TRY301
            return self._worker.respond(request)
        except Crash as crash:
            self._die(str(crash))
            return HttpAnswer(502, {"content-type": "text/plain"}, b"Bad Gateway")
        except Exception as error:  # noqa: BLE001 - whatever a team's code raises is a death
            self._die(f"{type(error).__name__}: {error}")
            return HttpAnswer(500, {"content-type": "text/plain"}, b"Internal Server Error")
        finally:
            self._busy = busy

    def idle(self) -> bool:
        """Between turns a worker has nothing in hand."""
        return not self._busy

    def crash(self) -> None:
        """Forget everything; the next turn makes a new worker."""
        self._die("killed by the scenario")

    def close(self) -> None:
        """Stop for good."""
        self._worker = None

    def _die(self, how: str) -> None:
        self._worker = None
        self.deaths.append(how)
        if len(self.deaths) >= _MOST_DEATHS:
            raise Dying(f"{self.name} died {_MOST_DEATHS} times, last: {how}")

    def _tapping(self, client: Clients, tap: Tap) -> Clients:
        self._raw, self._tap = client, tap
        return self._rename(self)

    def _rename(self, participant: PythonParticipant) -> Clients:
        clients: dict[str, Client] = {}

        def tapped_client(service: str) -> Client:
            if service not in clients:
                clients[service] = tapped(self._raw(service), self._tap, participant)
            return clients[service]

        return tapped_client
