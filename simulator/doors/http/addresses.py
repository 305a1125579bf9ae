"""The addresses of queues in answers, so that they lead back to this door.

Some SDKs (JavaScript's) connect to the host of such an address, whatever endpoint they were told.
"""

from __future__ import annotations

import re
from typing import Any, Final

#: The address of a queue, as the model writes it.
_QUEUE: Final = re.compile(r"https://sqs\.[a-z0-9-]+\.amazonaws\.com(/[0-9]{12}/[A-Za-z0-9_.-]+)")
#: Where CloudFormation's answers tell of one.
_OF_STACKS: Final = frozenset({"OutputValue", "PhysicalResourceId", "Value"})


def addressed(service: str, answer: dict[str, Any], host: str, prefix: str) -> dict[str, Any]:
    """Give an answer with the name under which the caller came in the addresses of queues."""
    if service == "cloudformation":
        found: dict[str, Any] = _in_stacks(answer, f"http://{host}{prefix}")
        return found
    if service != "sqs":
        return answer
    if "QueueUrl" in answer:
        return {**answer, "QueueUrl": _here(answer["QueueUrl"], host, prefix)}
    for name in ("QueueUrls", "queueUrls"):  # ListDeadLetterSourceQueues has the latter
        if name in answer:
            return {**answer, name: [_here(url, host, prefix) for url in answer[name]]}
    return answer


def _here(url: str, host: str, prefix: str) -> str:
    path = url.split("/", 3)[-1]
    return f"http://{host}{prefix}/{path}"


def _in_stacks(value: Any, begin: str, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _in_stacks(one, begin, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_stacks(one, begin, name) for one in value]
    if name not in _OF_STACKS or not isinstance(value, str):
        return value
    queue = _QUEUE.fullmatch(value)
    return value if queue is None else begin + queue[1]
