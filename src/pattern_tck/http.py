"""HTTP as the kit and an implementation speak it: plain requests and answers, and no library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True)
class HttpRequest:
    """One request to an API: ``path`` without the query, names of headers in small letters."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class HttpAnswer:
    """One answer of an API: names of headers in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        """Give the body read as JSON, or None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def type(self) -> str:
        """Give the media type of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()


@runtime_checkable
class HttpWorker(Protocol):
    """A worker that has an HTTP API as well: it answers when it is called, and takes turns.

    For the caller of a worker that raises it is as behind an HTTP API of API Gateway: 500, and of
    one that is killed: 502. In either case the worker is made anew.
    """

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Answer one request."""

    def work(self) -> bool:
        """Take one turn and say whether there was anything to do."""
