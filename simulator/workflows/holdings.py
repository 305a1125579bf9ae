"""What Step Functions holds in a region, and how its operations find it."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.numerals import is_whole
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.workflows.activities import Activity
from pattern_tck.simulator.workflows.arns import check_kind, last_of
from pattern_tck.simulator.workflows.constraints import LONGEST_TOKEN, check_longest, check_most
from pattern_tck.simulator.workflows.execution import Execution
from pattern_tck.simulator.workflows.machine import Alias, Machine, Version
from pattern_tck.simulator.workflows.map_run import MapRun
from pattern_tck.simulator.workflows.pause import Ready
from pattern_tck.simulator.workflows.tokens import Tokens

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region


class Holdings(ABC):
    """State machines, executions, activities and map runs of one region."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.world = region.world
        self.ready = Ready(self.world.clock)
        self.tokens = Tokens(self.world)
        #: What jitter, States.UUID and such draw from: the same in every run.
        self.chance = random.Random(0)  # noqa: S311 - chance of a simulation, no secret
        #: By name, by ARN, by ARN and by ARN.
        self.machines: dict[str, Machine] = {}
        self.executions: dict[str, Execution] = {}
        self.activities: dict[str, Activity] = {}
        self.map_runs: dict[str, MapRun] = {}
        #: Executions that have ended, the first one first, and when (microseconds).
        self._ended: deque[tuple[int, Execution]] = deque()

    @property
    def moment(self) -> int:
        """Give the time in microseconds."""
        return self.world.clock.micros

    @abstractmethod
    def begin(self, asked: Mapping[str, Any], *, synchronous: bool = False) -> Execution:
        """Make an execution, as the operations that start one do: see `starting`."""

    def machine(self, arn: str) -> Machine:
        """Give a machine by its ARN, or by that of a version, an alias or a map of it.

        Raises `Refusal`: InvalidArn or StateMachineDoesNotExist.
        """
        check_kind(arn, ("stateMachine",))
        name = last_of(arn).partition(":")[0].partition("/")[0]
        machine = self.machines.get(name)
        if machine is None or not arn.startswith(machine.arn):
            raise no_machine(arn)
        return machine

    def version(self, arn: str) -> Version | None:
        """Give the version of an ARN, if there is one."""
        machine = self.machine(arn)
        number = last_of(arn).partition(":")[2]
        return machine.versions.get(int(number)) if is_whole(number) else None

    def alias(self, arn: str) -> Alias | None:
        """Give the alias of an ARN, if there is one."""
        return self.machine(arn).aliases.get(last_of(arn).partition(":")[2])

    def execution(self, arn: str, *, express: bool = False) -> Execution:
        """Give an execution by its ARN; ``express`` says whether it may be one of express.

        Raises `Refusal`: InvalidArn or ExecutionDoesNotExist.
        """
        check_kind(arn, ("execution", "express") if express else ("execution",))
        self.forget_executions()
        if arn not in self.executions:
            raise Refusal("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")
        return self.executions[arn]

    def note_end(self, execution: Execution) -> None:
        """Hear that an execution has ended.

        Of one of an express workflow nobody can ask any more (SFN-EXP-02), but for a map run.
        """
        if execution.express and execution.map_run is None:
            self.executions.pop(execution.arn, None)
        elif self.executions.get(execution.arn) is execution:
            self._ended.append((self.moment, execution))

    def forget_executions(self) -> None:
        """Forget executions that ended long ago; their names can be used again (SFN-STD-02)."""
        oldest = self.moment - self.world.profile.longest_name * SECOND
        while self._ended and self._ended[0][0] < oldest:
            when, execution = self._ended.popleft()
            # One that was redriven since has ended anew, or goes on.
            if execution.stopped == when and self.executions.get(execution.arn) is execution:
                del self.executions[execution.arn]
                for arn, run in list(self.map_runs.items()):
                    if run.parent is execution:
                        del self.map_runs[arn]

    def activity(self, arn: str) -> Activity:
        """Give an activity by its ARN; raises `Refusal`: InvalidArn or ActivityDoesNotExist."""
        check_kind(arn, ("activity",))
        if arn not in self.activities:
            raise Refusal("ActivityDoesNotExist", f"Activity Does Not Exist: '{arn}'")
        return self.activities[arn]

    def map_run(self, arn: str) -> MapRun:
        """Give a map run by its ARN; raises `Refusal`: InvalidArn or ResourceNotFound."""
        check_kind(arn, ("mapRun",))
        if arn not in self.map_runs:
            raise Refusal("ResourceNotFound", f"Resource not found: '{arn}'")
        return self.map_runs[arn]


def no_machine(arn: str) -> Refusal:
    """Make the refusal of a call about a machine that is not there."""
    return Refusal("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")


def wrong_kind() -> Refusal:
    """Make the refusal of a call that this kind of machine does not have (SFN-EXP-02)."""
    return Refusal(
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
    )


def page(
    name: str,
    items: Sequence[Any],
    asked: Mapping[str, Any],
    most: int,
    longest: int = LONGEST_TOKEN,
) -> dict[str, Any]:
    """Give one page of a list under its name, and the token of the next one if there is more.

    A page has ``maxResults`` items, 100 where that is 0 or nothing. Raises `Refusal`:
    ValidationException for more than ``most`` or a token of more than ``longest`` characters,
    InvalidToken for a token that was never given.
    """
    check_most(asked.get("maxResults") or 0, "maxResults", most)
    token = asked.get("nextToken")
    begin = 0
    if token is not None:
        check_longest(token, "nextToken", longest)
        number = token.removeprefix("page-")
        if number == token or not is_whole(number) or int(number) > len(items):
            raise Refusal("InvalidToken", "Invalid Token: 'Invalid token'")
        begin = int(number)
    end = begin + (asked.get("maxResults") or 100)
    answer: dict[str, Any] = {name: list(items[begin:end])}
    if end < len(items):
        answer["nextToken"] = f"page-{end}"
    return answer
