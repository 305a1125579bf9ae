"""moto at a URL for a test or a module of tests, as empty as a process of its own would be."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from moto.server import ThreadedMotoServer


@contextmanager
def moto_served() -> Iterator[str]:
    """Serve moto on loopback, and give its URL.

    What moto stores belongs to the process and not to the server: whoever served before in this
    one has left it, and a test that asks what is there would find it.
    """
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    try:
        _emptied(url)
        yield url
        _emptied(url)
    finally:
        server.stop()


def _emptied(url: str) -> None:
    asked = urllib.request.Request(f"{url}/moto-api/reset", method="POST")
    with urllib.request.urlopen(asked, timeout=60) as answer:
        assert answer.status == 200, answer.read()
