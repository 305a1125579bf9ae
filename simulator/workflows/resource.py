"""Resources: what a Task names to have its work done, and how it is waited for."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Protocol

from pattern_tck.simulator.workflows.failure import Failure
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.work import Lasting, TaskFailed

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.execution import Execution
    from pattern_tck.simulator.workflows.limits_of_time import TimeLimits
    from pattern_tck.simulator.workflows.tokens import Token
    from pattern_tck.simulator.workflows.visit import Visit

#: The ways to wait, by the ending of a resource.
AT_ONCE = ""
TOKEN = "waitForTaskToken"  # noqa: S105 - the name of a pattern, no secret
JOB = "sync"
JOB_READ = "sync:2"


#: Says what it means that work raised, in an execution.
Failed = Callable[[Exception, "Execution"], Failure]


class Resource(Protocol):
    """What does the work of a Task."""

    def token(self, visit: Visit) -> Token | None:
        """Give the token of one try, if its work is answered by one."""

    def work(
        self, visit: Visit, parameters: Any, token: Token | None, limits: TimeLimits
    ) -> Generator[Pause, Any, Any]:
        """Have the work done once and give its result; raises `Failure`."""


def finished(
    execution: Execution, result: Lasting, limits: TimeLimits, failed: Failed
) -> Generator[Pause, Any, Any]:
    """Give the result of work that takes time, when it is there.

    It goes on to its end even if nobody waits for it any more (SFN-PAR-02).
    ``failed`` says what it means that it raised.
    """
    pause = Pause()

    def finish() -> None:
        try:
            pause.end(result.finish())
        except Exception as error:  # noqa: BLE001 - whatever it is, the work failed by it
            pause.fail(failed(error, execution))

    execution.clock.after(result.seconds, finish)
    limits.begin(pause)
    return (yield pause)


def of_work(error: Exception, _execution: Execution) -> Failure:
    """Say what it means that registered work raised; what is no `TaskFailed` is its own bug."""
    if isinstance(error, TaskFailed):
        return Failure(error.error, error.cause)
    raise error


def answered(token: Token, limits: TimeLimits, visit: Visit) -> Any:
    """Wait for the answer to a token and give it (SFN-INT-03)."""
    token.is_waited_for(limits, visit)
    document = yield token.pause
    return document.value
