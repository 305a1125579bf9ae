"""The wire: requests and answers as bytes, by the service models of botocore.

moto has a well-kept reader of requests and writer of answers for every protocol of AWS; both are
driven by the same models. Errors are written here, since the model of the simulator says status
and code itself, where moto looks them up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.datastructures import Headers, MultiDict

from pattern_tck.simulator.doors.error_words import JSON_CODES, QUERY_MESSAGES
from pattern_tck.simulator.refusals import Refusal

_XML: Final = "text/xml"


@dataclass(frozen=True)
class Written:
    """An answer as it goes over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def read_request(
    service: str, operation: str, body: bytes, headers: Mapping[str, str], protocol: str = ""
) -> dict[str, Any]:
    """Read the parameters of a request, in a protocol or in the one that the SDK of today picks."""
    model = _operation(service, operation)
    spoken = protocol or _protocol(service)
    values: MultiDict[str, str] = MultiDict()
    if spoken == "query":
        values = MultiDict(parse_qsl(body.decode(), keep_blank_values=True))
    parser = PROTOCOL_PARSERS[spoken](model)
    parsed: dict[str, Any] = parser.parse(
        {
            "body": body,
            "headers": Headers(dict(headers)),
            "method": "POST",
            "url_params": {},
            "url_path": "/",
            "values": values,
        }
    )
    return parsed


def is_rest(service: str) -> bool:
    """Say whether a service reads its parameters from path and query too."""
    return _protocol(service) == _REST


def read_rest_request(
    service: str, operation: str, method: str, url: str, body: bytes, headers: Mapping[str, str]
) -> dict[str, Any]:
    """Read the parameters of a request out of its path, its query and its body.

    Raises ValueError if the path is not that of the operation.
    """
    model = _operation(service, operation)
    parts = urlsplit(url)
    found = _path(model.http["requestUri"]).fullmatch(parts.path)
    if found is None or method != model.http["method"]:
        raise ValueError(f"{method} {parts.path} is not {operation}")
    names = {
        shape.serialization["name"]: name
        for name, shape in model.input_shape.members.items()
        if shape.serialization.get("location") == "uri"
    }
    given = {name.lower(): unquote(value) for name, value in found.groupdict().items()}
    values: MultiDict[str, str] = MultiDict(parse_qsl(parts.query, keep_blank_values=True))
    parsed: dict[str, Any] = PROTOCOL_PARSERS[_REST](model).parse(
        {
            "body": body,
            "headers": Headers(dict(headers)),
            "method": method,
            "url_params": {name: given[name.lower()] for name in names},
            "url_path": parts.path,
            "values": values,
        }
    )
    return parsed


@cache
def _path(template: str) -> re.Pattern[str]:
    """Compile the path of an operation: each ``{name}`` is a part of it, a ``+`` several."""
    plain = re.escape(template.partition("?")[0])
    return re.compile(
        re.sub(
            r"\\\{(\w+)(\\\+)?\\\}",
            lambda name: f"(?P<{name[1]}>{'.+' if name[2] else '[^/]+'})",
            plain,
        )
    )


def write_answer(
    service: str, operation: str, answer: Mapping[str, Any], request: str, protocol: str = ""
) -> Written:
    """Write what an operation answered; ``request`` is the id of the request."""
    serializer = get_serializer_class(service, protocol or _protocol(service))
    written = serializer(_operation(service, operation)).serialize(answer)
    body = written["body"]
    headers = {**written["headers"], "x-amzn-RequestId": request}
    return Written(
        int(written["status_code"]), headers, body if isinstance(body, bytes) else body.encode()
    )


def write_refusal(
    service: str,
    refusal: Refusal,
    request: str,
    protocol: str = "",
    members: Mapping[str, Any] | None = None,
) -> Written:
    """Write an error as the service's protocol has it, with ``members`` of its own in JSON."""
    query_code = refusal.query_code or _query_codes(service).get(refusal.code, refusal.code)
    fault = "Sender" if refusal.sender else "Receiver"
    if (protocol or _protocol(service)) == "query":
        message = QUERY_MESSAGES.get((service, refusal.message), refusal.message)
        text = (
            f"<ErrorResponse><Error><Type>{fault}</Type><Code>{escape(query_code)}</Code>"
            f"<Message>{escape(message)}</Message></Error>"
            f"<RequestId>{request}</RequestId></ErrorResponse>"
        )
        headers = {"Content-Type": _XML, "x-amzn-RequestId": request}
        return Written(refusal.status, headers, text.encode())
    if (protocol or _protocol(service)) == _REST:
        return _rest_refusal(service, refusal, request, members or refusal.members)
    prefix = _NAMESPACES.get(service, "")
    code = JSON_CODES.get((service, refusal.code), refusal.code)
    body = {**(members or {}), "__type": f"{prefix}{code}", "message": refusal.message}
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": request}
    if "awsQueryCompatible" in _service(service).metadata:
        headers["x-amzn-query-error"] = f"{query_code};{fault}"
    return Written(refusal.status, headers, json.dumps(body, default=str).encode())


def _rest_refusal(
    service: str, refusal: Refusal, request: str, members: Mapping[str, Any]
) -> Written:
    """Write an error whose code stands in a header, and whose message has the model's name."""
    shape = _service(service).shape_for_error_code(refusal.code)
    name = "Message" if shape is not None and "Message" in shape.members else "message"
    headers = {
        "Content-Type": "application/json",
        "x-amzn-RequestId": request,
        "x-amzn-ErrorType": refusal.code,
    }
    body = json.dumps({**members, name: refusal.message}, default=str)
    return Written(refusal.status, headers, body.encode())


_REST: Final = "rest-json"
_NAMESPACES: Final = {"sqs": "com.amazonaws.sqs#"}


@cache
def _service(service: str) -> Any:
    return get_service_model(service)


@cache
def _operation(service: str, operation: str) -> Any:
    return _service(service).operation_model(operation)


@cache
def _protocol(service: str) -> str:
    # What the SDK picks of the protocols that it may: the same attribute that its client reads.
    return str(_service(service).resolved_protocol)


@cache
def _query_codes(service: str) -> Mapping[str, str]:
    """Give the older codes of errors, where the model names one."""
    return {
        shape.name: str(shape.metadata["error"]["code"])
        for shape in _service(service).error_shapes
        if shape.metadata.get("error", {}).get("code")
    }
