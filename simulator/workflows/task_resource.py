"""Integrations: a Task whose work is a call of a service, answered at once, by a token or as a job.

Clauses: SFN-INT-01 to SFN-INT-04.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.workflows.document import Document, written
from pattern_tck.simulator.workflows.failure import Failure, TimedOut, check_result
from pattern_tck.simulator.workflows.impolite_tasks import see_answer
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.resource import (
    AT_ONCE,
    TOKEN,
    Failed,
    answered,
    finished,
    of_work,
)
from pattern_tck.simulator.workflows.tokens import context_of
from pattern_tck.simulator.workflows.work import Lasting

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.limits_of_time import TimeLimits
    from pattern_tck.simulator.workflows.tokens import Token
    from pattern_tck.simulator.workflows.visit import Visit

#: Does the call; it may give `Lasting`.
Do = Callable[["Visit", Any], Any]
#: Waits for a job that was begun, and gives its result.
Await = Callable[["Visit", Any, "TimeLimits"], Generator[Pause, Any, Any]]


class TaskResource:
    """A call of a service. ``kind`` and ``action`` are what the history calls it."""

    def __init__(
        self,
        kind: str,
        action: str,
        pattern: str,
        do: Do,
        *,
        job: Await | None = None,
        failed: Failed = of_work,
    ) -> None:
        self._kind = kind
        self._pattern = pattern
        self._do = do
        self._job = job
        self._failed = failed
        resource = f"{action}.{pattern}" if pattern else action
        self._named: Mapping[str, Any] = {"resourceType": kind, "resource": resource}

    def token(self, visit: Visit) -> Token | None:
        """Give the token of one try, if its work is answered by one."""
        if self._pattern != TOKEN:
            return None
        token = visit.branch.execution.tokens.new()
        visit.context["Task"] = context_of(token)
        return token

    def work(
        self, visit: Visit, parameters: Any, token: Token | None, limits: TimeLimits
    ) -> Generator[Pause, Any, Any]:
        """Make the call and wait as the resource says; raises `Failure`."""
        branch = visit.branch
        execution = branch.execution
        named = self._named
        branch.note("TaskScheduled", self._scheduled(visit, parameters, limits))
        branch.note("TaskStarted", named)
        try:
            result = self._do(visit, parameters)
            if isinstance(result, Lasting):
                result = yield from finished(execution, result, limits, self._failed)
            see_answer(visit, self._kind)
            if self._pattern != AT_ONCE:
                branch.note("TaskSubmitted", {**named, "output": written(result)})
                result = yield from self._waited(visit, result, token, limits)
            elif self._job is not None:
                result = yield from self._job(visit, result, limits)
            output = Document(result)
            check_result(output, execution.profile.largest_payload, self._kind)
        except TimedOut as failure:
            branch.note("TaskTimedOut", {**named, **failure.details})
            raise
        except Failure as failure:
            branch.note("TaskFailed", {**named, **failure.details})
            raise
        branch.note("TaskSucceeded", {**named, "output": output.text})
        return result

    def _waited(
        self, visit: Visit, result: Any, token: Token | None, limits: TimeLimits
    ) -> Generator[Pause, Any, Any]:
        if token is not None:
            return (yield from answered(token, limits, visit))
        assert self._job is not None
        return (yield from self._job(visit, result, limits))

    def _scheduled(self, visit: Visit, parameters: Any, limits: TimeLimits) -> dict[str, Any]:
        region = visit.branch.execution.region
        details = {
            **self._named,
            "region": region,
            "parameters": visit.document_of(parameters).text,
        }
        if visit.role is not None:
            details["taskCredentials"] = {"roleArn": visit.role}
        if limits.timeout is not None:
            details["timeoutInSeconds"] = limits.timeout
        if limits.heartbeat is not None:
            details["heartbeatInSeconds"] = limits.heartbeat
        return details
