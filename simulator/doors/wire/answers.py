"""Answers as bytes: results and errors in the protocol in which the call was made."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from pattern_tck.simulator.doors.wire.error_words import JSON_CODES, QUERY_MESSAGES
from pattern_tck.simulator.doors.wire.requests import CBOR, JSON, REST, Asked
from pattern_tck.simulator.doors.wire.service_models import SPOKEN, Shape, service_model
from pattern_tck.simulator.refusals import Refusal

_CBOR_HEADERS: Final = (
    (b"content-type", b"application/cbor"),
    (b"smithy-protocol", b"rpc-v2-cbor"),
)
_REST_HEADERS: Final = ((b"content-type", b"application/json"),)
_XML_HEADERS: Final = ((b"content-type", b"text/xml"),)
_ERROR_NAMES: Final = {"sqs": "com.amazonaws.sqs#"}

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True)
class Written:
    """An answer as it goes over the wire; names of headers are in small letters."""

    status: int
    headers: Headers
    body: bytes


def write_answer(asked: Asked, answer: Mapping[str, Any], request: str) -> Written:
    """Write what an operation answered; ``request`` is the id of the request."""
    model = service_model(asked.service)
    if asked.protocol == JSON:
        return _written(200, _json_headers(model.json_version), _json(answer), request)
    if asked.protocol == CBOR:
        return _written(200, _CBOR_HEADERS, _cbor(answer), request)
    if asked.protocol == REST:
        return _written(200, _REST_HEADERS, _json(answer), request)
    operation = model.operation(asked.operation)
    shape = operation.output if operation is not None else None
    inside = ""
    if operation is not None and shape is not None:
        # SQS has a result for these alone; the others say so with an empty one.
        inside = f"<{operation.wrapper}>{_members(shape, answer)}</{operation.wrapper}>"
    name = asked.operation
    text = (
        f'<?xml version="1.0"?>\n<{name}Response xmlns="{model.namespace}">{inside}'
        f"<ResponseMetadata><RequestId>{request}</RequestId></ResponseMetadata></{name}Response>"
    )
    return _written(200, _XML_HEADERS, text.encode(), request)


def write_refusal(service: str, protocol: str, refusal: Refusal, request: str) -> Written:
    """Write an error; ``service`` may be one that nobody knows here."""
    model = service_model(service) if service in SPOKEN else None
    if protocol == CBOR and not _speaks_cbor():
        protocol = JSON  # at least whoever looks at the bytes is told why
    code = refusal.code
    old = refusal.query_code or (model.old_codes.get(code, code) if model else code)
    fault = "Sender" if refusal.sender else "Receiver"
    headers: Headers
    if protocol == REST and model is not None:
        said = {**refusal.members, model.message_name(code): refusal.message}
        headers = (*_REST_HEADERS, (b"x-amzn-errortype", code.encode()))
        return _written(refusal.status, headers, _json(said), request)
    if protocol in {JSON, CBOR}:
        code = JSON_CODES.get((service, code), code)
        said = {
            **refusal.members,
            "__type": _ERROR_NAMES.get(service, "") + code,
            "message": refusal.message,
        }
        headers = _CBOR_HEADERS
        if protocol == JSON:
            headers = _json_headers(model.json_version if model else "1.0")
        headers += ((b"x-amzn-errortype", code.encode()),)
        if model is not None and model.query_compatible:
            headers += ((b"x-amzn-query-error", f"{old};{fault}".encode()),)
        body = _json(said) if protocol == JSON else _cbor(said)
        return _written(refusal.status, headers, body, request)
    message = QUERY_MESSAGES.get((service, refusal.message), refusal.message)
    error = (
        f"<Error><Type>{fault}</Type><Code>{escape(old)}</Code>"
        f"<Message>{_text(message)}</Message></Error>"
    )
    if service == "s3":
        return _written(refusal.status, _XML_HEADERS, error.encode(), request)
    namespace = f' xmlns="{model.namespace}"' if model else ""
    text = (
        f'<?xml version="1.0"?>\n<ErrorResponse{namespace}>{error}'
        f"<RequestId>{request}</RequestId></ErrorResponse>"
    )
    headers = (*_XML_HEADERS, (b"x-amzn-errortype", code.encode()))
    return _written(refusal.status, headers, text.encode(), request)


def _written(status: int, headers: Headers, body: bytes, request: str) -> Written:
    return Written(status, (*headers, (b"x-amzn-requestid", request.encode())), body)


def _speaks_cbor() -> bool:
    try:
        import cbor2  # noqa: F401, PLC0415 - an extra
    except ModuleNotFoundError:
        return False
    return True


def _json_headers(version: str) -> Headers:
    return ((b"content-type", b"application/x-amz-json-" + version.encode()),)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.datetime):
        return _aware(value).timestamp()
    raise TypeError(f"{type(value).__name__} has no place in an answer")


_ENCODE: Final = json.JSONEncoder(separators=(",", ":"), default=_plain).encode


def _json(value: Any) -> bytes:
    return _ENCODE(value).encode()


def _cbor(value: Any) -> bytes:
    from cbor2 import dumps  # noqa: PLC0415 - few SDKs speak it, and those to CloudWatch alone

    return dumps(value, datetime_as_timestamp=True, timezone=dt.UTC)


def _aware(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _members(shape: Shape, value: Mapping[str, Any]) -> str:
    return "".join(
        _element(member, value[name])
        for name, member in shape.members.items()
        if value.get(name) is not None
    )


def _element(shape: Shape, value: Any, name: str = "") -> str:
    name = name or shape.name
    kind = shape.kind
    if kind == "list":
        if shape.flattened:
            return "".join(_element(shape.member, item, name) for item in value)
        inside = "".join(_element(shape.member, item) for item in value)
    elif kind == "map":
        pairs = [
            _element(shape.key, key) + _element(shape.value, held) for key, held in value.items()
        ]
        if shape.flattened:
            return "".join(f"<{name}>{pair}</{name}>" for pair in pairs)
        inside = "".join(f"<entry>{pair}</entry>" for pair in pairs)
    elif kind == "structure":
        inside = _members(shape, value)
    else:
        inside = _scalar(value)
    return f"<{name}>{inside}</{name}>"


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        moment = _aware(value).astimezone(dt.UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    return _text(str(value))


def _text(text: str) -> str:
    # Parsers read a bare carriage return as a line feed.
    return escape(text, {"\r": "&#13;"})
