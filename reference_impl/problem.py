"""Problem documents (RFC 9457): how an API says what was wrong with a request."""

from __future__ import annotations

import json

from aws_lambda_powertools.event_handler import Response

TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str = "") -> Response[str]:
    """Give the answer to a request that cannot be served; ``detail`` says what to do about it."""
    told = {"title": title, "status": status, **({"detail": detail} if detail else {})}
    return Response(status_code=status, content_type=TYPE, body=json.dumps(told))
