"""Clients that are warm: made once for all workers that differ in nothing but their credentials.

A client takes as long to make as a worker to fork, and the first call of each operation longer than
all others. So they are made before the fork, and call once what workers will call; a worker puts
its own credentials in before it calls.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import boto3
import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

_TABLE = {"TableName": "t"}
_ITEM = {"pk": {"S": "i"}}
_QUEUE = {"QueueUrl": "http://127.0.0.1/1/q"}
_HANDLE = {"ReceiptHandle": "h"}
_EXECUTION = {"executionArn": "e"}

#: What the reference mostly calls, with parameters that its clients take.
_CALLS: Sequence[tuple[str, str, Mapping[str, Any]]] = (
    ("sqs", "receive_message", {**_QUEUE, "MessageAttributeNames": ["All"]}),
    ("sqs", "send_message", {**_QUEUE, "MessageBody": "m"}),
    ("sqs", "send_message_batch", {**_QUEUE, "Entries": [{"Id": "1", "MessageBody": "m"}]}),
    ("sqs", "delete_message", {**_QUEUE, **_HANDLE}),
    ("sqs", "delete_message_batch", {**_QUEUE, "Entries": [{"Id": "1", **_HANDLE}]}),
    ("sqs", "change_message_visibility", {**_QUEUE, **_HANDLE, "VisibilityTimeout": 1}),
    ("sns", "publish", {"TopicArn": "t", "Message": "m"}),
    ("events", "put_events", {"Entries": [{"Source": "s"}]}),
    ("stepfunctions", "start_execution", {"stateMachineArn": "m"}),
    ("stepfunctions", "list_executions", {"stateMachineArn": "m"}),
    ("stepfunctions", "describe_execution", _EXECUTION),
    ("stepfunctions", "send_task_success", {"taskToken": "t", "output": "{}"}),
    ("dynamodb", "get_item", {**_TABLE, "Key": _ITEM}),
    ("dynamodb", "put_item", {**_TABLE, "Item": _ITEM}),
    ("dynamodb", "scan", _TABLE),
    ("dynamodb", "transact_write_items", {"TransactItems": [{"Put": {**_TABLE, "Item": _ITEM}}]}),
)
_KEY, _SECRET = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"


class WarmClients:
    """The clients of the surroundings in which they were asked for last."""

    def __init__(self) -> None:
        self._surroundings: Mapping[str, str] = {}
        self._session = botocore.session.get_session()
        self._made: dict[str, Any] = {}

    def warm_up(self, environment: Mapping[str, str]) -> None:
        """Make the clients for an environment, unless they are there.

        Their calls are refused, since nobody has the key; no connection is left of them.
        """
        surroundings = _without_credentials(environment)
        if surroundings == self._surroundings:
            return
        os.environ.clear()
        os.environ.update(environment)
        own = botocore.session.get_session()
        own.set_credentials("nobody", "nothing")
        session = boto3.Session(botocore_session=own)
        made = {name: session.client(name) for name, _, _ in _CALLS}
        for service, operation, parameters in _CALLS:
            with contextlib.suppress(BotoCoreError, ClientError):
                getattr(made[service], operation)(**parameters)
        for client in made.values():
            client.close()
        # All at once: if it fails before, what there is still belongs together.
        self._session, self._made, self._surroundings = own, made, surroundings
        gc.freeze()

    def lend(self, environment: Mapping[str, str]) -> Callable[[str], Any]:
        """Give what gives a client, with the credentials of an environment."""
        credentials = self._session.get_credentials()
        credentials.access_key = environment[_KEY]
        credentials.secret_key = environment[_SECRET]
        return lambda service: self._made.get(service) or self._session.create_client(service)


def _without_credentials(environment: Mapping[str, str]) -> Mapping[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if name.startswith("AWS_") and name not in {_KEY, _SECRET}
    }
