"""Task: has one piece of work done, by what its resource names."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from pattern_tck.simulator.workflows.fields import JSONATA, value_of
from pattern_tck.simulator.workflows.impolite_tasks import see_whether_stopped
from pattern_tck.simulator.workflows.language.documents import is_number, written
from pattern_tck.simulator.workflows.language.errors import (
    QUERY_EVALUATION_ERROR,
    RUNTIME,
    StateError,
)
from pattern_tck.simulator.workflows.language.jsonata import jsonata, wrong_type
from pattern_tck.simulator.workflows.language.scope import Expression
from pattern_tck.simulator.workflows.language.templates import template
from pattern_tck.simulator.workflows.limits_of_time import TimeLimits
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.resource import Resource
from pattern_tck.simulator.workflows.visit import Visit
from pattern_tck.simulator.workflows.working_state import WorkingState


class TaskState(WorkingState):
    """Works out parameters and time limits, and leaves the rest to its resource."""

    kind = "Task"

    def __init__(
        self, name: str, given: Mapping[str, Any], language: str, resource: Resource
    ) -> None:
        super().__init__(name, given, language, "Parameters")
        self.resource = resource
        self._given = given
        self._timeout = _limit_of(given, "TimeoutSeconds", language)
        self._heartbeat = _limit_of(given, "HeartbeatSeconds", language)
        self._credentials: Expression | None = None
        if "Credentials" in given:
            made = given["Credentials"]
            self._credentials = (
                jsonata(made, "Credentials") if language == JSONATA else template(made)
            )

    def attempt(self, visit: Visit) -> Generator[Pause, Any, Any]:
        """Have the work done once and give its result."""
        see_whether_stopped(visit)
        clock = visit.branch.execution.clock
        timeout = self._seconds(self._timeout, visit, "TimeoutSeconds")
        heartbeat = self._seconds(self._heartbeat, visit, "HeartbeatSeconds")
        limits = TimeLimits(clock, timeout, heartbeat)
        # The token has to be there before the parameters are worked out, since they contain it.
        token = self.resource.token(visit)
        try:
            parameters = self.fields.given(visit)
            if self._credentials is not None:
                visit.role = self._role(self._credentials, visit)
            return (yield from self.resource.work(visit, parameters, token, limits))
        finally:
            limits.end()
            if token is not None:
                visit.branch.execution.tokens.spend(token)
                visit.context.pop("Task", None)

    def _role(self, credentials: Expression, visit: Visit) -> str | None:
        told = credentials(visit.scope_of(self.fields.effective(visit)))
        role = told.get("RoleArn") if isinstance(told, dict) else told
        if not isinstance(told, dict) or not (role is None or isinstance(role, str)):
            error = QUERY_EVALUATION_ERROR if self.language == JSONATA else RUNTIME
            raise StateError(
                error, f"Credentials must be an object with a RoleArn, not {written(told)}"
            )
        return role

    def _seconds(self, limit: Expression | int | None, visit: Visit, field: str) -> int | None:
        if limit is None or isinstance(limit, int):
            return limit
        seconds = limit(visit.scope_of(self.fields.effective(visit)))
        if self.language == JSONATA and not is_number(seconds):
            raise wrong_type(self._given[field], field, seconds, "number")
        if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
            error = QUERY_EVALUATION_ERROR if self.language == JSONATA else RUNTIME
            raise StateError(error, f"{field} must be a positive integer, not {seconds!r}")
        return seconds


def _limit_of(given: Mapping[str, Any], field: str, language: str) -> Expression | int | None:
    """Read a limit in seconds; most of them are known beforehand."""
    constant = given.get(field)
    return constant if isinstance(constant, int) else value_of(given, field, language)
