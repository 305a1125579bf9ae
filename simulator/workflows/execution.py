"""An execution: one run of a state machine, from its start to the way that it ends."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.workflows.announcing import announce
from pattern_tck.simulator.workflows.branch import Branch
from pattern_tck.simulator.workflows.document import Document
from pattern_tck.simulator.workflows.failure import RUNTIME, Failure
from pattern_tck.simulator.workflows.history import History
from pattern_tck.simulator.workflows.language.json_text import read_json
from pattern_tck.simulator.workflows.parallel_state import continued
from pattern_tck.simulator.workflows.visit import timestamp

if TYPE_CHECKING:
    from pattern_tck.simulator.clock import Timer, VirtualClock
    from pattern_tck.simulator.workflows.holdings import Holdings
    from pattern_tck.simulator.workflows.machine import Chosen
    from pattern_tck.simulator.workflows.map_run import MapRun

RUNNING: Final = "RUNNING"
SUCCEEDED: Final = "SUCCEEDED"
FAILED: Final = "FAILED"
TIMED_OUT: Final = "TIMED_OUT"
ABORTED: Final = "ABORTED"


class Execution:
    """One run. What the branches need of the world stands here too, one step away from them."""

    def __init__(
        self,
        home: Holdings,
        chosen: Chosen,
        arn: str,
        name: str,
        text: str,
        *,
        value: Any,
        express: bool | None = None,
        map_run: MapRun | None = None,
        trace: str | None = None,
    ) -> None:
        self.home = home
        self.world = home.world
        self.clock: VirtualClock = home.world.clock
        self.profile = home.world.profile
        self.ready = home.ready
        self.tokens = home.tokens
        self.chance: random.Random = home.chance
        self.region = home.region.name
        self.chosen = chosen
        self.machine = chosen.machine
        self.revision = chosen.revision
        self.express = chosen.machine.express if express is None else express
        self.arn = arn
        self.name = name
        self.input = text
        self.map_run = map_run
        self.trace = trace
        self.status = RUNNING
        self.started = self.clock.micros
        self.stopped: int | None = None
        self.output: Document | None = None
        self.failure: Failure | None = None
        #: Whether it was started; an execution is made first.
        self.begun = False
        self.redrives = 0
        self.redriven: int | None = None
        self.history = History(self.clock, self.profile.most_history_events, kept=not self.express)
        self.context: dict[str, Any] = {
            "Id": arn,
            "Input": value,
            "StartTime": timestamp(self.started),
            "Name": name,
            "RoleArn": chosen.revision.role,
            "RedriveCount": 0,
        }
        self.machine_context: dict[str, str] = {"Id": self.machine.arn, "Name": self.machine.name}
        #: The whole context object, if it is that of a test.
        self.pretended: dict[str, Any] | None = None
        self._ended: list[Callable[[], object]] = []
        self._limit: Timer | None = None
        self._program = self.revision.program if map_run is None else map_run.program
        # The text stays as it was written until a state makes something else of it.
        self._root = Branch(self, self._program, Document(value, text), done=self._done)

    def __str__(self) -> str:
        """Give what a person knows it by."""
        return self.name

    @property
    def label(self) -> str:
        """Give what a person knows it by."""
        return self.name

    @property
    def running(self) -> bool:
        """Say whether it has not ended."""
        return self.stopped is None

    def when_ended(self, tell: Callable[[], object]) -> None:
        """Call somebody when it ends; at once if it has."""
        if self.running:
            self._ended.append(tell)
        else:
            tell()

    def start(self) -> None:
        """Begin when the world settles."""
        self.begun = True
        chosen = self.chosen
        details: dict[str, Any] = {
            "input": self.input,
            "roleArn": self.revision.role,
        }
        if chosen.version:
            details["stateMachineVersionArn"] = chosen.version
        if chosen.alias:
            details["stateMachineAliasArn"] = chosen.alias
        self.history.add("ExecutionStarted", 0, details)
        self._go()

    def pretend(self, context: dict[str, Any] | None, variables: Mapping[str, Any]) -> None:
        """Have the variables, and perhaps the whole context object, of a test."""
        self.context.pop("RedriveCount")
        self.pretended = context
        self._root.variables = variables

    def redrive(self) -> None:
        """Go on where it stopped, with the same input and definition (SFN-CON-02)."""
        self.redrives += 1
        self.redriven = self.clock.micros
        self.status, self.stopped, self.failure = RUNNING, None, None
        self.context = {
            **self.context,
            "RedriveCount": self.redrives,
            "RedriveTime": timestamp(self.redriven),
        }
        before = self._root
        self._root = Branch(self, self._program, before.input, done=self._done, last=before.last)
        continued(self._root, before)
        self._root.note("ExecutionRedriven", {"redriveCount": self.redrives})
        self._go()

    def abort(self, error: str | None, cause: str | None) -> None:
        """Stop it from outside: no handler runs (SAGA-19)."""
        self._stop(ABORTED, Failure(error, cause), "ExecutionAborted", 0)

    def overflow(self, last: int) -> None:
        """Fail it because its history is full (SFN-LIM-01)."""
        most = self.profile.most_history_events
        cause = f"The execution reached the maximum number of history events ({most})."
        self._stop(FAILED, Failure(RUNTIME, cause), "ExecutionFailed", last)

    def _go(self) -> None:
        limit = self.revision.timeout if self.map_run is None else None
        if self.express:
            longest = self.profile.longest_express
            limit = longest if limit is None else min(limit, longest)
        if limit is not None:
            self._limit = self.clock.after(limit, self._time_out)
        announce(self)
        self._root.start()

    def _time_out(self) -> None:
        self._stop(TIMED_OUT, Failure(None), "ExecutionTimedOut", self._root.last)

    def _stop(self, status: str, failure: Failure, event: str, previous: int) -> None:
        if not self.running:
            return
        self._root.close()
        self._end(status, failure, event, previous)

    def _done(self, root: Branch) -> None:
        outcome = root.outcome
        if isinstance(outcome, Document):
            self.output = outcome
            self.history.end("ExecutionSucceeded", root.last, {"output": outcome.text})
            self._over(SUCCEEDED)
        else:
            assert outcome is not None
            self._end(FAILED, outcome, "ExecutionFailed", root.last)

    def _end(self, status: str, failure: Failure, event: str, previous: int) -> None:
        self.failure = failure
        self.history.end(event, previous, failure.details)
        self._over(status)

    def _over(self, status: str) -> None:
        self.status = status
        self.stopped = self.clock.micros
        if self._limit is not None:
            self._limit.cancel()
        self.home.note_end(self)
        announce(self)
        waiting, self._ended = self._ended, []
        for tell in waiting:
            tell()

    def listed(self) -> dict[str, Any]:
        """Give what ListExecutions says of it."""
        told: dict[str, Any] = {
            "executionArn": self.arn,
            "stateMachineArn": self.machine.arn,
            "name": self.name,
            "status": self.status,
            "startDate": date(self.started),
        }
        if self.map_run is None:
            told["redriveCount"] = self.redrives
        else:
            told["stateMachineArn"] = self.map_run.machine_arn
            told["mapRunArn"] = self.map_run.arn
            told["itemCount"] = self.map_run.items_of(self)
        optional: Mapping[str, Any] = {
            "stopDate": None if self.stopped is None else date(self.stopped),
            "stateMachineVersionArn": self.chosen.version or None,
            "stateMachineAliasArn": self.chosen.alias or None,
            "redriveDate": None if self.redriven is None else date(self.redriven),
        }
        return told | {name: value for name, value in optional.items() if value is not None}

    def described(self) -> dict[str, Any]:
        """Give what DescribeExecution says of it."""
        told = self.listed()
        told.pop("itemCount", None)
        told |= {"input": self.input, "inputDetails": {"included": True}}
        if self.output is not None:
            told |= {"output": self.output.text, "outputDetails": {"included": True}}
        if self.failure is not None:
            told |= self.failure.details
        if self.trace is not None:
            told["traceHeader"] = self.trace
        reason = self.not_redrivable()
        told["redriveCount"] = self.redrives
        told["redriveStatus"] = "NOT_REDRIVABLE" if reason else "REDRIVABLE"
        if self.express and self.map_run is not None and self.stopped and self.status != SUCCEEDED:
            # It has no place to go on from, but its map run begins it anew.
            told["redriveStatus"] = "REDRIVABLE_BY_MAP_RUN"
        elif reason:
            told["redriveStatusReason"] = reason
        return told

    def answered(self) -> dict[str, Any]:
        """Give what StartSyncExecution answers when it has ended (SFN-EXP-03)."""
        told = self.listed()
        told.pop("redriveCount", None)
        told |= {"input": self.input, "inputDetails": {"included": True}}
        if self.output is not None:
            told |= {"output": self.output.text, "outputDetails": {"included": True}}
        if self.failure is not None:
            told |= self.failure.details
        seconds = ((self.stopped or self.started) - self.started) / SECOND
        # AWS bills by 64 MB and by 100 ms, of which there is always one.
        told["billingDetails"] = {
            "billedMemoryUsedInMB": 64,
            "billedDurationInMilliseconds": max(int(-(-seconds * 10 // 1)), 1) * 100,
        }
        return told

    def not_redrivable(self) -> str:
        """Say why it cannot be redriven; nothing if it can (SFN-CON-02)."""
        if self.express:
            return "Execution is EXPRESS and cannot be redriven"
        if self.stopped is None or self.status == SUCCEEDED:
            return f"Execution is {self.status} and cannot be redriven"
        if self.clock.micros - self.stopped > self.profile.longest_redrivable * SECOND:
            return "Execution redrivable period exceeded"
        if self.history.count >= self.profile.most_history_events - 1:
            return "Execution history event limit exceeded"
        return ""


def date(micros: int) -> dt.datetime:
    """Give a time of the clock as the API's answers have it."""
    return dt.datetime.fromtimestamp(micros / SECOND, dt.UTC)


def read_input(text: str) -> Any:
    """Read the input of an execution; ValueError, with AWS's reason, if it is no JSON."""
    if not text.strip():
        raise ValueError("Invalid execution input.")
    return read_json(text)
