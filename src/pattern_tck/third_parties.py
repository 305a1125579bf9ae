"""Third parties that are called over HTTP: the kit plays them, on a loopback address.

One server for the whole session, on a free port of 127.0.0.1; each scenario has addresses of its
own on it. What an implementation asks is held against the contract of the third party.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any, Protocol
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from pattern_tck.contracts import apis
from pattern_tck.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from wsgiref.types import StartResponse


class ThirdParty(Protocol):
    """A system of somebody else."""

    def answer(self, request: HttpRequest) -> HttpAnswer | None:
        """Answer a request; None: the caller is left without an answer."""


#: Is told of each call: what was asked, what was answered, and how it breaks the contract.
Heard = Callable[[HttpRequest, HttpAnswer | None, str], None]


#: Answers whatever is asked at an address; None: the caller is left without an answer.
Answering = Callable[[HttpRequest], HttpAnswer | None]


class Refusal:
    """What a third party answers to what its contract does not allow."""

    @staticmethod
    def of(wrong: str) -> HttpAnswer:
        """Give the answer 400, with what is wrong."""
        return HttpAnswer(400, {"content-type": "text/plain"}, wrong.encode())


class Served:
    """A third party at an address, every call of which is held against its contract."""

    def __init__(self, third_party: ThirdParty, contract: str, heard: Heard) -> None:
        self._third_party = third_party
        self._contract = apis.contract(contract)
        self._heard = heard

    def __call__(self, request: HttpRequest) -> HttpAnswer | None:
        """Answer a request, or say what is wrong with it."""
        wrong = self._wrong(request)
        answer = Refusal.of(wrong) if wrong else self._third_party.answer(request)
        self._heard(request, answer, wrong)
        return answer

    def _wrong(self, request: HttpRequest) -> str:
        operation = self._contract.operation(request.method, request.path)
        if operation is None:
            return f"{self._contract.file} has no {request.method} {request.path}"
        wrong = operation.misfit(request)
        return f"{self._contract.file} does not allow it: {wrong}" if wrong else ""


class _Threads(ThreadingMixIn, WSGIServer):
    """One thread a request; werkzeug's server waits 10 ms after each one."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Bind without asking for the name of this machine, which may take long."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]
        self.setup_environ()


class _Quiet(WSGIRequestHandler):
    """Logs nothing: the journal has it all."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class Loopback:
    """The server: answers by the first part of the path."""

    def __init__(self) -> None:
        self._served: dict[str, Answering] = {}
        self._server = make_server("127.0.0.1", 0, self._answer, _Threads, _Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def serve(self, served: Answering) -> str:
        """Give the address at which a third party (or whoever) answers from now on."""
        name = secrets.token_hex(4)
        self._served[name] = served
        return f"http://127.0.0.1:{self._server.server_port}/{name}"

    def stop_serving(self, address: str) -> None:
        """Have nobody answer at an address any more."""
        self._served.pop(address.rpartition("/")[2], None)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, environ: Mapping[str, Any], start: StartResponse) -> Iterable[bytes]:
        name, _, path = environ["PATH_INFO"].lstrip("/").partition("/")
        served = self._served.get(name)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        headers = {
            header.removeprefix("HTTP_").replace("_", "-").lower(): value
            for header, value in environ.items()
            if header.startswith("HTTP_")
        }
        body = environ["wsgi.input"].read(length) if length else b""
        request = HttpRequest(environ["REQUEST_METHOD"], f"/{path}", "", headers, body)
        answer = served(request) if served else Refusal.of("nobody is at this address")
        if answer is None:
            raise ConnectionResetError  # the server hangs up without a word
        start(f"{answer.status} Answered", list(answer.headers.items()))
        return [answer.body]


@cache
def loopback() -> Loopback:
    """Give the server of this process; it is started when it is first needed."""
    return Loopback()


def close_loopback() -> None:
    """Stop the server of this process, if it was ever needed."""
    if loopback.cache_info().currsize:
        loopback().close()
        loopback.cache_clear()
