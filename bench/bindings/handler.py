"""A Lambda handler that plays a role by a class of Python, named by ``ROLE_CLASS``.

The class is written to receive for itself. Here it is fed: what a mapping has received is what its
next receive of that queue gives, and a message that it deletes is one that is not reported as
failed. Everything else that it does goes to AWS as it is.
"""

from __future__ import annotations

import base64
import functools
import importlib
import os
import time
from collections.abc import Mapping
from typing import Any

import boto3

#: Turns of one invocation: a worker that is never done must not outlive its function.
_MOST_TURNS = 50


class FedQueues:
    """A client of SQS, for a worker some of whose queues are fed to it."""

    def __init__(self, sqs: Any, fed: frozenset[str]) -> None:
        self._sqs = sqs
        self._fed = fed
        self._waiting: dict[str, list[Mapping[str, Any]]] = {}
        #: Receipt handle -> the message's id, of what was fed and is not deleted.
        self.left: dict[str, str] = {}

    def feed(self, records: list[Mapping[str, Any]]) -> None:
        """Have the records of an event wait for the next receive of their queue."""
        self._waiting = {}
        self.left = {record["receiptHandle"]: record["messageId"] for record in records}
        for record in records:
            queue = record["eventSourceARN"].rpartition(":")[2]
            self._waiting.setdefault(queue, []).append(_message(record))

    def receive_message(self, **asked: Any) -> Mapping[str, Any]:
        """Give what was fed; of other queues, what is there."""
        queue = asked["QueueUrl"].rpartition("/")[2]
        if queue not in self._fed:
            found: Mapping[str, Any] = self._sqs.receive_message(**asked)
            return found
        waiting = self._waiting.get(queue, [])
        at_most = int(asked.get("MaxNumberOfMessages", 1))
        given, self._waiting[queue] = waiting[:at_most], waiting[at_most:]
        return {"Messages": given} if given else {}

    def delete_message(self, **asked: Any) -> Any:
        """Note that a message is done with, if it was fed."""
        if self.left.pop(asked["ReceiptHandle"], None) is None:
            return self._sqs.delete_message(**asked)
        return {}

    def delete_message_batch(self, **asked: Any) -> Any:
        """Note which messages are done with, and delete those that were not fed."""
        fed = [one for one in asked["Entries"] if self.left.pop(one["ReceiptHandle"], None)]
        others = [one for one in asked["Entries"] if one not in fed]
        done = [{"Id": one["Id"]} for one in fed]
        if not others:
            return {"Successful": done}
        answer = self._sqs.delete_message_batch(**{**asked, "Entries": others})
        return {**answer, "Successful": [*done, *answer.get("Successful", ())]}

    def __getattr__(self, operation: str) -> Any:
        """Give any other operation as it is."""
        return getattr(self._sqs, operation)


class Fed:
    """A worker with its queues, for as long as the execution environment lives."""

    def __init__(self, at: str, fed: frozenset[str]) -> None:
        module, _, name = at.partition(":")
        role = getattr(importlib.import_module(module), name)
        self.queues = FedQueues(boto3.client("sqs"), fed)
        self.worker = role(os.environ, functools.cache(self._client), time.time)

    def _client(self, service: str) -> Any:
        return self.queues if service == "sqs" else boto3.client(service)

    def turns(self) -> None:
        """Have it work until it has nothing to do."""
        for _ in range(_MOST_TURNS):
            if not self.worker.work():
                return


@functools.cache
def _fed() -> Fed:
    urls = [os.environ[variable] for variable in os.environ["FED_QUEUES"].split()]
    return Fed(os.environ["ROLE_CLASS"], frozenset(url.rpartition("/")[2] for url in urls))


def handler(event: Mapping[str, Any], context: Any) -> Mapping[str, Any]:
    """Work a batch, or answer a request."""
    if "requestContext" in event:
        return _answered(event)
    fed = _fed()
    fed.queues.feed(event["Records"])
    fed.turns()
    return {"batchItemFailures": [{"itemIdentifier": one} for one in fed.queues.left.values()]}


def scheduled(event: Mapping[str, Any], context: Any) -> None:
    """Do what is due without any message."""
    fed = _fed()
    fed.queues.feed([])
    fed.turns()


def _answered(event: Mapping[str, Any]) -> Mapping[str, Any]:
    from pattern_tck.http import HttpRequest  # noqa: PLC0415 - only who has an API needs it

    asked, body = event["requestContext"]["http"], event.get("body", "")
    said = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    request = HttpRequest(
        asked["method"], event["rawPath"], event["rawQueryString"], event["headers"], said
    )
    answer = _fed().worker.respond(request)
    return {
        "statusCode": answer.status,
        "headers": dict(answer.headers),
        "body": base64.b64encode(answer.body).decode(),
        "isBase64Encoded": True,
    }


def _message(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a record of an event as ReceiveMessage would have given it."""
    return {
        "MessageId": record["messageId"],
        "ReceiptHandle": record["receiptHandle"],
        "Body": record["body"],
        "MD5OfBody": record["md5OfBody"],
        "Attributes": record["attributes"],
        "MessageAttributes": {
            name: _attribute(value) for name, value in record["messageAttributes"].items()
        },
    }


def _attribute(value: Mapping[str, Any]) -> Mapping[str, Any]:
    given: dict[str, Any] = {"DataType": value["dataType"]}
    if "stringValue" in value:
        given["StringValue"] = value["stringValue"]
    if "binaryValue" in value:
        given["BinaryValue"] = base64.b64decode(value["binaryValue"])
    return given
