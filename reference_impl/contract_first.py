"""Contract first: what an operation of an HTTP API takes is read from its OpenAPI document.

The document is the one place that says what a request looks like. The API does not repeat it in
code, where the two would drift apart: it holds each request against the document before anything
is stored or sent (API-02), and works with what is left.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from pattern_tck.contracts.documents import Shape, document
from pattern_tck.reference_impl.problem import problem


class BadRequest(Exception):
    """The request is none that the contract allows; says what is wrong with it."""


class Operation:
    """One operation of a contract, by the name of the document and the id of the operation."""

    def __init__(self, file: str, operation_id: str) -> None:
        self._document = document(file)
        self._described = next(
            operation
            for path in self._document["paths"].values()
            for operation in path.values()
            if operation["operationId"] == operation_id
        )

    @cached_property
    def _body(self) -> Shape:
        content = self._described["requestBody"]["content"]["application/json"]
        return Shape(content["schema"], self._document)

    @cached_property
    def _headers(self) -> Mapping[str, tuple[bool, Shape]]:
        return {
            parameter["name"].lower(): (
                parameter.get("required", False),
                Shape(parameter["schema"], self._document),
            )
            for parameter in self._described.get("parameters", [])
            if parameter["in"] == "header"
        }

    @cached_property
    def _places(self) -> Mapping[str, Shape]:
        return {
            parameter["name"]: Shape(parameter["schema"], self._document)
            for parameter in self._described.get("parameters", [])
            if parameter["in"] == "path"
        }

    def can_be(self, name: str, value: str) -> bool:
        """Say whether a part of the path can be what it is said to be: an id that we ever gave."""
        return not self._places[name].misfit(value)

    def body(self, event: APIGatewayProxyEventV2) -> dict[str, Any]:
        """Give the body of a request, or raise `BadRequest` if it has not the right shape."""
        try:
            # decoded_body is None where there is no body at all. NaN is no JSON, whatever Python
            # says; and half of a character can be written in JSON, but stored nowhere.
            value = json.loads(event.decoded_body or "", parse_constant=_no_number)
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError) as reason:
            raise BadRequest(f"the body cannot be read as JSON: {reason}") from reason
        wrong = self._body.misfit(value)
        if wrong:
            raise BadRequest(wrong)
        return dict(value)

    def header(self, event: APIGatewayProxyEventV2, name: str) -> str:
        """Give a header, or nothing if it is not there and need not be; or raise `BadRequest`."""
        required, shape = self._headers[name.lower()]
        value = event.headers.get(name.lower())
        if value is None:
            if required:
                raise BadRequest(f"the header {name} is missing")
            return ""
        wrong = shape.misfit(value)
        if wrong:
            raise BadRequest(f"{wrong} of the header {name}")
        return value


def application() -> APIGatewayHttpResolver:
    """Give a Powertools application that says what is wrong in problem documents."""
    app = APIGatewayHttpResolver()
    app.exception_handler(BadRequest)(_refused)
    app.not_found(_missing)
    return app


def _refused(reason: BadRequest) -> Response[str]:
    return problem(400, "This is no request that the contract allows", str(reason))


def _missing(_: Exception) -> Response[str]:
    return problem(404, "There is nothing here")


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")
