"""Activities: work that waits until a worker asks for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.workflows.document import Document
from pattern_tck.simulator.workflows.failure import Failure, TimedOut, check_result
from pattern_tck.simulator.workflows.language.errors import RUNTIME, StateError
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.tokens import context_of

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.limits_of_time import TimeLimits
    from pattern_tck.simulator.workflows.tokens import Token
    from pattern_tck.simulator.workflows.visit import Visit


@dataclass(eq=False, slots=True)
class Scheduled:
    """One task that waits for a worker, or is done by one."""

    token: Token
    input: Document
    visit: Visit
    limits: TimeLimits

    def taken(self, worker: str | None) -> dict[str, Any]:
        """Hand it to a worker; from now on its time counts."""
        visit, token = self.visit, self.token
        visit.branch.note("ActivityStarted", {"workerName": worker} if worker else {})
        token.is_waited_for(self.limits, visit)
        return {"taskToken": token.text, "input": self.input.text}


@dataclass(eq=False)
class Activity:
    """One activity: its tasks that no worker has asked for yet, the oldest first."""

    name: str
    arn: str
    created: int
    tags: dict[str, str]
    waiting: deque[Scheduled] = field(default_factory=deque)

    def next_task(self, worker: str | None) -> Mapping[str, Any] | None:
        """Hand out the oldest task that is still wanted, if there is any."""
        while self.waiting:
            scheduled = self.waiting.popleft()
            if not scheduled.visit.branch.closed and not scheduled.token.pause.over:
                return scheduled.taken(worker)
        return None


class ActivityResource:
    """A Task whose resource is the ARN of an activity."""

    def __init__(self, arn: str) -> None:
        self._arn = arn

    def token(self, visit: Visit) -> Token | None:
        """Give the token that the worker will answer by."""
        token = visit.branch.execution.tokens.new()
        visit.context["Task"] = context_of(token)
        return token

    def work(
        self, visit: Visit, parameters: Any, token: Token | None, limits: TimeLimits
    ) -> Generator[Pause, Any, Any]:
        """Wait for a worker and for its answer.

        Raises `Failure`, or `StateError` if there is no such activity.
        """
        assert token is not None
        branch = visit.branch
        execution = branch.execution
        given = visit.document_of(parameters)
        details: dict[str, Any] = {"resource": self._arn, "input": given.text}
        if limits.timeout is not None:
            details["timeoutInSeconds"] = limits.timeout
        if limits.heartbeat is not None:
            details["heartbeatInSeconds"] = limits.heartbeat
        activity = execution.home.activities.get(self._arn)
        if activity is None:
            raise StateError(RUNTIME, f"The activity {self._arn} does not exist.")
        branch.note("ActivityScheduled", details)
        activity.waiting.append(Scheduled(token, given, visit, limits))
        try:
            answer = yield token.pause
            check_result(answer, execution.profile.largest_payload, self._arn)
        except TimedOut as failure:
            branch.note("ActivityTimedOut", failure.details)
            raise
        except Failure as failure:
            branch.note("ActivityFailed", failure.details)
            raise
        branch.note("ActivitySucceeded", {"output": answer.text})
        return answer.value
