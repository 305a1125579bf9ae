"""Express workflows that a pipe waits for: to enrich its records, or as its target.

Nobody may wait inside of a timer, so the end is looked for at short intervals of the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.execution import Execution
    from pattern_tck.simulator.world import Region

#: How often the end is looked for, in seconds.
_INTERVAL: Final = 0.1


def run_express(
    region: Region, arn: str, text: str, then: Callable[[Mapping[str, Any]], None]
) -> None:
    """Run an express workflow, and hand on what StartSyncExecution would answer at its end.

    Raises `Refusal` as StartSyncExecution does.
    """
    execution = region.workflows.begin({"stateMachineArn": arn, "input": text}, synchronous=True)
    execution.start()
    _look(region, execution, then)


def _look(region: Region, execution: Execution, then: Callable[[Mapping[str, Any]], None]) -> None:
    if execution.running:
        region.world.clock.after(_INTERVAL, lambda: _look(region, execution, then))
    else:
        then(execution.answered())
