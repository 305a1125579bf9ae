"""A connection: uvicorn's protocol, with bounds, and with an ear for callers that hang up."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: The most bytes that the head of a request may take.
LARGEST_HEAD: Final = 64 * 1024

_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)
#: The most bytes from the beginning of a request to its end: the largest body, written in the
#: smallest chunks, and what may stand after it.
_LARGEST_MESSAGE: Final = 32 * 1024 * 1024

#: Linger on, for no time: the other side sees a reset, as when a server dies.
_RESET: Final = b"\x01\x00\x00\x00\x00\x00\x00\x00"


class _Joined:
    """A transport that sends what is written at once in one piece.

    Uvicorn writes head and body one after the other, and sending is most of what an answer costs.
    """

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._written: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._written:
            self._loop.call_soon(self.flush)
        self._written.append(data)

    def flush(self) -> None:
        data = b"".join(self._written)
        self._written.clear()
        # The other side may have gone since it was written, and nobody is left to tell.
        if data and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def abort(self) -> None:
        self._written.clear()
        self._transport.abort()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Connection(HttpToolsProtocol):
    """Uvicorn's connection over httptools.

    A head has a largest size, since the parser has none. A caller that has said all it wants to
    say (a half-closed connection) still gets its answer, unless its call waits: nothing is taken
    for somebody who may be dead. The scope of a request has ``ended``, a future, and ``hang_up``.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to listen."""
        self._joined = _Joined(transport, self.loop)
        super().connection_made(self._joined)  # type: ignore[arg-type]
        self._ended: asyncio.Future[None] = self.loop.create_future()
        self._head = 0
        self._message = 0
        self._in_head = True

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._in_head = True
        scope: Any = self.scope
        scope["ended"] = self._ended
        scope["hang_up"] = self._hang_up

    def on_headers_complete(self) -> None:
        """Go on to the body of a request."""
        super().on_headers_complete()
        self._in_head = False
        self._head = 0

    def on_message_complete(self) -> None:
        """End a request; the next one begins with a head."""
        super().on_message_complete()
        self._in_head = True
        self._message = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field of the head; what stands after the body is nothing that an SDK sends."""
        if self._in_head:
            super().on_header(name, value)

    def data_received(self, data: bytes) -> None:
        """Read on, as long as the head is not too large."""
        if self.transport.is_closing():
            return
        self._message += len(data)
        if self._in_head:
            self._head += len(data)
        try:
            super().data_received(data)
        except Exception:  # noqa: BLE001 - the parser's business is no reason to fail
            self.send_400_response("Invalid HTTP request received.")
        too_large = self._in_head and self._head > LARGEST_HEAD
        if (too_large or self._message > _LARGEST_MESSAGE) and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def eof_received(self) -> bool | None:  # type: ignore[override]
        """Keep the connection until what was asked is answered."""
        self._end()
        if self.cycle is None or self.cycle.response_complete or self.cycle.more_body:
            self._joined.flush()
            return None
        self.cycle.keep_alive = False
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits on behalf of this caller."""
        self._end()
        super().connection_lost(exc)

    def _end(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def _hang_up(self) -> None:
        connected = self.transport.get_extra_info("socket")
        with suppress(OSError, AttributeError):
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.transport.abort()
