"""The server: listens on an address, and serves worlds there until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn

from pattern_tck.simulator.doors.http.application import Application
from pattern_tck.simulator.doors.http.connection import Connection
from pattern_tck.simulator.doors.http.worlds import Worlds

#: Seconds that a kept connection may be silent: longer than an SDK keeps one.
_KEPT: Final = 350
_WAITING_CONNECTIONS: Final = 1_024


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address; port 0 takes a free one. OSError if that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_WAITING_CONNECTIONS)
    except BaseException:
        listening.close()
        raise
    return listening


class Server:
    """Serves worlds on a socket that listens."""

    def __init__(self, worlds: Worlds, listening: socket.socket, *, loopback: bool = True) -> None:
        application: Any = Application(worlds, loopback=loopback)
        config = uvicorn.Config(
            application,
            http=Connection,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=_KEPT,
            timeout_graceful_shutdown=1,
            backlog=_WAITING_CONNECTIONS,
        )
        self._worlds = worlds
        self._listening = listening
        self._server = _WithoutSignals(config)

    def run(
        self,
        until: Callable[[], Awaitable[int]] | None = None,
        begin: Callable[[], Awaitable[None]] | None = None,
    ) -> int:
        """Serve until a signal to end comes, or ``until`` is over; give what it gives, or 0.

        With ``until`` signals are its business. What ``begin`` does is done before anybody is
        answered.
        """
        with asyncio.Runner(loop_factory=self._server.config.get_loop_factory()) as runner:
            return runner.run(self._serve(until, begin))

    def stop(self) -> None:
        """Have `run` return; from any thread."""
        self._server.should_exit = True

    async def _serve(
        self,
        until: Callable[[], Awaitable[int]] | None,
        begin: Callable[[], Awaitable[None]] | None,
    ) -> int:
        code = 0
        if begin is not None:
            await begin()
        if until is None:
            self._stop_at_signals()
        serving = asyncio.ensure_future(self._server.serve(sockets=[self._listening]))
        if until is not None:
            # Whoever calls before it serves waits in the queue of the socket.
            code = await until()
            self.stop()
        await serving
        return code

    def _stop_at_signals(self) -> None:
        if threading.current_thread() is threading.main_thread():
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self._end)

    def _end(self) -> None:
        # Nobody who waits holds up the end.
        self._worlds.hang_up()
        self.stop()


class _WithoutSignals(uvicorn.Server):
    """Uvicorn's server, which would raise the signal that has ended it once more."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield
