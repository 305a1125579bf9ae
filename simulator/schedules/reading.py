"""Reading what a schedule is told, and refusing what AWS refuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.buses.constraints import check, invalid, name_violations
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.schedules.calls import check_modelled
from pattern_tck.simulator.schedules.plans import Once, Plan, schedule_plan, zone_of
from pattern_tck.simulator.schedules.target_checks import read_target

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

NAME: Final = r"[0-9a-zA-Z-_.]+"
#: How long ago a schedule may have begun, in seconds.
_PAST: Final = 300
_DEFAULTS: Final = {
    "ScheduleExpressionTimezone": "UTC",
    "State": "ENABLED",
    "ActionAfterCompletion": "NONE",
}
#: What GetSchedule shows of a schedule.
_SHOWN: Final = (
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "EndDate",
    "Description",
    "State",
    "KmsKeyArn",
    "Target",
    "FlexibleTimeWindow",
    "ActionAfterCompletion",
)


def check_name(parameters: Mapping[str, Any]) -> None:
    """Refuse a name of a schedule or its group that is none."""
    group = parameters.get("GroupName")
    check(
        [
            *name_violations(parameters["Name"], "name", longest=64, pattern=NAME),
            *(
                ()
                if group is None
                else name_violations(group, "groupName", longest=64, pattern=NAME)
            ),
        ]
    )


def settings_of(parameters: Mapping[str, Any], region: Region, moment: int) -> dict[str, Any]:
    """Give what a schedule is told, with AWS's defaults; what is left out is not kept.

    ``moment`` is the present one, in microseconds.
    """
    given = _DEFAULTS | {
        name: parameters[name] for name in _SHOWN if parameters.get(name) is not None
    }
    _check_window(given["FlexibleTimeWindow"])
    start, end = moment_of(given.get("StartDate")), moment_of(given.get("EndDate"))
    if start is not None and end is not None and start >= end:
        raise invalid("The StartDate you specify must come before the EndDate.")
    if start is not None and start < moment - _PAST * SECOND:
        raise invalid("The StartDate you specify cannot be earlier than 5 minutes ago.")
    given["Target"] = read_target(given["Target"], region.name)
    check_modelled(given["Target"], region)
    return given


def plan_of(given: Mapping[str, Any], begun: int) -> Plan:
    """Compile the expression of a schedule whose rate is counted from ``begun`` on."""
    expression = given["ScheduleExpression"]
    try:
        zone = zone_of(given["ScheduleExpressionTimezone"])
    except ValueError:
        raise invalid(
            f"Invalid Schedule Expression Timezone {given['ScheduleExpressionTimezone']}."
        ) from None
    try:
        return schedule_plan(expression, zone, begun)
    except ValueError:
        raise invalid(f"Invalid Schedule Expression {expression}.") from None


def span_of(given: Mapping[str, Any], plan: Plan, moment: int) -> tuple[int, int | None]:
    """Give when a schedule begins, and the moment after which it is over, if there is one.

    A schedule for one moment knows neither.
    """
    if isinstance(plan, Once):
        return moment, None
    start = moment_of(given.get("StartDate"))
    return max(moment, start or 0), moment_of(given.get("EndDate"))


def moment_of(date: dt.datetime | None) -> int | None:
    """Give a time of the API in microseconds; without a zone it is in UTC."""
    if date is None:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=dt.UTC)
    return round(date.timestamp() * SECOND)


def _check_window(window: Mapping[str, Any]) -> None:
    minutes = window.get("MaximumWindowInMinutes")
    if window["Mode"] == "FLEXIBLE" and minutes is None:
        raise invalid(
            "MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to "
            "FLEXIBLE."
        )
    if window["Mode"] == "OFF" and minutes is not None:
        raise invalid(
            "MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to OFF."
        )
