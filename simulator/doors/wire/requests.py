"""Requests: which SDK call some bytes are, in any protocol that SDKs speak to these services."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Never

from pattern_tck.simulator.doors.wire.forms import read_form
from pattern_tck.simulator.doors.wire.paths import find, in_query
from pattern_tck.simulator.doors.wire.service_models import (
    SPOKEN,
    OperationModel,
    service_model,
)
from pattern_tck.simulator.doors.wire.values import Mistyped, Reader, from_form
from pattern_tck.simulator.refusals import Refusal

#: The protocols, by the names that the models have for them.
JSON: Final = "json"
QUERY: Final = "query"
CBOR: Final = "smithy-rpc-v2-cbor"
REST: Final = "rest-json"

#: The names that services have in signatures, where boto3 has another one.
_SIGNED_AS: Final = {"states": "stepfunctions", "monitoring": "cloudwatch"}
_SCOPE: Final = re.compile(r"Credential=([^/,\s]+)/[^/]*/([^/]*)/([^/,\s]+)/aws4_request")
_RPC: Final = re.compile(r"/service/[^/]+/operation/([A-Za-z0-9]+)$")


@dataclass(frozen=True)
class Caller:
    """Who calls which service, as the signature says: nobody checks the signature itself."""

    key: str
    region: str
    service: str


@dataclass(frozen=True)
class Sent:
    """One request as it came; names of headers are in small letters, the path is as it was sent."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Asked:
    """One request, read and checked. ``invocation`` is the same for all tries of one call."""

    service: str
    operation: str
    parameters: Mapping[str, Any]
    region: str
    protocol: str
    invocation: str


def caller(headers: Mapping[str, str]) -> Caller | None:
    """Give who calls; None if the request is not signed."""
    scope = _SCOPE.search(headers.get("authorization", ""))
    if scope is None:
        return None
    return Caller(scope[1], scope[2], _SIGNED_AS.get(scope[3], scope[3]))


def protocol_of(headers: Mapping[str, str], service: str = "") -> str:
    """Give the protocol of a request to a service."""
    if service in SPOKEN and service_model(service).is_rest:
        return REST
    if "smithy-protocol" in headers:
        return CBOR
    return JSON if "x-amz-target" in headers else QUERY


def read_request(who: Caller, sent: Sent, *, checked: bool = True) -> Asked:
    """Read a request to one of the services `SPOKEN`.

    Raises `Refusal` as the service would. Unless ``checked``, whoever is asked has to say himself
    what is missing or too small; only what cannot be read is refused.
    """
    service, headers, body = who.service, sent.headers, sent.body
    protocol = protocol_of(headers, service)
    if protocol == REST:
        name, raw = _in_path(service, sent)
    elif protocol == JSON:
        name = headers["x-amz-target"].rpartition(".")[2]
        raw = _json(body)
    elif protocol == CBOR:
        name = _cbor_operation(sent.path, headers["smithy-protocol"])
        raw = _cbor(body)
    else:
        try:
            raw = read_form(body or sent.query.encode())
        except ValueError as reason:
            _unreadable(reason)
        name = str(raw.get("Action", ""))
    model = service_model(service).operation(name)
    if model is None:
        _no_operation(service, protocol, name)
    parameters = _parameters(model, raw, service, protocol, checked=checked)
    invocation = headers.get("amz-sdk-invocation-id", "")
    return Asked(service, name, parameters, who.region, protocol, invocation)


def _parameters(
    model: OperationModel, raw: Any, service: str, protocol: str, *, checked: bool
) -> dict[str, Any]:
    if model.input is None:
        return {}
    reader = Reader()
    try:
        if protocol == QUERY:
            raw = from_form(model.input, raw)
        parameters: dict[str, Any] = reader.read(model.input, raw)
    except Mistyped as reason:
        _unreadable(reason, "MalformedInput" if protocol == QUERY else "SerializationException")
    except RecursionError:
        _unreadable("it is nested too deeply")
    if checked:
        reader.check(service, query=protocol == QUERY)
    return parameters


def _in_path(service: str, sent: Sent) -> tuple[str, Any]:
    """Give the operation of a REST API, and its parameters out of path, query and body."""
    found = find(service_model(service).places, sent.method, sent.path)
    if found is None:
        _no_operation(service, REST, f"{sent.method} {sent.path}")
    place, parameters = found
    said = _json(sent.body)
    if not isinstance(said, dict):
        _unreadable("it is no JSON object")
    shape = service_model(service).operation(place.operation)
    members = shape.input.members if shape is not None and shape.input is not None else {}
    try:
        query = {
            name: from_form(members[name], value) if isinstance(value, str) else value
            for name, value in in_query(place, sent.query).items()
        }
    except Mistyped as reason:
        _unreadable(reason)
    return place.operation, {**said, **query, **parameters}


def _json(body: bytes) -> Any:
    try:
        value = _DECODE(body.decode() or "{}")
        if b"\\u" in body:
            # Half a surrogate pair can be written in JSON, and is no character.
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as reason:
        _unreadable(reason)
    return value


def _no_number(name: str) -> Never:
    raise ValueError(f"{name} is no number of JSON")


_DECODE: Final = json.JSONDecoder(parse_constant=_no_number).decode


def _cbor_operation(path: str, spoken: str) -> str:
    found = _RPC.search(path)
    if spoken != "rpc-v2-cbor" or found is None:
        raise Refusal("UnknownOperationException", f"{spoken[:40]} at {path[:80]} is no operation")
    return found[1]


def _cbor(body: bytes) -> Any:
    try:
        from cbor2 import loads  # noqa: PLC0415 - few SDKs speak it, and those to CloudWatch alone
    except ImportError:
        raise Refusal("UnsupportedProtocol", _WITHOUT_CBOR) from None
    try:
        return loads(body) if body else {}
    except Exception as reason:  # noqa: BLE001 - a tag can raise what its type likes
        _unreadable(reason)


_WITHOUT_CBOR: Final = (
    "who is to be spoken to in rpc-v2-cbor needs cbor2: pip install 'pattern-tck[simulate]'"
)


def _unreadable(reason: object, code: str = "SerializationException") -> Never:
    raise Refusal(code, str(reason)[:200] if isinstance(reason, Mistyped) else _shown(reason))


def _shown(reason: object) -> str:
    return f"the body cannot be read: {str(reason)[:200]}"


def _no_operation(service: str, protocol: str, name: str) -> Never:
    shown = name[:80]
    if protocol == QUERY:
        code, message = "InvalidAction", f"Could not find operation {shown}"
        if not shown:
            code, message = "MissingAction", "the request names no Action"
        raise Refusal(code, message)
    raise Refusal("UnknownOperationException", f"{service} has no operation {shown!r}")
