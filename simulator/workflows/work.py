"""Work: what somebody registers to do the tasks of workflows that no simulated service does.

``world.tasks`` has it by what the task names: the ARN of a function without its qualifier, or a
service and an action as they stand in a resource (``dynamodb:putItem``,
``aws-sdk:dynamodb:query``). Work is called with the parameters and gives its result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pattern_tck.simulator.world import World

#: Parameters in, result out. It may raise `TaskFailed`, or give `Lasting`.
Work = Callable[[Any], Any]


class TaskFailed(Exception):
    """Work fails with an error that Retry and Catch may know by its name."""

    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause


@dataclass(frozen=True)
class Lasting:
    """Work takes so many seconds; then ``finish`` is called, whoever still waits (SFN-PAR-02).

    ``finish`` gives the result, or raises as work does.
    """

    seconds: float
    finish: Callable[[], Any]


def do_work(world: World, name: str, work: Work, parameters: Any) -> Any:
    """Have work done that is registered under a name; its result is noted if the world is."""
    return work(parameters) if world.tape is None else world.tape.work(name, work, parameters)
