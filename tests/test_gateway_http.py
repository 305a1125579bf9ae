"""What the gateway takes for HTTP: heads of any SDK, and bytes that are none."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from pattern_tck.gateway.endpoint import Endpoint
from pattern_tck.gateway.http_messages import read_head


@pytest.fixture
def connected() -> Iterator[socket.socket]:
    endpoint = Endpoint()
    at = urlsplit(endpoint.url)
    with socket.create_connection((at.hostname, at.port), timeout=20) as connection:
        yield connection
    endpoint.close()


def answer(connection: socket.socket, sent: bytes) -> bytes:
    """Give what comes back until the other side hangs up."""
    connection.sendall(sent)
    connection.shutdown(socket.SHUT_WR)
    got = b""
    while more := connection.recv(65536):
        got += more
    return got


def test_a_connection_is_kept_for_the_next_request(connected: socket.socket) -> None:
    got = answer(connected, b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET /b HTTP/1.1\r\n\r\n")
    assert got.count(b"HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\n") == 2
    assert got.endswith(b"content-length: 15\r\n\r\nnothing is here")


def test_it_is_closed_for_whoever_asks_for_that(connected: socket.socket) -> None:
    once = b"GET / HTTP/1.1\r\nCONNECTION: close\r\n\r\n"
    assert answer(connected, once + once).count(b"HTTP/1.1 404") == 1


def test_a_body_may_wait_until_it_is_wanted(connected: socket.socket) -> None:
    head = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    connected.sendall(head)
    assert connected.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert b"MissingAuthenticationToken" in answer(connected, b"{}")


@pytest.mark.parametrize("length", [b"", b"Content-Length: -1\r\n", b"Content-Length: 4194305\r\n"])
def test_a_body_has_a_length(connected: socket.socket, length: bytes) -> None:
    got = answer(connected, b"POST / HTTP/1.1\r\n" + length + b"\r\n")
    assert got.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"say how long the body is" in got


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\r\n",
        b"POST /\r\n\r\n",
        b"POST / HTTP/2\r\n\r\n",
        b"POST / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: h",
        b"POST / HTTP/1.1\r\nname: " + b"x" * 70_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + b"a: b\r\n" * 300 + b"\r\n",
    ],
)
def test_what_is_no_head_is_refused(connected: socket.socket, said: bytes) -> None:
    with pytest.raises(ValueError, match="request"):
        read_head(io.BytesIO(said))
    if len(said) < 100:
        assert b"MalformedHttpRequest" in answer(connected, said)


def test_a_head_is_read_as_it_was_meant() -> None:
    head = read_head(io.BytesIO(b"POST /q?a=b HTTP/1.0\r\nX-Amz-Target:  A.B \r\n\r\nrest"))
    assert head is not None
    assert (head.method, head.target, head.keeps_alive) == ("POST", "/q?a=b", False)
    assert head.headers == {"x-amz-target": "A.B"}
    assert read_head(io.BytesIO(b"")) is None
