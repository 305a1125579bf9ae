"""An HTTP API in front of a function: a request becomes an event, its answer the response.

The event has the payload format 2.0 of API Gateway's HTTP APIs.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.lambda_platform.context import ACCOUNT

_DOMAIN = "tck.execute-api.us-east-1.amazonaws.com"
_STAGE = "$default"

#: Bodies of these types come as they are; all others, and those of no type, come in base 64.
_TEXTS = frozenset({"application/json", "application/xml", "application/javascript"})


def http_event(request: HttpRequest, now: float) -> dict[str, Any]:
    """Give the event for a request that is made ``now`` (seconds since the epoch)."""
    headers = {"host": _DOMAIN, **request.headers}
    cookies = headers.pop("cookie", "")
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": _STAGE,
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "tck",
            "domainName": _DOMAIN,
            "domainPrefix": "tck",
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": str(uuid.uuid4()),
            "routeKey": _STAGE,
            "stage": _STAGE,
            "time": dt.datetime.fromtimestamp(now, dt.UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now * 1000),
        },
        **_body(request),
    }
    if cookies:
        event["cookies"] = [cookie.strip() for cookie in cookies.split(";")]
    if request.query:
        event["queryStringParameters"] = _joined(request.query)
    return event


def http_answer(answer: Any) -> HttpAnswer:
    """Read what a function has returned; 500, as a gateway says, if it is no answer."""
    if not (isinstance(answer, Mapping) and "statusCode" in answer):
        # A gateway takes whatever has no status for the body of a success.
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return HttpAnswer(200, {"content-type": "application/json"}, text.encode("utf-8"))
    try:
        return _stated(answer)
    except (TypeError, ValueError, AttributeError):
        return failure(500)


def failure(status: int) -> HttpAnswer:
    """Give what a gateway answers where the function has not: 500 if it failed, 502 if it died."""
    said = {500: "Internal Server Error", 502: "Bad Gateway"}[status]
    body = json.dumps({"message": said}).encode()
    return HttpAnswer(status, {"content-type": "application/json"}, body)


def _stated(answer: Mapping[str, Any]) -> HttpAnswer:
    body = answer.get("body")
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    encoded = answer.get("isBase64Encoded") is True
    raw = base64.b64decode(text, validate=True) if encoded else text.encode("utf-8")
    headers = {
        str(name).lower(): str(value) for name, value in (answer.get("headers") or {}).items()
    }
    if cookies := answer.get("cookies"):
        headers["set-cookie"] = ", ".join(cookies)
    if raw and "content-type" not in headers:
        headers["content-type"] = "text/plain; charset=utf-8"
    return HttpAnswer(int(answer["statusCode"]), headers, raw)


def _body(request: HttpRequest) -> dict[str, Any]:
    if not request.body:
        return {"isBase64Encoded": False}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _TEXTS or kind.startswith("text/"):
        try:
            return {"body": request.body.decode("utf-8"), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(request.body).decode("ascii"), "isBase64Encoded": True}


def _joined(query: str) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        values.setdefault(name, []).append(value)
    return {name: ",".join(several) for name, several in values.items()}
