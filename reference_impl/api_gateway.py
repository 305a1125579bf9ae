"""API Gateway, as a Lambda function sees it: a request becomes an event, its result the answer.

In production API Gateway does this, and a function is nothing but its handler. Here an HTTP API is
called in one process, by whoever has a request in hand; the event is the one that an HTTP API of
API Gateway sends (payload format 2.0), as far as handlers look at it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from pattern_tck.http import HttpAnswer, HttpRequest

_FORMAT = "2.0"


def respond(app: APIGatewayHttpResolver, request: HttpRequest) -> HttpAnswer:
    """Have a Powertools application answer a request, as API Gateway would."""
    return _answer(app.resolve(_event(request), LambdaContext()))


def _event(request: HttpRequest) -> dict[str, Any]:
    return {
        "version": _FORMAT,
        "routeKey": "$default",
        "rawPath": request.path,
        "rawQueryString": request.query,
        "queryStringParameters": dict(parse_qsl(request.query)),
        "headers": dict(request.headers),
        "requestContext": {
            "http": {"method": request.method, "path": request.path},
            "stage": "$default",
        },
        # Bodies of text come as they are; whatever is no UTF-8 would come in base 64.
        **_body(request.body),
    }


def _body(body: bytes) -> dict[str, Any]:
    try:
        return {"body": body.decode("utf-8"), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode("ascii"), "isBase64Encoded": True}


def _answer(result: Mapping[str, Any]) -> HttpAnswer:
    body = str(result.get("body") or "")
    raw = base64.b64decode(body) if result.get("isBase64Encoded") else body.encode("utf-8")
    headers = {name.lower(): str(value) for name, value in result.get("headers", {}).items()}
    return HttpAnswer(int(result["statusCode"]), headers, raw)
