"""The wire: requests and answers as bytes, by the service models of botocore.

moto has a well-kept reader of requests and writer of answers for every protocol of AWS; both are
driven by the same models. Errors are written here, since the model of the simulator says status
and code itself, where moto looks them up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.datastructures import Headers, MultiDict

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
        message = _QUERY_MESSAGES.get((service, refusal.message), refusal.message)
        text = (
            f"<ErrorResponse><Error><Type>{fault}</Type><Code>{escape(query_code)}</Code>"
            f"<Message>{escape(message)}</Message></Error>"
            f"<RequestId>{request}</RequestId></ErrorResponse>"
        )
        headers = {"Content-Type": _XML, "x-amzn-RequestId": request}
        return Written(refusal.status, headers, text.encode())
    prefix = _NAMESPACES.get(service, "")
    code = _JSON_CODES.get((service, refusal.code), refusal.code)
    body = {**(members or {}), "__type": f"{prefix}{code}", "message": refusal.message}
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": request}
    if "awsQueryCompatible" in _service(service).metadata:
        headers["x-amzn-query-error"] = f"{query_code};{fault}"
    return Written(refusal.status, headers, json.dumps(body, default=str).encode())


_NAMESPACES: Final = {"sqs": "com.amazonaws.sqs#"}
#: Errors that no model names, and that SQS calls otherwise in JSON than in the query protocol.
_JSON_CODES: Final = {
    ("sqs", "InvalidParameterValue"): "InvalidParameterValueException",
    ("sqs", "MissingParameter"): "MissingRequiredParameterException",
}
#: What SQS says in other words to those who speak the query protocol.
_QUERY_MESSAGES: Final = {
    ("sqs", "The specified queue does not exist."): "The specified queue does not exist for "
    "this wsdl version."
}


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
