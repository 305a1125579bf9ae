"""The worker before the state machine: starts it for each request, and keeps nothing itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

INPUT = ("fareId", "customerId", "fareAmount")


class FareStarter:
    """Starts an execution a fare, and calls people for those that were stopped from outside."""

    def __init__(
        self,
        environment: Mapping[str, str],
        client: Callable[[str], Any],
        now: Callable[[], float],
    ) -> None:
        self._sqs = client("sqs")
        self._workflows = client("stepfunctions")
        self._now = now
        self._queue = environment["START_QUEUE_URL"]
        self._people = environment["ATTENTION_QUEUE_URL"]
        self._machine = environment["STATE_MACHINE_ARN"]
        self._pause = float(environment["STEP_TIMEOUT"])
        self._look_again = 0.0
        self._known: set[str] = set()

    def work(self) -> bool:
        """Take what is on the queue; now and then look for what was stopped."""
        if self._now() >= self._look_again:
            self._look_again = self._now() + self._pause
            self._look_for_stopped()
        found = self._sqs.receive_message(
            QueueUrl=self._queue, MaxNumberOfMessages=10, WaitTimeSeconds=20
        )
        messages = found.get("Messages", [])
        for message in messages:
            self.start(json.loads(message["Body"]))
            # Not before: whoever dies above leaves the request on its queue.
            self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        return bool(messages)

    def start(self, request: Mapping[str, Any]) -> None:
        """Start an execution. Its name is its fare: the engine refuses a second one of a name."""
        # Of a copy of a request it says so: that fare is being collected, or was.
        with suppress(self._workflows.exceptions.ExecutionAlreadyExists):
            self._workflows.start_execution(
                stateMachineArn=self._machine,
                name=self.name(request),
                input=json.dumps({field: request[field] for field in INPUT}),
            )

    def name(self, request: Mapping[str, Any]) -> str:
        """Give the name of the execution for a request."""
        return str(request["fareId"])

    def _look_for_stopped(self) -> None:
        # No catcher runs in an execution that is stopped from outside.
        for status in ("ABORTED", "TIMED_OUT"):
            listed = self._workflows.list_executions(
                stateMachineArn=self._machine, statusFilter=status
            )
            for execution in listed["executions"]:
                if execution["name"] not in self._known:
                    body = json.dumps({"fareId": execution["name"], "reason": status})
                    self._sqs.send_message(QueueUrl=self._people, MessageBody=body)
                    self._known.add(execution["name"])
