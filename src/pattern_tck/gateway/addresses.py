"""Addresses of queues as seen from behind the gateway.

The URL of a queue names a host, and some SDKs (JavaScript's) connect to that host, whatever
endpoint they were told. So while a gateway is open every URL that the target gives out names the
gateway instead, for the kit too: an address in a message then means the same to everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from pattern_tck.ports import Client


class Addresses:
    """The URLs of queues that were seen, by the URLs that are shown instead."""

    def __init__(self, gateway_url: str) -> None:
        self._gateway = gateway_url
        self._real: dict[str, str] = {}

    def shown(self, url: str) -> str:
        """Give the URL to be shown for one of the target's."""
        if url.startswith(self._gateway):
            return url
        shown = self._gateway + urlsplit(url).path
        self._real[shown] = url
        return shown

    def real(self, url: str) -> str:
        """Give the target's URL for one that was shown; any other as it is."""
        return self._real.get(url, url)

    def put_before(self, client: Client) -> Callable[[], None]:
        """Have a client of SQS show the gateway's URLs; give what undoes it."""
        before = client.__dict__.get("_make_api_call")
        make_api_call = client._make_api_call  # noqa: SLF001 - botocore's single point of calling

        def call(operation: str, parameters: Mapping[str, Any]) -> Any:
            if "QueueUrl" in parameters:
                parameters = {**parameters, "QueueUrl": self.real(parameters["QueueUrl"])}
            answer = make_api_call(operation, dict(parameters))
            for name in ("QueueUrls", "queueUrls"):  # ListDeadLetterSourceQueues has the latter
                if name in answer:
                    answer[name] = [self.shown(url) for url in answer[name]]
            if "QueueUrl" in answer:
                answer["QueueUrl"] = self.shown(answer["QueueUrl"])
            return answer

        client.__dict__["_make_api_call"] = call

        def undo() -> None:
            if before is None:
                del client.__dict__["_make_api_call"]
            else:
                client.__dict__["_make_api_call"] = before

        return undo
