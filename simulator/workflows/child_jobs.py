"""Workflows as jobs of other workflows: ``states:startExecution.sync`` and ``.sync:2``.

The parent waits for the end of the child. If the parent is stopped or gives up, it stops the child,
and that is best effort (SFN-INT-02).
"""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.workflows.calls import capital, typed_start
from pattern_tck.simulator.workflows.document import written
from pattern_tck.simulator.workflows.failure import TASK_FAILED, Failure
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.service_errors import direct

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.limits_of_time import TimeLimits
    from pattern_tck.simulator.workflows.visit import Visit

_SDK_NAMES: Final = direct("stepfunctions", "Sfn")


def ended(
    visit: Visit, started: Any, limits: TimeLimits, *, read: bool
) -> Generator[Pause, Any, Any]:
    """Wait for the end of a child and give what is said of it.

    With ``read``, its input and output are documents and not texts. Raises `Failure`
    (States.TaskFailed) if it did not succeed.
    """
    child = visit.branch.execution.home.executions[started["ExecutionArn"]]
    pause = Pause()
    limits.begin(pause)
    child.when_ended(pause.end)
    try:
        yield pause
    except Failure:
        child.abort(None, None)
        raise
    except GeneratorExit:
        if visit.branch.closed:
            child.abort(None, None)
        raise
    told = _told(child.described(), read=read)
    if child.status != "SUCCEEDED":
        raise Failure(TASK_FAILED, written(told))
    return told


def _told(described: dict[str, Any], *, read: bool) -> Any:
    # The SDK's writer puts the names in order.
    told = dict(sorted(capital(described).items()))
    if read:
        for name in ("Input", "Output"):
            if name in told:
                told[name] = json.loads(told[name])
    return told


def start_at_once(visit: Visit, parameters: Any) -> Any:
    """Start an express workflow whose end is waited for; raises `Failure` if that is refused."""
    execution = visit.branch.execution
    try:
        child = execution.home.begin(typed_start(parameters), synchronous=True)
    except NotModelled:
        raise
    except Refusal as refusal:
        raise _SDK_NAMES.failure(refusal, execution.world.identities.uuid()) from None
    child.start()
    return {"ExecutionArn": child.arn}


def ended_at_once(visit: Visit, started: Any, limits: TimeLimits) -> Generator[Pause, Any, Any]:
    """Wait for its end and give what StartSyncExecution says of it (SFN-EXP-03)."""
    child = visit.branch.execution.home.executions[started["ExecutionArn"]]
    pause = Pause()
    limits.begin(pause)
    child.when_ended(pause.end)
    yield pause
    return capital(child.answered())
