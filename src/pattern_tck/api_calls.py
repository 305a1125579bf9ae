"""Calling an implementation's HTTP API, every call held against the contract of the API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pattern_tck.casting import Application
from pattern_tck.contracts import apis
from pattern_tck.contracts.apis import ApiContract
from pattern_tck.expectations import Unmet, expect_that
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.journal import Journal
from pattern_tck.ports import Now

#: Statuses that a gateway gives where no instance could: they are in no contract.
_OF_THE_GATEWAY = frozenset({500, 502})


class Api:
    """The HTTP API of an application, as its clients call it."""

    def __init__(
        self, application: Application, journal: Journal, now: Now, *, quick: bool = True
    ) -> None:
        self._application = application
        self._journal = journal
        self._now = now
        #: Whether calls cost next to nothing, so that many can be made.
        self.quick = quick

    @property
    def contract(self) -> ApiContract:
        """Give the contract that the role of the application has to keep."""
        return apis.contract(self._application.role.answers)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        *,
        misfit: bool = False,
        instance: int = 0,
    ) -> HttpAnswer:
        """Make a call and give the answer; a body that is no text is sent as JSON.

        ``misfit`` says that the request breaks the contract on purpose. Raises `Unmet` if the
        answer breaks it. What a gateway says for an instance that has died (500, 502) is given as
        it is: whether that may happen is the scenario's to say.
        """
        sent = {"content-type": "application/json"} if body is not None else {}
        named = {name.lower(): value for name, value in (headers or {}).items()}
        content = body if isinstance(body, str) else json.dumps(body)
        request = HttpRequest(
            method, path, "", {**sent, **named}, b"" if body is None else content.encode()
        )
        operation = self.contract.operation(method, path)
        if not misfit:
            assert operation is not None, f"{self.contract.file} has no {method} {path}"
            expect_that(
                not (wrong := operation.misfit(request)),
                f"what the kit sends to {method} {path}",
                expected=f"a request that {self.contract.file} allows",
                seen=wrong,
            )
        answer = self.answer(request, instance)
        if operation is not None and answer.status not in _OF_THE_GATEWAY:
            wrong = operation.wrong(answer)
            if wrong:
                raise Unmet(
                    f"the answer to {method} {path}", f"as {self.contract.file} says", wrong
                )
        return answer

    def answer(self, request: HttpRequest, instance: int = 0) -> HttpAnswer:
        """Have an instance answer a request, and write both down."""
        one = self._application.instances[instance]
        answer = one.respond(request)
        self._journal.write(
            self._now(),
            "a client",
            f"{request.method} {request.path}",
            f"the API of {self._application.name}",
            _told(request),
            f"{answer.status} {answer.body.decode('utf-8', 'replace')}",
        )
        return answer

    def wsgi(
        self, environ: Mapping[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Serve the API to a client that speaks WSGI."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["content-type"] = environ["CONTENT_TYPE"]
        answer = self.answer(
            HttpRequest(
                environ["REQUEST_METHOD"],
                # WSGI hands bytes on as if they were Latin-1.
                environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
                environ.get("QUERY_STRING", ""),
                headers,
                environ["wsgi.input"].read(length) if length else b"",
            )
        )
        start_response(f"{answer.status} Answered", list(answer.headers.items()))
        return [answer.body]


def _told(request: HttpRequest) -> str:
    """Give what a reader of the journal wants to see of a request: its key, and its body."""
    key = request.headers.get("idempotency-key", "")
    body = request.body.decode("utf-8", "replace")
    return f"under {key}: {body}" if key else body
