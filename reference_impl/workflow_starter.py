"""Workflow starter: the worker in front of a workflow, which keeps nothing itself.

The workflow engine keeps the progress of every workflow, and remembers which ones it has started.
So the worker may die at any moment, and a request may come twice:

- A workflow is named by its business key. The engine refuses a second one of that name.
- A request is deleted when its workflow is started, not before.
- No error handler runs in a workflow that is stopped from outside. The worker looks for such ones
  from time to time and calls people.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, ClassVar

from pattern_tck.ports import Client, Clients, Environment, Now


class WorkflowStarter:
    """Starts a workflow for each request, and looks after workflows that were stopped."""

    #: The field of a request that names its workflow: the business key.
    key: ClassVar[str]
    #: What a workflow is started with. Anything else in a request, such as card data, stays out.
    started_with: ClassVar[tuple[str, ...]]

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._workflows: Client = client("stepfunctions")
        self._now = now
        self._starts = environment["START_QUEUE_URL"]
        self._attention = environment["ATTENTION_QUEUE_URL"]
        self._workflow = environment["STATE_MACHINE_ARN"]
        self._watch_every = float(environment["STEP_TIMEOUT"])
        self._watch_next = 0.0
        self._reported: set[str] = set()

    def work(self) -> bool:
        """Start what is asked for; from time to time look for what was stopped."""
        self._watch()
        answer = self._sqs.receive_message(
            QueueUrl=self._starts, MaxNumberOfMessages=10, WaitTimeSeconds=20
        )
        messages = answer.get("Messages", [])
        for message in messages:
            self._start(json.loads(message["Body"]))
            # Only now: a worker that dies before this line leaves the request on the queue.
            self._sqs.delete_message(QueueUrl=self._starts, ReceiptHandle=message["ReceiptHandle"])
        return bool(messages)

    def _start(self, request: Mapping[str, Any]) -> None:
        """Start the workflow that a request asks for, unless it was started before."""
        # The engine refuses a second execution of one name: it remembers for us. Then what the
        # request asks for is done, or being done.
        with suppress(self._workflows.exceptions.ExecutionAlreadyExists):
            self._workflows.start_execution(
                stateMachineArn=self._workflow,
                name=self.workflow_name(request),
                input=json.dumps(
                    {name: request[name] for name in self.started_with if name in request}
                ),
            )

    def workflow_name(self, request: Mapping[str, Any]) -> str:
        """Give the name of a workflow: that of its business key."""
        return str(request[self.key])

    def _watch(self) -> None:
        """Call people for every workflow that ended without having a say in it.

        On AWS a rule for "Step Functions Execution Status Change" would bring the news at once;
        asking finds also what happened while nobody listened.
        """
        if self._now() < self._watch_next:
            return
        self._watch_next = self._now() + self._watch_every
        for execution in self._ended_from_outside():
            if execution["executionArn"] not in self._reported:
                self._call_people(execution)
                self._reported.add(execution["executionArn"])

    def _ended_from_outside(self) -> Iterator[Mapping[str, Any]]:
        for status in ("ABORTED", "TIMED_OUT"):
            yield from self._workflows.list_executions(
                stateMachineArn=self._workflow, statusFilter=status
            )["executions"]

    def _call_people(self, execution: Mapping[str, Any]) -> None:
        # After a restart people may hear of it a second time, which is better than never.
        text = {self.key: execution["name"], "reason": f"The workflow is {execution['status']}."}
        self._sqs.send_message(QueueUrl=self._attention, MessageBody=json.dumps(text))


def create_workflow(
    workflows: Client, name: str, definition: Mapping[str, Any], role_arn: str
) -> str:
    """Make a standard workflow and give its ARN; made again, it is the same one."""
    made = workflows.create_state_machine(
        name=name, definition=json.dumps(definition), roleArn=role_arn
    )
    return str(made["stateMachineArn"])
