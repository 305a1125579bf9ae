"""The binding of an API that runs somewhere: known by its URL, and by nothing else.

It lives its own life in real time. The kit can call it; it sees none of its channels, and can do
nothing to it. So only scenarios that need HTTP alone are performed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import urllib3

from pattern_tck.bindings.binding import Deaths, Part
from pattern_tck.bystander import Bystander
from pattern_tck.expectations import expect_that
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.verdicts import NotExercised, UsageMistake

#: How long an answer may take, in seconds: what a gateway allows by default (DEC-13).
_PATIENCE = 29.0

#: What the connection says, and no client.
_OF_THE_CONNECTION = frozenset({"host", "content-length", "connection", "transfer-encoding"})


@dataclass(frozen=True)
class ApiAt:
    """An API at a URL."""

    url: str
    http_alone = True
    behind_gateway = False
    own_time = True

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Make nothing: its channels are its own affair."""
        return {}

    def player(self, part: Part, name: str) -> UrlParticipant:
        """Give the API as an instance; there is only one."""
        return UrlParticipant(name, part.role, self)

    @classmethod
    def parse(cls, text: str) -> ApiAt:
        """Read a URL, or raise `UsageMistake`."""
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageMistake(
                f"--api-url {text}: expected ROLE=URL, for example ride-api=http://127.0.0.1:8080"
            )
        if parts.username or parts.password:
            raise UsageMistake(
                f"--api-url: the URL of {parts.hostname} holds a user or a password, which would "
                "stand in every report; leave it out"
            )
        return cls(text.rstrip("/"))


class UrlParticipant(Bystander):
    """An API at a URL as the stage sees it."""

    autonomous = True

    def __init__(self, application: str, role: str, at: ApiAt) -> None:
        super().__init__(application, application, role)
        self.deaths = Deaths(application)
        self._url = at.url
        self._pool = urllib3.PoolManager(timeout=_PATIENCE, retries=False)

    def crash(self) -> None:
        """Refuse: it is not the kit's to kill."""
        raise NotExercised(f"{self.name} is known only by its URL, and cannot be killed")

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.clear()

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Make a request and give the answer; `Unmet` if there is none."""
        query = f"?{request.query}" if request.query else ""
        headers = {
            name: value for name, value in request.headers.items() if name not in _OF_THE_CONNECTION
        }
        said = ""
        answer = None
        try:
            answer = self._pool.request(
                request.method,
                f"{self._url}{quote(request.path, safe='/%')}{query}",
                body=request.body or None,
                headers=headers,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as reason:
            said = str(reason)
        expect_that(
            answer is not None,
            f"{request.method} {request.path} of {self._url}",
            expected="an answer",
            seen=said,
        )
        assert answer is not None
        return HttpAnswer(
            answer.status,
            {name.lower(): value for name, value in answer.headers.items()},
            answer.data,
        )
