"""The contracts of HTTP APIs, and whether a call keeps them.

Schemathesis reads the OpenAPI document, checks answers and makes requests; it takes a third of a
second to import, so that waits until an API is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pattern_tck.contracts import documents
from pattern_tck.contracts.documents import Shape
from pattern_tck.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from schemathesis.schemas import BaseSchema

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


@dataclass(frozen=True)
class Operation:
    """One operation of an API: its path with the names of parameters, its body, its headers."""

    method: str
    path: str
    body: Shape | None
    needs_headers: frozenset[str]
    file: str

    def misfit(self, request: HttpRequest) -> str:
        """Give in one line why a request breaks the contract, or nothing."""
        missing = self.needs_headers - set(request.headers)
        if missing:
            return f"the header {min(missing)} is missing"
        if self.body is None:
            return ""
        value = HttpAnswer(0, {}, request.body).json
        return self.body.misfit(value)

    def wrong(self, answer: HttpAnswer) -> str:
        """Give why an answer breaks the contract, or nothing."""
        from requests import Request  # noqa: PLC0415 - see the head
        from schemathesis import Response  # noqa: PLC0415
        from schemathesis.core.failures import FailureGroup  # noqa: PLC0415

        sent = Request(self.method, f"http://api{self.path}").prepare()
        headers = {name: [value] for name, value in answer.headers.items()}
        response = Response(answer.status, headers, answer.body, sent, elapsed=0, verify=False)
        # A case has to have values for its path; no check looks at them.
        somewhere = dict.fromkeys(re.findall(r"{(.+?)}", self.path), "any")
        try:
            _schema(self.file)[self.path][self.method].Case(
                path_parameters=somewhere
            ).validate_response(response, _conformance())
        except FailureGroup as failures:
            return "; ".join(_told(failure) for failure in failures.exceptions)
        return ""


@dataclass(frozen=True)
class ApiContract:
    """The contract of one API: the name of its file, and its operations."""

    file: str
    operations: tuple[Operation, ...]

    def operation(self, method: str, path: str) -> Operation | None:
        """Give the operation that a request is for; None if the contract has none."""
        for operation in self.operations:
            if operation.method == method and re.fullmatch(_pattern(operation.path), path):
                return operation
        return None


@cache
def contract(file: str) -> ApiContract:
    """Read the contract of an API by the name of its file."""
    document = documents.document(file)
    operations = [
        Operation(
            method=method.upper(),
            path=path,
            body=_body(described, document),
            needs_headers=frozenset(
                parameter["name"].lower()
                for parameter in described.get("parameters", [])
                if parameter["in"] == "header" and parameter.get("required")
            ),
            file=file,
        )
        for path, methods in document["paths"].items()
        for method, described in methods.items()
        if method in _METHODS
    ]
    return ApiContract(file, tuple(operations))


@cache
def _schema(file: str) -> BaseSchema:
    return bound(file, None)


def bound(file: str, app: Callable[..., Any] | None) -> BaseSchema:
    """Give the document as Schemathesis reads it, with an application (WSGI) to call."""
    from schemathesis import openapi  # noqa: PLC0415 - see the head

    schema = openapi.from_dict(dict(documents.document(file)))
    schema.app = app
    return schema


def _conformance() -> list[Any]:
    from schemathesis.specs.openapi import checks  # noqa: PLC0415 - see the head

    return [
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]


def _told(failure: BaseException) -> str:
    return " ".join(str(failure).split())


def _body(described: Mapping[str, Any], document: Mapping[str, Any]) -> Shape | None:
    content = described.get("requestBody", {}).get("content", {})
    kind = content.get("application/json")
    return Shape(kind["schema"], document) if kind else None


def _pattern(path: str) -> str:
    return re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(path))
