"""The endpoint: a loopback HTTP server that every AWS SDK takes for AWS.

The server is the standard library's, with a thread for each connection: it keeps connections alive
and can hang up without a word, which a WSGI server cannot.
"""

from __future__ import annotations

import contextlib
import secrets
import select
import socket
import threading
from collections.abc import Mapping
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, Final

from pattern_tck.gateway import reading, told_time
from pattern_tck.gateway.http_messages import Head, read_head, whole
from pattern_tck.gateway.line import Line, Waiting
from pattern_tck.simulator.doors.wire.answers import Written, write_refusal
from pattern_tck.simulator.doors.wire.requests import Caller, Sent, caller, protocol_of
from pattern_tck.simulator.refusals import Refusal

#: More than the largest message that any service takes (1 MiB), with its frame.
_LARGEST: Final = 4 * 1024 * 1024

_NOBODY: Final = "nobody has this key (any more): the kit gives a new one at each start"


class Endpoint:
    """One address on 127.0.0.1 for all callers, told apart by their access keys."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.endpoint = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Give the address, as ``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def admit(self) -> tuple[str, Line]:
        """Give a new access key id, and the line of whoever calls with it."""
        key = f"TCK{secrets.token_hex(8).upper()}"
        self._lines[key] = Line()
        return key, self._lines[key]

    def cut_off(self, key: str) -> None:
        """Hang up on whoever calls with a key, now and later."""
        line = self._lines.pop(key, None)
        if line is not None:
            line.close()

    def line_of(self, key: str) -> Line | None:
        """Give the line of a key that was given out."""
        return self._lines.get(key)

    def close(self) -> None:
        """Hang up on everybody and stop listening."""
        for key in list(self._lines):
            self.cut_off(key)
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = True
    endpoint: Endpoint

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a caller that dies in the middle of a request is what this is for."""


class _Handler(StreamRequestHandler):
    # With Nagle's algorithm each answer of a kept connection may wait for 40 ms.
    disable_nagle_algorithm = True
    server: _Server

    def handle(self) -> None:
        """Answer the requests of a connection, one after the other, until one side hangs up."""
        try:
            while (head := read_head(self.rfile)) is not None:
                if not self._answered(head) or not head.keeps_alive:
                    return
        except ValueError as reason:
            self._write(_refused(None, {}, Refusal("MalformedHttpRequest", str(reason))))

    def _answered(self, head: Head) -> bool:
        """Answer one request; say whether there is something to be read after it."""
        length = head.headers.get("content-length", "0" if head.method == "GET" else "")
        if not (length.isascii() and length.isdigit()) or int(length) > _LARGEST:
            refusal = Refusal("LengthRequired", "say how long the body is")
            self._write(_refused(None, {}, refusal))
            return False
        if head.headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self.rfile.read(int(length))
        written = self._told_time(head) if head.method == "GET" else self._written(head, body)
        if written is None:
            self._hang_up()
            return False
        self._write(written)
        return True

    def _told_time(self, head: Head) -> Written | None:
        """Answer who asks for the time."""
        key, asked = told_time.asked_at(head.target) or ("", None)
        line = self.server.endpoint.line_of(key)
        if asked is None or line is None:
            return Written(404, ((b"content-type", b"text/plain"),), b"nothing is here")
        waiting = Waiting(asked, self._is_gone)
        line.put(waiting)
        return waiting.wait()

    def _written(self, head: Head, body: bytes) -> Written | None:
        """Answer an SDK."""
        path, _, query = head.target.partition("?")
        sent = Sent(head.method, path, query, head.headers, body)
        who = caller(sent.headers)
        line = self.server.endpoint.line_of(who.key) if who else None
        try:
            if who and line is None:
                raise Refusal("InvalidClientTokenId", _NOBODY, status=403)  # noqa: TRY301
            asked = reading.read(who, sent)
        except Refusal as refusal:
            return _refused(who, sent.headers, refusal)
        assert line is not None
        waiting = Waiting(asked, self._is_gone)
        line.put(waiting)
        return waiting.wait()

    def _is_gone(self) -> bool:
        # Readable, and nothing to be read: the other side has closed the connection.
        try:
            ready, _, _ = select.select([self.connection], [], [], 0)
            return bool(ready) and not self.connection.recv(1, socket.MSG_PEEK)
        except (OSError, ValueError):
            return True

    def _hang_up(self) -> None:
        # With a reset and not with an orderly end, as when a server dies.
        with contextlib.suppress(OSError):
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
            )

    def _write(self, written: Written) -> None:
        # Head and body leave in one piece.
        self.wfile.write(whole(written))


def _refused(who: Caller | None, headers: Mapping[str, str], refusal: Refusal) -> Written:
    service = who.service if who else ""
    protocol = protocol_of(headers, service if service in reading.SERVICES else "")
    return write_refusal(service, protocol, refusal, "refused-by-the-gateway")
