"""Saga: an orchestrator collects a fare over three services, and undoes it if it cannot be done.

There is no transaction across services. A saga has a chain of steps instead, each of them a
transaction of one service, and for each a compensation that undoes it in the language of the
business: a charge is refunded, not erased. `fare_workflow` tells the chain. What makes it safe:

- The workflow engine keeps the progress. The worker only starts workflows, named by the fare, so
  that it may die at any moment and a request that comes twice starts one saga.
- A step that was refused is not undone. A step whose outcome is unknown (silence, an error that
  nobody has thought of) is undone like one that was done: services take a compensation of what
  never happened as done.
- Compensations run newest first, with what the step has recorded; they are tried again and
  again, and if that does not help, people are called. Nothing is given up silently.
- The customer's account is credited last of all that can be undone. From there on the saga only
  goes forward: what remains is tried until it works, or until people are called.
- Everything that is caught is added to the data of the saga and replaces none of it, so that the
  last message still knows the customer, the charge, and what went wrong.
- No error handler runs in a workflow that is stopped from outside. A watcher finds these.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from pattern_tck.ports import Client, Clients, Environment, Now, Role
from pattern_tck.reference_impl.fare_workflow import fare_collection
from pattern_tck.reference_impl.step_service import StepService

#: What a saga is started with. Anything else in a request, such as card data, stays outside.
_STARTED_WITH = ("fareId", "customerId", "fareAmount")


class Orchestrator:
    """Starts a saga for each request, and looks after sagas that were stopped."""

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

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the workflow."""
        made = client("stepfunctions").create_state_machine(
            name=f"{environment['PREFIX']}-fare-collection",
            definition=json.dumps(cls.definition(environment)),
            roleArn=environment["ROLE_ARN"],
        )
        return {"STATE_MACHINE_ARN": made["stateMachineArn"]}

    @staticmethod
    def definition(environment: Environment) -> dict[str, Any]:
        """Give the workflow in Amazon States Language."""
        return fare_collection(environment)

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
        """Start the saga of a fare, unless it was started before."""
        # The engine refuses a second execution of one name: it remembers for us. Then what the
        # request asks for is done, or being done.
        with suppress(self._workflows.exceptions.ExecutionAlreadyExists):
            self._workflows.start_execution(
                stateMachineArn=self._workflow,
                name=self.saga_name(request),
                input=json.dumps({name: request[name] for name in _STARTED_WITH}),
            )

    def saga_name(self, request: Mapping[str, Any]) -> str:
        """Give the name of a saga: that of its business key."""
        return str(request["fareId"])

    def _watch(self) -> None:
        """Call people for every saga that ended without having a say in it.

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
        text = {"fareId": execution["name"], "reason": f"The saga is {execution['status']}."}
        self._sqs.send_message(QueueUrl=self._attention, MessageBody=json.dumps(text))


ROLES: dict[str, Role] = {"orchestrator": Orchestrator, "step-service": StepService}
