"""Making, changing and listing schedules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.paging import page
from pattern_tck.simulator.schedules.group import Schedule
from pattern_tck.simulator.schedules.holdings import Holdings, date, taken
from pattern_tck.simulator.schedules.plans import Once
from pattern_tck.simulator.schedules.reading import check_name, plan_of, settings_of, span_of
from pattern_tck.simulator.schedules.waiting import stop, wind


class ScheduleOperations(Holdings):
    """The operations about schedules."""

    @operation("CreateSchedule")
    def create_schedule(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make a schedule; ConflictException if its group has one of the name.

        The same call under the same ClientToken makes nothing more.
        """
        return self.once("CreateSchedule", parameters, lambda: self._create(parameters))

    def _create(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        check_name(parameters)
        given = settings_of(parameters, self.region, self.moment)
        begun, last = span_of(given, plan_of(given, self.moment), self.moment)
        plan = plan_of(given, begun)
        group = self.group(parameters.get("GroupName"))
        name = parameters["Name"]
        if name in group.schedules:
            raise taken(f"Schedule {name} already exists.")
        schedule = Schedule(
            name=name,
            arn=self.region.arn("scheduler", f"schedule/{group.name}/{name}"),
            group=group.name,
            made=self.moment,
            changed=self.moment,
            given=given,
            plan=plan,
            begun=begun,
            last=last,
        )
        group.schedules[name] = schedule
        self._begin(schedule, afresh=True)
        return {"ScheduleArn": schedule.arn}

    @operation("UpdateSchedule")
    def update_schedule(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Replace all that a schedule was told; what is left out has its default again."""
        check_name(parameters)
        given = settings_of(parameters, self.region, self.moment)
        plan_of(given, self.moment)
        schedule = self.schedule(parameters)
        same = all(
            given.get(name) == schedule.given.get(name)
            for name in ("ScheduleExpression", "ScheduleExpressionTimezone", "StartDate")
        )
        begun, last = span_of(given, plan_of(given, self.moment), self.moment)
        schedule.begun = schedule.begun if same else begun
        schedule.last = last
        schedule.plan = plan_of(given, schedule.begun)
        schedule.given = given
        schedule.changed = self.moment
        self._begin(schedule, afresh=not same)
        return {"ScheduleArn": schedule.arn}

    def _begin(self, schedule: Schedule, *, afresh: bool) -> None:
        wind(self.region, self.groups[schedule.group], schedule, afresh=afresh)
        over = isinstance(schedule.plan, Once) and schedule.plan.moment < self.moment
        if over and schedule.given["State"] == "ENABLED":
            self.region.world.tell(
                "EB-DEL-02", f"the one moment of {schedule.arn} is over, so nothing is called"
            )

    @operation("DeleteSchedule")
    def delete_schedule(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a schedule; what was called already is tried on."""
        schedule = self.schedule(parameters)
        stop(schedule)
        del self.groups[schedule.group].schedules[schedule.name]
        return {}

    @operation("GetSchedule")
    def get_schedule(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Describe a schedule."""
        schedule = self.schedule(parameters)
        return _named(schedule) | schedule.given

    @operation("ListSchedules")
    def list_schedules(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List schedules by their group, by a prefix of their names, or by their state."""
        group, state = (parameters.get(name) for name in ("GroupName", "State"))
        prefix = parameters.get("NamePrefix") or ""
        groups = self.groups.values() if group is None else [self.group(group)]
        found = [
            _listed(schedule)
            for one in groups
            for schedule in one.schedules.values()
            if schedule.name.startswith(prefix) and state in (None, schedule.given["State"])
        ]
        found.sort(key=lambda one: (one["GroupName"], one["Name"]))
        return page("Schedules", found, parameters, size=100, code="ValidationException")


def _named(schedule: Schedule) -> dict[str, Any]:
    return {
        "Arn": schedule.arn,
        "Name": schedule.name,
        "GroupName": schedule.group,
        "CreationDate": date(schedule.made),
        "LastModificationDate": date(schedule.changed),
    }


def _listed(schedule: Schedule) -> dict[str, Any]:
    target = {"Arn": schedule.given["Target"]["Arn"]}
    return _named(schedule) | {"State": schedule.given["State"], "Target": target}
