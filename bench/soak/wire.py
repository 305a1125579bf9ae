"""The wire: calls in the SDK's own formats, over connections that the soak holds in its hands.

A connection of an SDK cannot be dropped in the middle, nor filled with requests that wait for no
answer. So only the formats are botocore's.
"""

from __future__ import annotations

import asyncio
import time
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

import botocore.parsers
import botocore.serialize
import botocore.session
from bench.soak.log import Log
from botocore.awsrequest import HeadersDict

HOST: Final = "127.0.0.1"
REGION: Final = "eu-west-1"
#: Seconds after which an answer that does not come is held to be lost for good.
PATIENCE: Final = 90
#: The most bytes of one answer.
_LARGEST: Final = 16 * 1024 * 1024
#: The parameters of a call that may wait for something.
_WAITS: Final = frozenset({"WaitTimeSeconds"})
_WAITING: Final = frozenset({"StartSyncExecution", "GetActivityTask"})

_session = botocore.session.get_session()


class Refused(Exception):
    """The service has refused a call."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.status = status


class HungUp(Exception):
    """The connection ended before the answer."""


@cache
def _model(service: str) -> tuple[Any, Any, Any]:
    model = _session.get_service_model(service)
    protocol = model.resolved_protocol
    serializer = botocore.serialize.create_serializer(protocol, include_validation=True)
    return model, serializer, botocore.parsers.create_parser(protocol)


@cache
def _operation(service: str, name: str) -> Any:
    return _model(service)[0].operation_model(name)


class Wire:
    """One kept connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Wire:
        """Connect; OSError if nobody listens."""
        return cls(*await asyncio.open_connection(HOST, port, limit=_LARGEST))

    async def send(self, data: bytes) -> None:
        """Send bytes, whatever they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self) -> tuple[int, HeadersDict, bytes]:
        """Read one answer: status, head and body; raises `HungUp` where there is none."""
        try:
            async with asyncio.timeout(PATIENCE):
                head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *fields = head.rstrip().split("\r\n")
                headers = HeadersDict(line.split(": ", 1) for line in fields)
                body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        except (asyncio.IncompleteReadError, ConnectionError) as ended:
            raise HungUp from ended
        return int(first.split(" ")[1]), headers, body

    def drop(self) -> None:
        """End the connection at once, whatever is under way."""
        self._writer.transport.abort()


class Caller:
    """Calls one world of the door. ``world`` is a path, or an account of twelve digits.

    An answer with a status of the server's own fault is noted as wrong, but for those declared.
    """

    def __init__(
        self, port: int, world: str, log: Log, declared: frozenset[int] = frozenset()
    ) -> None:
        self.port = port
        self.world = world
        self.log = log
        self.account = world if world.isdecimal() else "123456789012"
        self._key = world if world.isdecimal() else "test"
        self.prefix = "" if world.isdecimal() or world == "default" else f"/world/{world}"
        self._declared = declared
        self._idle: list[Wire] = []

    def arn(self, service: str, resource: str) -> str:
        """Give the ARN of something in this world."""
        return f"arn:aws:{service}:{REGION}:{self.account}:{resource}"

    async def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Do an operation; raises `Refused`, or `HungUp` where no answer came."""
        wire = await self._wire()
        began = time.perf_counter()
        try:
            await wire.send(self.written(service, operation, parameters))
            status, headers, body = await wire.answer()
        except BaseException:
            wire.drop()
            raise
        waits = operation in _WAITING or any(parameters.get(name) for name in _WAITS)
        self.log.took(f"{service} {operation}", time.perf_counter() - began, waits=waits)
        self._idle.append(wire)
        return self._read(service, operation, status, headers, body)

    async def drop_call(self, service: str, operation: str, **parameters: Any) -> None:
        """Ask for an operation and hang up before it is answered: it may be done or not."""
        wire = await Wire.open(self.port)
        await wire.send(self.written(service, operation, parameters))
        wire.drop()
        self.log.done["calls that were hung up on"] += 1

    async def control(self, method: str, path: str, body: str = "") -> tuple[int, bytes]:
        """Ask a control endpoint of this world; give the status and the answer."""
        wire = await self._wire()
        name = self.world if not self.prefix else ""
        query = f"{'&' if '?' in path else '?'}world={name}" if name else ""
        head = (
            f"{method} {self.prefix}/_simulator/{path}{query} HTTP/1.1\r\n"
            f"Host: {HOST}:{self.port}\r\nContent-Length: {len(body.encode())}\r\n\r\n"
        )
        try:
            await wire.send(head.encode() + body.encode())
            status, _, answer = await wire.answer()
        except BaseException:
            wire.drop()
            raise
        self._idle.append(wire)
        self.log.calls[f"control {method} {path.partition('?')[0]}"] += 1
        self.log.window.calls += 1
        if status >= 500:
            self.log.wrong(f"{method} {path}: status {status}: {answer[:200]!r}")
        return status, answer

    def written(self, service: str, operation: str, parameters: dict[str, Any]) -> bytes:
        """Give the bytes of a call."""
        model, serializer, _ = _model(service)
        asked = serializer.serialize_to_request(parameters, _operation(service, operation))
        body = asked["body"]
        if isinstance(body, dict):
            body = urlencode(body)
        data: bytes = body.encode() if isinstance(body, str) else body
        query = urlencode(asked["query_string"], doseq=True) if asked["query_string"] else ""
        path = self.prefix + asked["url_path"] + (f"?{query}" if query else "")
        scope = f"{self._key}/20260101/{REGION}/{model.signing_name}/aws4_request"
        fields = {
            "Host": f"{HOST}:{self.port}",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, "
            "Signature=0",
            "Content-Length": str(len(data)),
            **asked["headers"],
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"{asked['method']} {path} HTTP/1.1\r\n{lines}\r\n".encode() + data

    def close(self) -> None:
        """Hang up on everything."""
        for wire in self._idle:
            wire.drop()
        self._idle.clear()

    async def _wire(self) -> Wire:
        return self._idle.pop() if self._idle else await Wire.open(self.port)

    def _read(
        self, service: str, operation: str, status: int, headers: HeadersDict, body: bytes
    ) -> dict[str, Any]:
        _, _, parser = _model(service)
        shape = _operation(service, operation).output_shape
        answer: dict[str, Any] = parser.parse(
            {"status_code": status, "headers": headers, "body": body}, shape
        )
        if status < 300:
            return answer
        error = answer.get("Error", {})
        refused = Refused(str(error.get("Code")), str(error.get("Message")), status)
        self.log.refused[f"{service} {operation} {refused.code}"] += 1
        if status >= 500 and status not in self._declared:
            self.log.wrong(f"{service} {operation}: status {status}: {refused}")
        raise refused
