"""The door in this process: boto3 clients reach the model without a network.

The client's one point of calling is replaced, for all clients of the process. botocore still
checks the parameters, parses the errors and finds the exception class; paginators, waiters and
resources work; clients made before the door was opened see it too. What is left out is everything
between serialiser and socket. `below_serialisers` keeps that, and is much slower for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from botocore.client import BaseClient
from botocore.exceptions import ParamValidationError
from botocore.handlers import json_decode_template_body
from botocore.parsers import ResponseParserFactory
from botocore.validate import ParamValidator

from pattern_tck.simulator.doors.attempts import Refused, until_answered
from pattern_tck.simulator.doors.serverless import equip
from pattern_tck.simulator.doors.times import Times
from pattern_tck.simulator.doors.wire.answers import write_refusal
from pattern_tck.simulator.refusals import AnswerLost, Refusal
from pattern_tck.simulator.world import SERVICES, World

_PARSERS: Final = ResponseParserFactory()
_CALL: Final = "_make_api_call"
#: What botocore does to answers besides parsing them: a template in JSON becomes its document.
_FINISHED: Final[Mapping[tuple[str, str], Callable[[Any], None]]] = {
    ("cloudformation", "GetTemplate"): json_decode_template_body
}


class InProcessDoor:
    """Lets the AWS clients of this process into a world.

    ``world`` may be exchanged at any time: the next call goes to the new one.
    """

    def __init__(self, world: World, services: frozenset[str] = SERVICES) -> None:
        self._world = world
        equip(world)
        self.services = services
        self._shapes: dict[tuple[str, str], Any] = {}
        self._validator = ParamValidator()
        self._times = Times()
        self._original: Callable[..., Any] | None = None

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
        original = self._original = getattr(BaseClient, _CALL)
        services, answer = self.services, self.answer

        def call(client: Any, operation: str, parameters: Mapping[str, Any]) -> Any:
            service = client._service_model.service_name  # noqa: SLF001
            if service not in services:
                return original(client, operation, parameters)
            return answer(client, service, operation, parameters)

        setattr(BaseClient, _CALL, call)

    def close(self) -> None:
        """Give the clients back."""
        if self._original is not None:
            setattr(BaseClient, _CALL, self._original)
            self._original = None

    def answer(
        self, client: Any, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Answer a call as botocore would: a dict, or the exception of the service."""
        key = (service, operation)
        shape = self._shapes.get(key, key)
        if shape is key:
            model = client.meta.service_model.operation_model(operation)
            shape = self._shapes[key] = model.input_shape
        if shape is not None:
            report = self._validator.validate(parameters, shape)
            if report.has_errors():
                raise ParamValidationError(report=report.generate_report())
            parameters = self._times.read(key, shape, parameters)
        world = self.world
        with world.turn():
            if world.before_call is not None:
                world.before_call(operation, parameters)
            try:
                answer, retries = self._attempt(client, world, service, operation, parameters)
            finally:
                # A call that was refused is over too.
                if world.after_call is not None:
                    world.after_call(operation, parameters)
        finish = _FINISHED.get(key)
        if finish is not None:
            finish(answer)
        answer["ResponseMetadata"] = {
            "RequestId": "simulated",
            "HTTPStatusCode": 200,
            "HTTPHeaders": {},
            "RetryAttempts": retries,
        }
        return answer

    def _attempt(
        self,
        client: Any,
        world: World,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
    ) -> tuple[dict[str, Any], int]:
        region = client.meta.region_name
        first: list[Refusal | AnswerLost] = []
        try:
            return world.call(service, operation, parameters, region), 0
        except (Refusal, AnswerLost) as unlucky:
            first.append(unlucky)

        def again() -> dict[str, Any]:
            if first:
                raise first.pop()
            return world.call(service, operation, parameters, region)

        try:
            return until_answered(client, world, again)
        except Refused as refused:
            raise as_client_error(
                client,
                service,
                operation,
                refused.refusal,
                retries=refused.retries,
                gave_up=refused.gave_up,
            ) from None


def as_client_error(
    client: Any,
    service: str,
    operation: str,
    refusal: Refusal,
    *,
    retries: int = 0,
    gave_up: bool = False,
) -> Exception:
    """Give the exception that the SDK makes of a refusal, by its own parser and classes.

    ``gave_up`` says that the SDK would have tried again, had it not done so ``retries`` times.
    """
    model = client.meta.service_model
    protocol = str(model.resolved_protocol)
    written = write_refusal(service, protocol, refusal, "simulated")
    parser = _PARSERS.create_parser(protocol)
    answer = {
        "status_code": written.status,
        "headers": {name.decode(): value.decode() for name, value in written.headers},
        "body": written.body,
    }
    parsed: dict[str, Any] = parser.parse(answer, model.operation_model(operation).output_shape)
    error = parsed.get("Error", {})
    modelled = model.shape_for_error_code(error.get("Code"))
    if modelled is not None:
        # As botocore does: the fields that the service's model has for this error.
        parsed.update(parser.parse(answer, modelled))
    metadata = parsed.setdefault("ResponseMetadata", {})
    metadata["RetryAttempts"] = retries
    if gave_up:
        metadata["MaxAttemptsReached"] = True
    kind = client.exceptions.from_code(error.get("QueryErrorCode") or error.get("Code"))
    raised: Exception = kind(parsed, operation)
    return raised


@contextmanager
def open_door(world: World) -> Iterator[InProcessDoor]:
    """Have all AWS clients of this process speak to a world while the block runs."""
    door = InProcessDoor(world)
    door.open()
    try:
        yield door
    finally:
        door.close()
