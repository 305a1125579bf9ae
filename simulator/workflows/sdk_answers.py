"""What the first AWS SDK adds to an answer: how it came over HTTP.

The optimized integrations hand it on, so that a workflow can read
``$.SdkHttpMetadata.HttpStatusCode``. Source: the outputs of such tasks, as AWS is on record with
(LocalStack's validated tests, ``services/test_{sqs,sns,events,sfn,lambda}_task_service.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.octets import length
from pattern_tck.simulator.workflows.document import written

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.execution import Execution

JSON_10: Final = "application/x-amz-json-1.0"
JSON_11: Final = "application/x-amz-json-1.1"
XML: Final = "text/xml"
_ENVELOPE: Final = (
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">\n  <PublishResult>\n{}'
    "  </PublishResult>\n  <ResponseMetadata>\n    <RequestId>{}</RequestId>\n"
    "  </ResponseMetadata>\n</PublishResponse>\n"
)


def with_metadata(
    execution: Execution, answer: Mapping[str, Any], sent: Mapping[str, Any], content: str
) -> dict[str, Any]:
    """Give an answer with its metadata; ``sent`` is what came over HTTP, of the type ``content``.

    Both say the same, the one in the language's names and the other in the service's.
    """
    request = execution.world.identities.uuid()
    body = _xml(sent, request) if content == XML else written(_sent(sent))
    headers = {
        "connection": "keep-alive",
        "Content-Length": str(length(body)),
        "Content-Type": content,
        "Date": _date(execution),
        "x-amzn-RequestId": request,
    }
    return _merged(answer, headers, request)


def invoked(execution: Execution, payload: Any) -> dict[str, Any]:
    """Give what a function answered with as the SDK has it."""
    request = execution.world.identities.uuid()
    headers = {
        "Connection": "keep-alive",
        "Content-Length": str(length(written(payload))),
        "Content-Type": "application/json",
        "Date": _date(execution),
        "X-Amz-Executed-Version": "$LATEST",
        "x-amzn-Remapped-Content-Length": "0",
        "x-amzn-RequestId": request,
    }
    answer = {"ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200}
    return _merged(answer, headers, request)


def _merged(answer: Mapping[str, Any], headers: dict[str, str], request: str) -> dict[str, Any]:
    """Put answer and metadata together by their names, as the SDK's writer does."""
    merged = {
        **answer,
        "SdkHttpMetadata": {
            "AllHttpHeaders": {name: [value] for name, value in headers.items()},
            "HttpHeaders": headers,
            "HttpStatusCode": 200,
        },
        "SdkResponseMetadata": {"RequestId": request},
    }
    return dict(sorted(merged.items()))


def _date(execution: Execution) -> str:
    moment = dt.datetime.fromtimestamp(execution.clock.micros // SECOND, dt.UTC)
    return f"{moment:%a, %d %b %Y %H:%M:%S} GMT"


def _sent(value: Any) -> Any:
    """Give an answer as the service writes it: times as seconds."""
    if isinstance(value, Mapping):
        return {name: _sent(member) for name, member in value.items()}
    if isinstance(value, dt.datetime):
        return round(value.timestamp(), 3)
    return value


def _xml(answer: Mapping[str, Any], request: str) -> str:
    fields = (f"    <{name}>{value}</{name}>\n" for name, value in answer.items())
    return _ENVELOPE.format("".join(fields), request)
