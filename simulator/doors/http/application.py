"""The application: what a web server calls for each request (ASGI)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from pattern_tck.simulator.doors.http.calls import LARGEST, Calls
from pattern_tck.simulator.doors.http.control import CONTROL, SAVED, Control
from pattern_tck.simulator.doors.http.worlds import Worlds, split
from pattern_tck.simulator.doors.wire.answers import Headers, Written, write_refusal
from pattern_tck.simulator.doors.wire.requests import Sent, caller, protocol_of
from pattern_tck.simulator.refusals import Refusal

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

#: The largest file of a world that comes as a body; greater ones are loaded at the start.
_LARGEST_WORLD: Final = 24 * 1024 * 1024
_CLOSE: Final = ((b"connection", b"close"),)


class _Gone(Exception):
    """The caller has hung up before its request was complete."""


class Application:
    """Calls of SDKs go to the worlds; what begins with `CONTROL` is about them."""

    def __init__(self, worlds: Worlds, *, loopback: bool = True) -> None:
        self.worlds = worlds
        self._calls = Calls(worlds)
        self._control = Control(worlds, loopback=loopback)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = _headers(scope["headers"])
        _, world, rest = split(scope["path"])
        most = _LARGEST_WORLD if rest == f"{CONTROL}/{SAVED}" else LARGEST
        try:
            body = await _body(headers, receive, most)
        except _Gone:
            return
        if body is None:
            await _write(send, _too_large(headers, most), _CLOSE)
            return
        if rest.startswith(CONTROL):
            query = scope["query_string"].decode("latin-1")
            written = self._control.answer(scope["method"], rest, query, world, headers, body)
        else:
            # The path as it was sent: an ARN in it has slashes that part nothing.
            sent = Sent(
                scope["method"],
                scope["raw_path"].decode("latin-1"),
                scope["query_string"].decode("latin-1"),
                headers,
                body,
            )
            written_or_none = await self._calls.answer(sent, _hearing(scope, receive))
            if written_or_none is None:
                await _hang_up(scope, receive)
                return
            written = written_or_none
        await _write(send, written)


def _headers(given: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in given}


async def _body(headers: Mapping[str, str], receive: Receive, most: int) -> bytes | None:
    """Give the body; None if it is too large, of which no more than that much is kept."""
    length = headers.get("content-length", "0")
    if len(length) > 15 or int(length) > most:
        return None
    message = await receive()
    if message["type"] == "http.disconnect":
        raise _Gone
    body: bytes = message["body"]
    if not message["more_body"]:
        return body
    pieces = [body]
    size = len(body)
    while message["more_body"]:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        pieces.append(message["body"])
        size += len(message["body"])
        if size > most:
            return None
    return b"".join(pieces)


def _too_large(headers: Mapping[str, str], most: int) -> Written:
    who = caller(headers)
    refusal = Refusal("RequestEntityTooLarge", f"the body is larger than {most} bytes", status=413)
    return write_refusal(who.service if who else "", protocol_of(headers), refusal, "too-large")


def _hearing(scope: Mapping[str, Any], receive: Receive) -> Callable[[], asyncio.Future[None]]:
    """Give what makes a future that ends when the caller hangs up; only calls that wait ask it."""

    def gone() -> asyncio.Future[None]:
        ended: asyncio.Future[None] | None = scope.get("ended")
        if ended is not None:
            return ended

        async def listen() -> None:
            await receive()

        return asyncio.ensure_future(listen())

    return gone


async def _hang_up(scope: Mapping[str, Any], receive: Receive) -> None:
    """Close the connection without a word, as when an answer is lost."""
    scope["hang_up"]()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, written: Written, more: Headers = ()) -> None:
    length = (b"content-length", str(len(written.body)).encode())
    await send(
        {
            "type": "http.response.start",
            "status": written.status,
            "headers": [*written.headers, length, *more],
        }
    )
    await send({"type": "http.response.body", "body": written.body})
