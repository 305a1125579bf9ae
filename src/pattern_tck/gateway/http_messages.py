"""HTTP messages as bytes: the head of a request, and a whole answer.

As much of HTTP/1.1 as SDKs use of it, and no more: bodies whose length is said beforehand. The
standard library reads heads with its parser of e-mail, which takes longer than all else that the
gateway does with a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BufferedIOBase
from typing import Final

from pattern_tck.simulator.doors.wire.answers import Written

#: The longest head, in bytes, and its most lines.
_LONGEST: Final = 64 * 1024
_MOST_LINES: Final = 200

_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True)
class Head:
    """The head of a request; names of headers are in small letters."""

    method: str
    target: str
    headers: Mapping[str, str]
    keeps_alive: bool


def read_head(stream: BufferedIOBase) -> Head | None:
    """Read the head of a request; None if the other side has hung up.

    Raises ValueError if it is none, or too long.
    """
    first = stream.readline(_LONGEST)
    if first == b"\r\n":  # some send one too many after a body
        first = stream.readline(_LONGEST)
    if not first:
        return None
    said = first.decode("latin-1").split()
    if len(said) != 3 or not said[2].startswith("HTTP/1."):
        raise ValueError("this is no request of HTTP/1.1")
    method, target, version = said
    headers = _headers(stream, _LONGEST - len(first))
    kept = headers.get("connection", "").lower()
    keeps_alive = kept != "close" and (version != "HTTP/1.0" or kept == "keep-alive")
    return Head(method, target, headers, keeps_alive)


def _headers(stream: BufferedIOBase, longest: int) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    for _ in range(_MOST_LINES):
        line = stream.readline(longest)
        longest -= len(line)
        if line in {b"\r\n", b"\n"}:
            return headers
        name, colon, value = line.decode("latin-1").partition(":")
        if not line.endswith(b"\n") or not colon:
            break
        headers[name.lower()] = value.strip()
    raise ValueError("the head of the request is too long, or broken")


def whole(written: Written) -> bytes:
    """Give an answer with its head."""
    head = [
        f"HTTP/1.1 {written.status} {_PHRASES.get(written.status, '')}".encode(),
        *(name + b": " + value for name, value in written.headers),
        b"content-length: %d" % len(written.body),
        b"\r\n",
    ]
    return b"\r\n".join(head) + written.body
