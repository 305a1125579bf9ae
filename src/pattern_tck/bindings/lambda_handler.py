"""The binding of Lambda functions: a handler, its mapping of queues, and an HTTP API before it.

In this process (``lambda = "app.handler"``) the handler is a Python function, imported afresh for
each instance; with a ``runtime`` it is whatever speaks Lambda's runtime API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pattern_tck.bindings.binding import Deaths, Part
from pattern_tck.bindings.filling import filled
from pattern_tck.bindings.python_object import tapped_clients
from pattern_tck.bindings.topology import Topology
from pattern_tck.catalogue import nearest
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.lambda_platform.context import Configuration
from pattern_tck.lambda_platform.event_source import EventSource, MappingSettings
from pattern_tck.lambda_platform.function import Function, FunctionDied, FunctionFailed
from pattern_tck.lambda_platform.http_events import failure, http_answer, http_event
from pattern_tck.lambda_platform.imported import ImportedFunction
from pattern_tck.lambda_platform.runtime_process import Deadlines, RuntimeProcess
from pattern_tck.lambda_platform.schedule import Schedule
from pattern_tck.tap import Crash
from pattern_tck.verdicts import UsageMistake

#: The timeout in seconds of a function that nobody has configured, and the longest there is.
_DEFAULT_TIMEOUT = 3.0
_LONGEST_TIMEOUT = 900.0

#: How long a gateway waits for a function, in seconds.
_PATIENCE_OF_GATEWAY = 29.0


@dataclass(frozen=True)
class LambdaBinding:
    """A function: where its handler is, which queues it is mapped to, and how it is run.

    ``sources`` are variables of the role's queues; none for a function that only answers HTTP.
    ``environment`` may name addresses of the role's channels: ``{WORK_QUEUE_URL}``. ``runtime`` is
    the command of a runtime, which is given the handler as its last word. ``timeout`` is in
    seconds; nothing means a sixth of the visibility timeout, as AWS advises (ESM-06).
    ``scheduled`` is the handler of a second function, which a schedule invokes: the relay of an
    outbox, say.
    """

    handler: str
    folder: Path
    topology: Topology
    sources: tuple[str, ...] = ()
    mapping: MappingSettings = field(default_factory=MappingSettings)
    environment: Mapping[str, str] = field(default_factory=dict)
    runtime: tuple[str, ...] = ()
    timeout: float | None = None
    scheduled: str = ""
    _deadlines: Deadlines = field(default_factory=Deadlines, repr=False, compare=False)
    http_alone = False

    @property
    def behind_gateway(self) -> bool:
        """Say whether its calls come in at the gateway: those of a process do."""
        return bool(self.runtime)

    @property
    def own_time(self) -> bool:
        """Say whether its timers go by real time: those of a process do."""
        return bool(self.runtime)

    def __post_init__(self) -> None:
        """Raise `UsageMistake` if there is no such module, where the kit is to import it."""
        if self.runtime:
            return
        for handler in filter(None, (self.handler, self.scheduled)):
            self._check(handler)

    def _check(self, handler: str) -> None:
        module, dot, name = handler.rpartition(".")
        if not (dot and module and name):
            raise UsageMistake(
                f"lambda = {handler!r}: expected MODULE.FUNCTION, for example 'app.handler'"
            )
        file = self.folder.joinpath(*module.replace("/", ".").split("."))
        if not file.with_suffix(".py").is_file() and not file.joinpath("__init__.py").is_file():
            raise UsageMistake(
                f"lambda = {handler!r}: there is no module {module!r} in {self.folder}; "
                f"say in `folder` where the function's code lies"
            )

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Have the channels made that the role owns."""
        return self.topology.make(part)

    def player(self, part: Part, name: str) -> LambdaParticipant:
        """Make an instance: an execution environment, and a mapping for each of its queues."""
        return LambdaParticipant(self, part, name)

    def function(
        self,
        handler: str,
        part: Part,
        participant: LambdaParticipant,
        configuration: Configuration,
    ) -> Function:
        """Make the execution environment of an instance, for one of the handlers."""
        own = filled(self.environment, part.environment)
        variables = {**part.environment, **own}
        if self.runtime:
            return RuntimeProcess(
                command=self.runtime,
                handler=handler,
                folder=self.folder,
                variables=variables,
                configuration=configuration,
                part=part,
                participant=participant,
                deadlines=self._deadlines,
            )
        return ImportedFunction(
            handler=handler,
            folder=self.folder,
            variables=variables,
            configuration=configuration,
            clients=participant.clients,
            clock=part.target.clock,
            instance=participant.name.replace(" ", "-"),
        )


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
        self._handler = binding.handler
        self._busy = False
        queues = {source: _queue(part, source) for source in binding.sources}
        self.clients = tapped_clients(part.target.client, part.tap, self)
        configuration = Configuration(
            name=part.application.replace(" ", "-"),
            region=part.target.client("sqs").meta.region_name,
            timeout=binding.timeout or timeout_for([queue.visibility for queue in queues.values()]),
        )
        self._sources = [
            EventSource(
                queue.url,
                queue.arn,
                binding.mapping,
                self.clients("sqs"),
                part.target.clock.now,
                self._teller(queue.url),
            )
            for queue in queues.values()
        ]
        self._function = binding.function(binding.handler, part, self, configuration)
        self._functions = [self._function]
        self._schedules: list[Schedule] = []
        if binding.scheduled:
            second = binding.function(binding.scheduled, part, self, configuration)
            self._functions.append(second)
            every = float(part.target.tempo.visibility)
            now = part.target.clock.now
            self._schedules.append(
                Schedule(
                    second,
                    every,
                    configuration.region,
                    now,
                    now() + every,
                    partial(self._tell, "", [], handler=binding.scheduled),
                )
            )

    def start(self) -> None:
        """Have the function ready to be invoked."""
        for function in self._functions:
            function.start()

    def ready(self) -> bool:
        """A function is begun by its first event."""
        return True

    def work(self) -> bool:
        """Give each mapping a turn, and each schedule."""
        if self._busy:
            return False  # it is held up in a slow call further down the stack
        self._busy = True
        try:
            worked = [source.turn(self._function.invoke) for source in self._sources]
            worked += [schedule.turn() for schedule in self._schedules]
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
            event = http_event(request, self._part.target.clock.now())
            return http_answer(self._function.invoke(event))
        except FunctionFailed as failed:
            self._tell("", [f"{request.method} {request.path}"], f"failed: {failed}")
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
        for function in self._functions:
            function.close()

    def _die(self, how: str) -> None:
        for source in self._sources:
            source.forget()
        for function in self._functions:
            function.kill()
        self.deaths.note(how)

    def _teller(self, queue_url: str) -> Callable[[list[str], str], None]:
        def tell(bodies: list[str], outcome: str) -> None:
            channel = self._part.tap.directory.called(queue_url)
            self._tell(channel, bodies, outcome)

        return tell

    def _tell(self, channel: str, about: list[str], outcome: str, handler: str = "") -> None:
        tap, what = self._part.tap, f"invocation of {handler or self._handler}"
        tap.journal.write(tap.now(), self.name, what, channel, about, outcome)


@dataclass(frozen=True)
class _Queue:
    url: str
    arn: str
    visibility: float


def _queue(part: Part, source: str) -> _Queue:
    url = part.environment.get(source)
    if url is None:
        hint = nearest(source, part.environment)
        raise UsageMistake(f"source = {source!r}: the role {part.role!r} has no such queue{hint}")
    asked: dict[str, Any] = part.target.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["QueueArn", "VisibilityTimeout"]
    )["Attributes"]
    return _Queue(url, asked["QueueArn"], float(asked["VisibilityTimeout"]))


def timeout_for(visibilities: list[float]) -> float:
    """Give a timeout that goes with these visibility timeouts, in seconds.

    A sixth of the shortest, but no less than Lambda's default, unless the queue's own is less
    than that: a mapping of a function whose timeout is longer is refused.
    """
    if not visibilities:
        return _PATIENCE_OF_GATEWAY
    shortest = min(visibilities)
    return min(max(shortest / 6, min(shortest, _DEFAULT_TIMEOUT)), _LONGEST_TIMEOUT)
