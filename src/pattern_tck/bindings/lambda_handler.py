"""The binding of Lambda functions: a handler, its mapping of queues, and an HTTP API before it.

In this process (``lambda = "app.handler"``) the handler is a Python function, imported afresh for
each instance; with a ``runtime`` it is whatever speaks Lambda's runtime API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pattern_tck.bindings.binding import Deaths, Part
from pattern_tck.bindings.python_object import PythonObject, tapped_clients
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.lambda_platform.context import Configuration
from pattern_tck.lambda_platform.event_source import EventSource, MappingSettings
from pattern_tck.lambda_platform.function import Function, FunctionDied, FunctionFailed
from pattern_tck.lambda_platform.http_events import failure, http_answer, http_event
from pattern_tck.lambda_platform.imported import ImportedFunction
from pattern_tck.tap import Crash
from pattern_tck.verdicts import UsageMistake

#: The timeout in seconds of a function that nobody has configured, and the longest there is.
_DEFAULT_TIMEOUT = 3.0
_LONGEST_TIMEOUT = 900.0

#: How long a gateway waits for a function, in seconds.
_PATIENCE_OF_GATEWAY = 29.0


class Topology(Protocol):
    def make(self, part: Part) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class LambdaBinding:
    """A function: where its handler is, which queues it is mapped to, and how it is run.

    ``sources`` are variables of the role's queues; none for a function that only answers HTTP.
    ``environment`` may name addresses of the role's channels: ``{WORK_QUEUE_URL}``. ``timeout`` is
    in seconds; nothing means a sixth of the visibility timeout, as AWS advises (ESM-06).
    """

    handler: str
    folder: Path
    sources: tuple[str, ...] = ()
    mapping: MappingSettings = field(default_factory=MappingSettings)
    environment: Mapping[str, str] = field(default_factory=dict)
    topology: Topology | None = None
    timeout: float | None = None
    http_alone = False
    behind_gateway = False

    def __post_init__(self) -> None:
        """Raise `UsageMistake` if there is no such module."""
        module, dot, name = self.handler.rpartition(".")
        if not (dot and module and name):
            raise UsageMistake(
                f"lambda = {self.handler!r}: expected MODULE.FUNCTION, for example 'app.handler'"
            )
        file = self.folder.joinpath(*module.replace("/", ".").split("."))
        if not file.with_suffix(".py").is_file() and not file.joinpath("__init__.py").is_file():
            raise UsageMistake(
                f"lambda = {self.handler!r}: there is no module {module!r} in {self.folder}; "
                f"say in `folder` where the function's code lies"
            )

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Have the team make the channels that the role owns, or lend it the reference's."""
        return self.topology.make(part) if self.topology else lent(part)

    def player(self, part: Part, name: str) -> LambdaParticipant:
        """Make an instance: an execution environment, and a mapping for each of its queues."""
        return LambdaParticipant(self, part, name)


def lent(part: Part) -> Mapping[str, str]:
    """Make the channels of a role as the reference makes them."""
    from pattern_tck.reference_impl import implementation  # noqa: PLC0415 - it takes a while

    return PythonObject(implementation()[part.role]).deploy(part)


class LambdaParticipant:
    """One execution environment of a function, with who invokes it.

    Lambda starts it afresh when it has died. An error that the handler raises is no death: the
    invocation has failed, and the same environment gets the next one.
    """

    autonomous = False
    faults = frozenset({"crash", "slow", "refuse", "lose"})

    def __init__(self, binding: LambdaBinding, part: Part, name: str) -> None:
        self.name = name
        self.application = part.application
        self.role = part.role
        self.deaths = Deaths(name)
        self._part = part
        self._busy = False
        clients = tapped_clients(part.client, part.tap, self)
        queues = {source: _queue(part, source) for source in binding.sources}
        configuration = Configuration(
            name=part.application.replace(" ", "-"),
            region=part.client("sqs").meta.region_name,
            timeout=binding.timeout or _timeout([queue.visibility for queue in queues.values()]),
        )
        self._sources = [
            EventSource(
                queue.url,
                queue.arn,
                binding.mapping,
                clients("sqs"),
                part.clock.now,
                self._teller(binding.handler, queue.url),
            )
            for queue in queues.values()
        ]
        self._function: Function = ImportedFunction(
            handler=binding.handler,
            folder=binding.folder,
            variables={**part.environment, **_filled(binding.environment, part.environment)},
            configuration=configuration,
            clients=clients,
            clock=part.clock,
            instance=name.replace(" ", "-"),
        )

    def start(self) -> None:
        """Have the function ready to be invoked."""
        self._function.start()

    def ready(self) -> bool:
        """A function is begun by its first event."""
        return True

    def work(self) -> bool:
        """Give each mapping a turn."""
        if self._busy:
            return False  # it is held up in a slow call further down the stack
        self._busy = True
        try:
            worked = [source.turn(self._function.invoke) for source in self._sources]
            return any(worked)
        except (Crash, FunctionDied) as death:
            self._die(str(death))
            return True
        finally:
            self._busy = False

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Invoke the function with a request, as an HTTP API would."""
        busy, self._busy = self._busy, True
        try:
            event = http_event(request, self._part.clock.now())
            return http_answer(self._function.invoke(event))
        except FunctionFailed:
            return failure(500)
        except FunctionDied as death:
            self._die(str(death))
            return failure(500)
        except Crash as crash:
            self._die(str(crash))
            return failure(502)
        finally:
            self._busy = busy

    def idle(self) -> bool:
        """Say whether no batch is being gathered or worked."""
        return not self._busy and all(source.idle for source in self._sources)

    def crash(self) -> None:
        """Forget everything; the next event is met by a new environment."""
        self._die("killed by the scenario")

    def close(self) -> None:
        """Stop for good."""
        self._function.close()

    def _die(self, how: str) -> None:
        for source in self._sources:
            source.forget()
        self._function.kill()
        self.deaths.note(how)

    def _teller(self, handler: str, queue_url: str) -> Callable[[list[str], str], None]:
        tap = self._part.tap

        def tell(bodies: list[str], outcome: str) -> None:
            channel = tap.directory.called(queue_url)
            tap.journal.write(
                tap.now(), self.name, f"invocation of {handler}", channel, bodies, outcome
            )

        return tell


@dataclass(frozen=True)
class _Queue:
    url: str
    arn: str
    visibility: float


def _queue(part: Part, source: str) -> _Queue:
    url = part.environment[source]
    asked: dict[str, Any] = part.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["QueueArn", "VisibilityTimeout"]
    )["Attributes"]
    return _Queue(url, asked["QueueArn"], float(asked["VisibilityTimeout"]))


def _timeout(visibilities: list[float]) -> float:
    """Give a timeout that goes with these visibility timeouts, in seconds.

    A sixth of the shortest, but no less than Lambda's default, unless the queue's own is less
    than that: a mapping of a function whose timeout is longer is refused.
    """
    if not visibilities:
        return _PATIENCE_OF_GATEWAY
    shortest = min(visibilities)
    return min(max(shortest / 6, min(shortest, _DEFAULT_TIMEOUT)), _LONGEST_TIMEOUT)


def _filled(environment: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Give a team's own variables, with the kit's addresses where they are named."""
    filled = {}
    for name, value in environment.items():
        text = value
        for variable, address in known.items():
            text = text.replace(f"{{{variable}}}", address)
        filled[name] = text
    return filled
