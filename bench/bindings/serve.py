"""The APIs of the reference, at addresses of 127.0.0.1: ``serve.py TARGET [ENDPOINT]``.

Each is alone on its stage, as a system that runs somewhere is; the target is opened here, and lives
in real time. Prints ``{"ROLE": "URL"}`` when all of them listen, and ends when its input does.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final

from pattern_tck import catalogue, implementation
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.in_step import in_step
from pattern_tck.opening import open_target
from pattern_tck.ports import Target
from pattern_tck.stage import Stage

#: What scenarios would have told them.
_TOLD: Final = {"DEADLINE": 5, "KEEP_CLOSED": 60}

#: One call to a target at a time: neither moto nor the simulator bears more.
_TURN = threading.Lock()


class Api:
    """One API of the reference, with channels of its own."""

    def __init__(self, target: Target, role: str) -> None:
        self._stage = Stage(target, implementation.load(implementation.REFERENCE))
        self._stage.ask_for(**_TOLD)
        (self._player,) = self._stage.cast(role).instances

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """Answer a request, then do whatever follows from it."""
        with _TURN:
            answer = self._player.respond(request)
            self._stage.turn()
        return answer

    def close(self) -> None:
        """Leave nothing on the target."""
        self._stage.close()
        self._stage.remove()


def served(api: Api) -> HTTPServer:
    """Have an API listen on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length") or 0))
            answer = api.answer(HttpRequest(self.command, path, query, headers, body))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name != "content-length":
                    self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = respond  # noqa: N815
        do_TRACE = respond  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main(target: str, endpoint: str | None = None) -> None:
    """Serve every API until standard input ends."""
    roles = [name for name, role in catalogue.roles().items() if role.answers]
    opened = in_step(open_target(target, endpoint))
    apis = {role: Api(opened, role) for role in roles}
    servers = {role: served(api) for role, api in apis.items()}
    at = {role: f"http://127.0.0.1:{server.server_port}" for role, server in servers.items()}
    print(json.dumps(at), flush=True)
    sys.stdin.read()
    for role, server in servers.items():
        server.shutdown()
        apis[role].close()


if __name__ == "__main__":
    main(*sys.argv[1:])
