"""Announcing: EventBridge hears of every standard execution that begins or ends.

Source: SFN-DG "Automating Step Functions event delivery with EventBridge".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.buses.event import Event
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.workflows.document import written

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.execution import Execution

_TYPE: Final = "Step Functions Execution Status Change"


def announce(execution: Execution) -> None:
    """Put the status of an execution on the default bus, if somebody listens there."""
    if execution.express or execution.map_run is not None:
        return
    region = execution.home.region
    bus = region.buses.buses["default"] if region.has_buses else None
    if bus is None or not (bus.rules or bus.archives):
        return
    micros = execution.clock.micros
    detail = _detail(execution)
    event = Event(
        id=execution.world.identities.uuid(),
        source="aws.states",
        detail_type=_TYPE,
        detail=detail,
        detail_text=written(detail),
        time=micros // SECOND,
        account=execution.world.account,
        region=region.name,
        resources=(execution.arn,),
        ingested=micros,
    )
    region.buses.admit(bus, event)


def _detail(execution: Execution) -> dict[str, Any]:
    """Give what DescribeExecution says, with times in milliseconds, and null for nothing."""
    told = execution.described()
    names = (
        "executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate", "input",
        "output", "stateMachineVersionArn", "stateMachineAliasArn", "redriveCount", "redriveDate",
        "redriveStatus", "redriveStatusReason", "inputDetails", "outputDetails", "error", "cause",
    )  # fmt: skip
    detail = {name: told.get(name) for name in names}
    for name in ("startDate", "stopDate", "redriveDate"):
        if name in told:
            detail[name] = int(told[name].timestamp() * 1000)
    return detail
