"""What may go wrong with a task that goes well: its answer is lost, or its workflow is stopped.

Clauses: SAGA-04, SAGA-19, SFN-STD-01. A polite world never does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pattern_tck.simulator.freedoms import EXECUTION_STOPPED, TASK_ANSWER_LOST
from pattern_tck.simulator.workflows.failure import Failure

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.visit import Visit

#: What the errors of a service begin with in an optimized integration.
_SERVICES: Final[Mapping[str, str]] = {
    "sqs": "SQS",
    "sns": "SNS",
    "events": "EventBridge",
    "states": "StepFunctions",
    "lambda": "Lambda",
    "dynamodb": "DynamoDB",
}
_SDK: Final = "aws-sdk:"


def see_answer(visit: Visit, kind: str) -> None:
    """Let the answer of work that is done reach its task; raises `Failure` if it is lost.

    ``kind`` is the service as the resource of the task names it. The error is that of an SDK that
    has waited in vain: nobody can tell it from work that was never done.
    """
    if visit.branch.execution.world.choose(TASK_ANSWER_LOST, 2, visit):
        service = _SERVICES.get(kind) or kind.removeprefix(_SDK).capitalize()
        raise Failure(
            f"{service}.SdkClientException", "Unable to execute HTTP request: Read timed out"
        )


def see_whether_stopped(visit: Visit) -> None:
    """Have somebody stop the execution before a task, as one may at any moment (SAGA-19)."""
    execution = visit.branch.execution
    if not execution.express and execution.world.choose(EXECUTION_STOPPED, 2, visit):
        execution.abort(None, None)
