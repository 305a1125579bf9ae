"""Invocations: a target is called, called again if that fails, and given up at last.

The schedule's role calls, which may do everything here; no policy of a queue is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.buses.event import timestamp
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.parameters.typed import Mistyped, typed
from pattern_tck.simulator.refusals import AnswerLost, NotModelled, Refusal
from pattern_tck.simulator.schedules.calls import call_of

if TYPE_CHECKING:
    from pattern_tck.simulator.schedules.group import Schedule
    from pattern_tck.simulator.world import Region

#: AWS promises an exponential back-off and says no figures; these are the model's, in seconds.
_LONGEST_GAP: Final = 512
_DOUBLINGS: Final = 9
#: The codes that are older than those of today's protocol.
_OLD_CODES: Final = {"QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue"}
_TOO_OFTEN: Final = "MaximumRetryAttempts"
_TOO_OLD: Final = "MaximumEventAgeInSeconds"


class _Failed(Exception):
    """A call failed: the code and the message that a dead letter shows."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Invocation:
    """One invocation of the target that a schedule has now. ``due`` is in microseconds."""

    def __init__(self, region: Region, schedule: Schedule, due: int) -> None:
        self.region = region
        self.due = due
        self.schedule = schedule.arn
        self.target: dict[str, Any] = schedule.given["Target"]
        self.retries = 0
        self.id = ""

    def attempt(self) -> None:
        """Try once; what fails is tried again as long as the retry policy allows."""
        self.id = self.region.world.identities.uuid().replace("-", "")[:16]
        try:
            self._call()
        except _Failed as failure:
            self._wait(failure)
        except NotModelled as beyond:
            self.region.world.tell("EB-DEL-04", f"{self.schedule} is lost: {beyond.message}")

    @property
    def text(self) -> str:
        """Give the input of the target with the context attributes filled in."""
        filled = {
            "schedule-arn": self.schedule,
            "scheduled-time": timestamp(self.due // SECOND),
            "execution-id": self.id,
            "attempt-number": str(self.retries + 1),
        }
        text = str(self.target.get("Input") or "{}")
        for name, value in filled.items():
            text = text.replace(f"<aws.scheduler.{name}>", value)
        return text

    def _call(self) -> None:
        call = call_of(self.target, self.text)
        world = self.region.world
        try:
            if call is None:
                self._handle()
                return
            service, operation, parameters = call
            try:
                parameters = typed(service, operation, parameters)
            except Mistyped as mistake:
                raise NotModelled(f"a target whose input its call cannot take: {mistake}") from None
            answer = world.call(service, operation, parameters, self.region.name)
        except NotModelled:
            raise
        except AnswerLost:
            raise _Failed("RequestTimeout", "no answer came from the target") from None
        except Refusal as error:
            code = error.query_code or _OLD_CODES.get(error.code, error.code)
            raise _Failed(code, error.message) from error
        for result in answer.get("Entries") or ():
            if result.get("ErrorCode"):
                raise _Failed(result["ErrorCode"], result["ErrorMessage"])

    def _handle(self) -> None:
        arn = self.target["Arn"]
        handler = self.region.buses.handlers.get(arn)
        if handler is None:
            raise _Failed("ResourceNotFoundException", f"{arn} does not exist")
        try:
            handler(self.text)
        except NotModelled:
            raise
        except Exception as error:
            raise _Failed(type(error).__name__, str(error) or repr(error)) from error

    def _wait(self, failure: _Failed) -> None:
        policy, clock = self.target["RetryPolicy"], self.region.world.clock
        left = self.due + policy[_TOO_OLD] * SECOND - clock.micros
        gap = min(1 << min(self.retries, _DOUBLINGS), _LONGEST_GAP)
        if self.retries >= policy[_TOO_OFTEN]:
            self._bury(failure, _TOO_OFTEN)
        elif gap * SECOND < left:
            clock.after(gap, self._again)
        else:
            clock.after(max(left, 0) / SECOND, lambda: self._bury(failure, _TOO_OLD))

    def _again(self) -> None:
        self.retries += 1
        self.attempt()

    def _bury(self, failure: _Failed, exhausted: str) -> None:
        """Give up: to the dead-letter queue of the target, or to nobody."""
        world = self.region.world
        lost = f"an invocation of {self.schedule} is given up ({failure.code})"
        dead = (self.target.get("DeadLetterConfig") or {}).get("Arn")
        if not dead:
            world.tell("EB-DEL-03", f"{lost} and lost")
            return
        said = {
            "ERROR_CODE": failure.code,
            "ERROR_MESSAGE": failure.message,
            "EXECUTION_ID": self.id,
            "EXHAUSTED_RETRY_CONDITION": exhausted,
            "IS_PAYLOAD_TRUNCATED": "false",
            "RETRY_ATTEMPTS": str(self.retries),
            "SCHEDULED_TIME": timestamp(self.due // SECOND),
            "SCHEDULE_ARN": self.schedule,
            "TARGET_ARN": self.target["Arn"],
        }
        queue = self.region.queues.at(dead)
        if queue is None:
            world.tell("EB-DEL-05", f"{lost}, and there is no queue {dead}")
            return
        attributes = {
            name: {"DataType": "String", "StringValue": text} for name, text in said.items()
        }
        queue.take(self.text, attributes, group="", deduplication="")
        world.tell("EB-DEL-05", f"{lost} to {dead}")
