"""Saga: an orchestrator collects a fare over three services, and undoes it if it cannot be done.

There is no transaction across services. A saga has a chain of steps instead, each of them a
transaction of one service, and for each a compensation that undoes it in the language of the
business: a charge is refunded, not erased. `fare_workflow` tells the chain. What makes it safe:

- The workflow engine keeps the progress. The worker only starts workflows, named by the fare, so
  that it may die at any moment and a request that comes twice starts one saga (`workflow_starter`).
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

from collections.abc import Mapping
from typing import Any

from pattern_tck.ports import Clients, Environment, Role
from pattern_tck.reference_impl.fare_workflow import fare_collection
from pattern_tck.reference_impl.step_service import StepService
from pattern_tck.reference_impl.workflow_starter import WorkflowStarter, create_workflow


class Orchestrator(WorkflowStarter):
    """Starts a saga for each request, and looks after sagas that were stopped."""

    key = "fareId"
    started_with = ("fareId", "customerId", "fareAmount")

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the workflow."""
        arn = create_workflow(
            client("stepfunctions"),
            f"{environment['PREFIX']}-fare-collection",
            cls.definition(environment),
            environment["ROLE_ARN"],
        )
        return {"STATE_MACHINE_ARN": arn}

    @staticmethod
    def definition(environment: Environment) -> dict[str, Any]:
        """Give the workflow in Amazon States Language."""
        return fare_collection(environment)


ROLES: dict[str, Role] = {"orchestrator": Orchestrator, "step-service": StepService}
