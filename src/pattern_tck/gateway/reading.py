"""Reading a request of any AWS SDK: who calls, which operation, with which parameters.

The access key id of the signature says who calls, its scope which service is meant. The signature
itself is not checked: nobody but the kit's own children knows the keys, and what goes on to the
target is signed again by the kit's clients.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError

from pattern_tck.simulator.doors import wire
from pattern_tck.simulator.refusals import Refusal

#: The names that services have in signatures, where botocore has another one.
_SIGNED_AS: Final = {"states": "stepfunctions", "monitoring": "cloudwatch"}

#: What passes: the services of the patterns, and what is needed to make their channels.
SERVICES: Final = frozenset(
    {"sqs", "sns", "events", "stepfunctions", "dynamodb", "cloudwatch", "iam", "sts"}
)

_SCOPE: Final = re.compile(r"Credential=([^/,\s]+)/[^/]*/[^/]*/([^/]+)/aws4_request")


@dataclass(frozen=True)
class Asked:
    """One request of an SDK, as the kit understands it.

    ``protocol`` is ``json`` or ``query``: older SDKs speak to SQS in the latter. ``invocation`` is
    the same for all tries of one call, if the SDK says so.
    """

    key: str
    service: str
    operation: str
    parameters: Mapping[str, Any]
    protocol: str
    invocation: str = ""


def caller(headers: Mapping[str, str]) -> tuple[str, str]:
    """Give the access key id and the service of a signed request; two empty texts if unsigned."""
    scope = _SCOPE.search(headers.get("authorization", ""))
    if scope is None:
        return "", ""
    return scope[1], _SIGNED_AS.get(scope[2], scope[2])


def read(headers: Mapping[str, str], body: bytes) -> Asked:
    """Read a request; names of headers are in small letters.

    Raises `Refusal` with what AWS would say: of a request without signature, of a service or an
    operation that is not known here, of a body that cannot be read.
    """
    key, service = caller(headers)
    if not key:
        raise Refusal(
            "MissingAuthenticationToken",
            "the request is not signed: have the SDK use the credentials of its environment",
            status=403,
        )
    if service not in SERVICES:
        raise Refusal(
            "UnknownService",
            f"the gateway does not know the service {service!r}: it passes on "
            f"{', '.join(sorted(SERVICES))}",
        )
    target = headers.get("x-amz-target", "")
    if target:
        operation, protocol = target.rpartition(".")[2], "json"
    elif "smithy-protocol" in headers:
        raise Refusal(
            "UnsupportedProtocol",
            f"the gateway does not speak {headers['smithy-protocol']} to {service}",
        )
    else:
        operation, protocol = _action(body), "query"
    try:
        if protocol == "json" and not isinstance(json.loads(body or b"{}"), dict):
            raise ValueError("it is no JSON object")  # noqa: TRY301 - moto's reader takes anything
        parameters = wire.read_request(service, operation, body, headers, protocol)
    except (OperationNotFoundError, UnknownServiceError):
        raise Refusal(
            "UnknownOperationException" if protocol == "json" else "InvalidAction",
            f"{service} has no operation {operation!r}",
        ) from None
    except Exception as reason:
        raise Refusal(
            "SerializationException", f"the body of {operation} cannot be read: {reason}"
        ) from reason
    invocation = headers.get("amz-sdk-invocation-id", "")
    return Asked(key, service, operation, parameters, protocol, invocation)


def _action(body: bytes) -> str:
    form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return next((value for name, value in form if name == "Action"), "")
