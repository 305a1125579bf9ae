"""Workflow engine: a dispatcher has a ride planned, booked, followed and told by a workflow.

The workflow says what is done in which order; services do it, and know nothing of each other. It
uses what an engine offers: sequence, choice by data, waiting until a time, a map over the legs of
a ride, parallel branches, retry and catch, and two ways to have others work: hand over a message
and go on, or wait for the answer. (A third one, `.sync`, waits for jobs of services that the engine
knows, such as another workflow.) `ride_dispatch` is the workflow itself. What makes it safe:

- Handing over is for messages that nobody waits for. Whatever the next state needs done is waited
  for.
- Nothing is waited for without a time limit, and every silence ends in an outcome that is told.
- A refusal is final, any other error may pass: the first is caught, the second is tried again, and
  caught when that does not help.
- What is caught is added to the data, so that the end still knows whom to tell, and what.
- Branches that run side by side do not fail each other: both end, then what was done is undone.
- Each choice has a way for data that nobody has thought of.
- Commands and events carry ids that are made of the ride. Whoever gets one twice can tell.
- Workflows are started by a worker that keeps nothing itself (`workflow_starter`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.ports import Clients, Environment, Role
from pattern_tck.reference_impl.ride_dispatch import ride_dispatch
from pattern_tck.reference_impl.workflow_starter import WorkflowStarter, create_workflow


class RideDispatcher(WorkflowStarter):
    """Starts a workflow for each ride, and looks after those that were stopped."""

    key = "rideId"
    started_with = ("rideId", "customerId", "kind", "planAt", "legs")

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the workflow."""
        arn = create_workflow(
            client("stepfunctions"),
            f"{environment['PREFIX']}-ride-dispatch",
            cls.definition(environment),
            environment["ROLE_ARN"],
        )
        return {"STATE_MACHINE_ARN": arn}

    @staticmethod
    def definition(environment: Environment) -> dict[str, Any]:
        """Give the workflow in Amazon States Language."""
        return ride_dispatch(environment)


ROLES: dict[str, Role] = {"ride-dispatcher": RideDispatcher}
