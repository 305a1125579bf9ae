"""Waiting: a schedule lets its target be called at each moment of its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.freedoms import SCHEDULE_LATE, SCHEDULE_TWICE
from pattern_tck.simulator.schedules.invoking import Invocation

if TYPE_CHECKING:
    from pattern_tck.simulator.schedules.group import Group, Schedule
    from pattern_tck.simulator.world import Region

#: The last second of the minute in which a target may be called.
_END_OF_MINUTE: Final = 59


def wind(region: Region, group: Group, schedule: Schedule, *, afresh: bool = False) -> None:
    """Let a schedule wait for its next moment; what it waited for before does not count.

    The present moment counts only if the schedule begins ``afresh``.
    """
    stop(schedule)
    if schedule.given["State"] == "DISABLED":
        return
    clock = region.world.clock
    due = schedule.next(clock.micros - afresh)
    if due is not None:
        schedule.timer = clock.after(
            (due - clock.micros) / SECOND, lambda: _strike(region, group, schedule, due)
        )


def stop(schedule: Schedule) -> None:
    """Let a schedule wait no more."""
    if schedule.timer is not None:
        schedule.timer.cancel()
        schedule.timer = None


def _strike(region: Region, group: Group, schedule: Schedule, due: int) -> None:
    """Call the target, at least once and within the minute or the window."""
    choose, clock = region.world.choose, region.world.clock
    window = schedule.given["FlexibleTimeWindow"].get("MaximumWindowInMinutes", 0)
    for _ in range(1 + choose(SCHEDULE_TWICE, 2, schedule)):
        invocation = Invocation(region, schedule, due)
        late = choose(SCHEDULE_LATE, 3 if window else 2, schedule)
        if late:
            seconds = _END_OF_MINUTE if late == 1 else window * 60
            clock.after(seconds, invocation.attempt)
        else:
            invocation.attempt()
    wind(region, group, schedule)
    if schedule.next(due) is None and schedule.given["ActionAfterCompletion"] == "DELETE":
        group.schedules.pop(schedule.name, None)
