"""Listing what there is on a target, service by service.

A target may lack a service, or an operation of it: then nothing is listed, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pattern_tck.ports import Client, Target

#: What a service says of something that is gone already.
_GONE = re.compile("NotFound|NonExistent|DoesNotExist|NoSuchEntity|QueueDeletedRecently")


def is_gone(reason: Exception) -> bool:
    """Say whether a service could not do something since it is not there any more."""
    if not isinstance(reason, ClientError):
        return False
    code = str(reason.response["Error"]["Code"])
    # MiniStack 1.5.33 says so of an execution that has ended by itself.
    has_ended = (reason.operation_name, code) == ("StopExecution", "ValidationException")
    return has_ended or _GONE.search(code) is not None


@dataclass
class Listing:
    """Lists what a target has. ``unseen`` tells, by service and operation, what it could not."""

    target: Target
    unseen: dict[str, str] = field(default_factory=dict)

    def all(self, service: str, operation: str, found: str, **parameters: Any) -> Iterator[Any]:
        """Give all that an operation lists under ``found``, page by page."""
        try:
            client = self.target.client(service)
            if client.can_paginate(operation):
                for page in client.get_paginator(operation).paginate(**parameters):
                    yield from page.get(found, ())
            else:
                yield from _by_token(client, operation, found, parameters)
        except (BotoCoreError, ClientError, NotImplementedError) as reason:
            self.unseen.setdefault(f"{service} {operation}", _sentence(reason))

    def one(self, service: str, operation: str, **parameters: Any) -> Any:
        """Give an answer, or an empty one where the target does not give any."""
        try:
            return getattr(self.target.client(service), operation)(**parameters)
        except (BotoCoreError, ClientError, NotImplementedError) as reason:
            self.unseen.setdefault(f"{service} {operation}", _sentence(reason))
            return {}


def _by_token(
    client: Client, operation: str, found: str, parameters: dict[str, Any]
) -> Iterator[Any]:
    token: dict[str, str] = {}
    while True:
        answer = getattr(client, operation)(**parameters, **token)
        yield from answer.get(found, ())
        if not answer.get("NextToken"):
            return
        token = {"NextToken": answer["NextToken"]}


def _sentence(reason: Exception) -> str:
    return " ".join(str(reason).split()).rstrip(".")
