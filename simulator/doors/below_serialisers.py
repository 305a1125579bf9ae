"""The door below the serialisers: everything of botocore is real, except the socket.

Parameters are serialised, signed, read again from the bytes; answers are written, parsed and, if
they say so, retried by botocore's own loop. Thirty times slower than `in_process` or more; a run
through it shows that the fast door leaves nothing out.
"""

from __future__ import annotations

import copy
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import botocore.endpoint
from botocore.awsrequest import AWSResponse
from botocore.endpoint import Endpoint
from botocore.exceptions import ReadTimeoutError

from pattern_tck.simulator.doors.serverless import equip
from pattern_tck.simulator.doors.wire.answers import Written, write_answer, write_refusal
from pattern_tck.simulator.doors.wire.requests import Caller, Sent, read_request
from pattern_tck.simulator.refusals import AnswerLost, Refusal
from pattern_tck.simulator.world import SERVICES, World

_RESPOND: Final = "_do_get_response"
_BEFORE_SENDING: Final = "before-send."


class FidelityDoor:
    """Lets the AWS clients of this process into a world, at the place of the socket."""

    def __init__(self, world: World, services: frozenset[str] = SERVICES) -> None:
        self._world = world
        equip(world)
        self.services = services
        self._original: Callable[..., Any] | None = None
        #: Throttles that last until the SDK gives up, by the SDK's own id of the call.
        self._throttled: dict[str, Refusal] = {}

    @property
    def world(self) -> World:
        """Give the world behind this door."""
        return self._world

    @world.setter
    def world(self, world: World) -> None:
        equip(world)
        self._world = world

    def open(self) -> None:
        """Have all clients of the simulated services come in here."""
        original = self._original = getattr(Endpoint, _RESPOND)

        def respond(endpoint: Any, request: Any, operation_model: Any, context: Any) -> Any:
            if operation_model.service_model.service_name not in self.services:
                return original(endpoint, request, operation_model, context)
            twin = copy.copy(endpoint)
            twin._event_emitter = _InsteadOfSending(  # noqa: SLF001
                endpoint._event_emitter,  # noqa: SLF001
                lambda: self._answer(request, operation_model, context),
            )
            return original(twin, request, operation_model, context)

        setattr(Endpoint, _RESPOND, respond)
        # The SDK's pauses between attempts pass on the virtual clock.
        botocore.endpoint.time = types.SimpleNamespace(sleep=self._pause)

    def close(self) -> None:
        """Give the clients back."""
        if self._original is not None:
            setattr(Endpoint, _RESPOND, self._original)
            self._original = None
            botocore.endpoint.time = time

    def _pause(self, seconds: float) -> None:
        self.world.sleep(seconds)

    def _answer(self, request: Any, operation_model: Any, context: Any) -> AWSResponse:
        service = operation_model.service_model.service_name
        try:
            written = self._written(service, request, context)
        except AnswerLost:
            raise ReadTimeoutError(endpoint_url=request.url) from None
        headers = {name.decode(): value.decode() for name, value in written.headers}
        return AWSResponse(request.url, written.status, headers, _Raw(written.body))

    def _written(self, service: str, request: Any, context: Any) -> Written:
        call = context["retries"]["invocation-id"]
        # Nobody else is at this door, so nobody looks at the signature for who it is.
        who = Caller("", context["client_region"], service)
        asked = read_request(who, _sent(request))
        world = self.world
        with world.turn():
            first = context["retries"]["attempt"] == 1
            if first and world.before_call is not None:
                world.before_call(asked.operation, asked.parameters)
            try:
                if call in self._throttled:
                    raise self._throttled[call]
                answer = world.call(service, asked.operation, asked.parameters, asked.region)
            except Refusal as refusal:
                if refusal.throttled > 1:
                    self._throttled[call] = refusal
                return write_refusal(service, asked.protocol, refusal, call)
            finally:
                if world.after_call is not None:
                    world.after_call(asked.operation, asked.parameters)
            return write_answer(asked, answer, call)


def _sent(request: Any) -> Sent:
    """Give a request of botocore's as a server would see it."""
    body = request.body or b""
    parts = urlsplit(request.url)
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    return Sent(
        request.method,
        parts.path,
        parts.query,
        headers,
        body if isinstance(body, bytes) else body.encode(),
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


class _InsteadOfSending:
    """An event emitter that answers when a request is about to be sent, and passes on the rest."""

    def __init__(self, emitter: Any, answer: Callable[[], AWSResponse]) -> None:
        self._emitter = emitter
        self._answer = answer

    def emit(self, name: str, **given: Any) -> Any:
        if name.startswith(_BEFORE_SENDING):
            return [(self, self._answer())]
        return self._emitter.emit(name, **given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._emitter, name)


class _Raw:
    """A body as urllib3 gives it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_asked: Any) -> Iterator[bytes]:
        yield self._body


@contextmanager
def open_fidelity_door(world: World) -> Iterator[FidelityDoor]:
    """Have all AWS clients of this process speak to a world while the block runs."""
    door = FidelityDoor(world)
    door.open()
    try:
        yield door
    finally:
        door.close()
