"""The runtime API: where a runtime in a process of its own fetches events, and brings answers.

Each start of a runtime has an API of its own, at a port of its own on loopback. So nothing that a
dead one may have asked for, or may still say, reaches the invocations of the one after it.
"""

from __future__ import annotations

import json
import threading
import uuid
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

_VERSION: Final = "/2018-06-01/runtime"
_NEXT: Final = f"{_VERSION}/invocation/next"
_INIT_ERROR: Final = f"{_VERSION}/init/error"

#: The largest answer of a function that is invoked synchronously, with its frame.
_LARGEST: Final = 6 * 1024 * 1024 + 1024


@dataclass(frozen=True)
class Invocation:
    """One event on its way to a runtime; ``deadline`` in seconds since the epoch, in real time."""

    event: Any
    function_arn: str
    deadline: float
    id: str

    @property
    def headers(self) -> dict[str, str]:
        """Give what a runtime is told besides the event."""
        return {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": self.id,
            "Lambda-Runtime-Deadline-Ms": str(int(self.deadline * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": self.function_arn,
            "Lambda-Runtime-Trace-Id": f"Root=1-00000000-{self.id.replace('-', '')[:24]};Sampled=0",
        }


@dataclass(frozen=True)
class Outcome:
    """What a runtime has said about an invocation: its answer, or its error, in words."""

    answer: bytes = b""
    error: str = ""


class RuntimeApi:
    """The API for one start of one runtime."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._offered: Invocation | None = None
        self._taken: str = ""
        self._outcomes: dict[str, Outcome] = {}
        self._init_error = ""
        self._closed = False
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.api = self
        # How often it looks whether it is to stop, in seconds: a start of a runtime is short.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> str:
        """Give the address as ``127.0.0.1:PORT``, as AWS_LAMBDA_RUNTIME_API has it."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    # -- the kit's side

    def offer(self, event: Any, function_arn: str, deadline: float) -> str:
        """Have the runtime's next request answered with an event; give the invocation's id."""
        invocation = Invocation(event, function_arn, deadline, str(uuid.uuid4()))
        with self._news:
            self._offered = invocation
            self._news.notify_all()
        return invocation.id

    def is_taken(self, invocation: str) -> bool:
        """Say whether the runtime has fetched an invocation."""
        with self._news:
            return self._taken == invocation

    def outcome(self, invocation: str) -> Outcome | None:
        """Give what the runtime has said about an invocation, if it has."""
        with self._news:
            return self._outcomes.pop(invocation, None)

    @property
    def init_error(self) -> str:
        """Give why the runtime could not begin, if it has said so."""
        with self._news:
            return self._init_error

    def close(self) -> None:
        """Hang up on whoever still asks, and stop listening."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    # -- the runtime's side, in threads of the server

    def next(self) -> Invocation | None:
        """Wait for an event and take it; None when there will be none."""
        with self._news:
            self._news.wait_for(lambda: self._closed or self._offered is not None)
            if self._closed or self._offered is None:
                return None
            invocation, self._offered = self._offered, None
            self._taken = invocation.id
            return invocation

    def conclude(self, invocation: str, outcome: Outcome) -> bool:
        """Take what is said about the invocation that is going on; False if it is another one."""
        with self._news:
            if self._closed or invocation != self._taken:
                return False
            self._outcomes[invocation] = outcome
            self._news.notify_all()
            return True

    def fail_to_begin(self, error: str) -> None:
        """Take why the runtime could not begin."""
        with self._news:
            self._init_error = error
            self._news.notify_all()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    api: RuntimeApi

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a runtime that dies in the middle of a request is what this is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    server: _Server

    def do_GET(self) -> None:
        """Give the next event, as soon as there is one."""
        if self.path != _NEXT:
            self._say(404, {"errorType": "NotFound"})
            return
        invocation = self.server.api.next()
        if invocation is None:
            self.close_connection = True
            return
        self._write(200, invocation.headers, json.dumps(invocation.event).encode("utf-8"))

    def do_POST(self) -> None:
        """Take an answer, or an error."""
        body = self._body()
        if body is None:
            self._say(413, {"errorType": "RequestEntityTooLarge"})
            self.close_connection = True
            return
        if self.path == _INIT_ERROR:
            self.server.api.fail_to_begin(self._error(body))
            self._say(202, {"status": "OK"})
            return
        invocation, _, what = self.path.removeprefix(f"{_VERSION}/invocation/").partition("/")
        if what not in {"response", "error"}:
            self._say(404, {"errorType": "NotFound"})
            return
        outcome = Outcome(body) if what == "response" else Outcome(error=self._error(body))
        if self.server.api.conclude(invocation, outcome):
            self._say(202, {"status": "OK"})
        else:
            self._say(400, {"errorType": "InvalidRequestID", "errorMessage": "no such invocation"})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: the journal has it all."""

    def _body(self) -> bytes | None:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._chunks()
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(length) if length <= _LARGEST else None

    def _chunks(self) -> bytes | None:
        body = b""
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            body += self.rfile.read(size)
            self.rfile.readline()
            if len(body) > _LARGEST:
                return None
        while self.rfile.readline().strip():
            pass  # trailers: errors of streamed answers, which no event source asks for
        return body

    def _error(self, body: bytes) -> str:
        kind = self.headers.get("Lambda-Runtime-Function-Error-Type", "")
        try:
            said = json.loads(body)
            return f"{said.get('errorType') or kind}: {said.get('errorMessage', '')}"
        except (ValueError, AttributeError):
            return kind or body[:200].decode("utf-8", "replace")

    def _say(self, status: int, body: dict[str, str]) -> None:
        self._write(status, {"Content-Type": "application/json"}, json.dumps(body).encode())

    def _write(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
