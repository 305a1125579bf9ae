"""Reading resources: which of the ways to have work done a Task means."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.workflows import child_jobs, functions
from pattern_tck.simulator.workflows.activities import ActivityResource
from pattern_tck.simulator.workflows.calls import OPTIMIZED, direct_call
from pattern_tck.simulator.workflows.resource import (
    AT_ONCE,
    JOB,
    JOB_READ,
    TOKEN,
    Resource,
    of_work,
)
from pattern_tck.simulator.workflows.task_resource import TaskResource
from pattern_tck.simulator.workflows.work import Work, do_work

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.visit import Visit

_INTEGRATION: Final = "arn:aws:states:::"
_SDK: Final = "aws-sdk:"
_START: Final = "states:startExecution"
_INVOKE: Final = "lambda:invoke"
_START_SYNC: Final = "aws-sdk:sfn:startSyncExecution"


def read_resource(text: str, tasks: Mapping[str, Work]) -> Resource:
    """Read the resource of a Task; ``tasks`` is the work that is registered.

    Raises `NotModelled` for an integration that is not here and not registered.
    """
    if functions.is_function(text):
        return functions.FunctionResource(text)
    if text.startswith("arn:aws:states:") and ":activity:" in text:
        return ActivityResource(text)
    if not text.startswith(_INTEGRATION):
        raise NotModelled(f"a Task with the resource {text}")
    named, pattern = _patterned(text.removeprefix(_INTEGRATION))
    kind, _, action = named.rpartition(":")
    if named in tasks and pattern in {AT_ONCE, TOKEN}:
        return TaskResource(kind, action, pattern, partial(_do_registered, named))
    if named == _INVOKE and pattern in {AT_ONCE, TOKEN}:
        return TaskResource(kind, action, pattern, functions.do_invoke, failed=functions.failed)
    if named == _START and pattern in {JOB, JOB_READ}:
        job = partial(child_jobs.ended, read=pattern == JOB_READ)
        return TaskResource(kind, action, pattern, OPTIMIZED[named].do, job=job)
    if named == _START_SYNC and pattern == AT_ONCE:
        return TaskResource(
            kind, action, pattern, child_jobs.start_at_once, job=child_jobs.ended_at_once
        )
    call = OPTIMIZED.get(named)
    if call is None and named.startswith(_SDK):
        call = direct_call(kind.removeprefix(_SDK), action)
    if call is None or pattern not in {AT_ONCE, TOKEN}:
        raise NotModelled(f"the integration {text.removeprefix(_INTEGRATION)}")
    return TaskResource(kind, action, pattern, call.do)


def is_answered_at_once(text: str) -> bool:
    """Say whether the work of a resource is over when its call is: no token, job or activity."""
    return ":activity:" not in text and _patterned(text)[1] == AT_ONCE


def _patterned(named: str) -> tuple[str, str]:
    """Split the way to wait off what is named."""
    for pattern in (TOKEN, JOB_READ, JOB):
        if named.endswith(f".{pattern}"):
            return named.removesuffix(f".{pattern}"), pattern
    return named, AT_ONCE


def _do_registered(named: str, visit: Visit, parameters: Any) -> Any:
    execution = visit.branch.execution
    try:
        world = execution.world
        return do_work(world, named, world.tasks[named], parameters)
    except Exception as error:
        raise of_work(error, execution) from error
