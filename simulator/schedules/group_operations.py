"""Making, deleting, listing and tagging groups of schedules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.buses.constraints import check, invalid, name_violations
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.paging import page
from pattern_tck.simulator.schedules.group import Group
from pattern_tck.simulator.schedules.holdings import Holdings, date, taken
from pattern_tck.simulator.schedules.reading import NAME
from pattern_tck.simulator.schedules.waiting import stop

_ARN: Final = r"arn:aws[a-z-]*:scheduler:[a-z0-9\-]+:\d{12}:schedule-group\/[0-9a-zA-Z-_.]+"


class GroupOperations(Holdings):
    """The operations about groups, and about tags, which only groups have."""

    @operation("CreateScheduleGroup")
    def create_schedule_group(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make a group; the same call under the same ClientToken makes nothing more."""
        return self.once("CreateScheduleGroup", parameters, lambda: self._create_group(parameters))

    def _create_group(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        name = parameters["Name"]
        check(name_violations(name, "name", longest=64, pattern=NAME))
        _check_not_default(name)
        if name in self.groups:
            raise taken(f"Schedule group {name} already exists.")
        group = self.make_group(name, moment=self.moment)
        group.tags = _tags(parameters)
        return {"ScheduleGroupArn": group.arn}

    @operation("DeleteScheduleGroup")
    def delete_schedule_group(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a group with all its schedules, at once."""
        name = parameters["Name"]
        _check_not_default(name)
        group = self.group(name)
        for schedule in group.schedules.values():
            stop(schedule)
        del self.groups[name]
        return {}

    @operation("GetScheduleGroup")
    def get_schedule_group(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Describe a group."""
        return _shown(self.group(parameters["Name"]))

    @operation("ListScheduleGroups")
    def list_schedule_groups(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List the groups whose names begin with a prefix: the default one, then the newest."""
        prefix = parameters.get("NamePrefix") or ""
        default, *others = self.groups.values()
        found = [
            _shown(group) for group in (default, *reversed(others)) if group.name.startswith(prefix)
        ]
        return page("ScheduleGroups", found, parameters, size=100, code="ValidationException")

    @operation("TagResource")
    def tag_resource(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Set tags of a group."""
        self._tagged(parameters).tags.update(_tags(parameters))
        return {}

    @operation("UntagResource")
    def untag_resource(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Take tags away from a group."""
        group = self._tagged(parameters)
        for key in parameters["TagKeys"]:
            group.tags.pop(key, None)
        return {}

    @operation("ListTagsForResource")
    def list_tags_for_resource(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List the tags of a group."""
        tags = self._tagged(parameters).tags
        return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    def _tagged(self, parameters: Mapping[str, Any]) -> Group:
        arn = parameters["ResourceArn"]
        check(name_violations(arn, "resourceArn", longest=1011, pattern=_ARN))
        return self.group(arn.rpartition("/")[2])


def _check_not_default(name: str) -> None:
    if name == "default":
        raise invalid("This operation cannot be performed on schedule group default.")


def _tags(parameters: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in parameters.get("Tags") or ()}


def _shown(group: Group) -> dict[str, Any]:
    shown: dict[str, Any] = {"Arn": group.arn, "Name": group.name, "State": "ACTIVE"}
    if group.made is not None and group.changed is not None:
        shown["CreationDate"] = date(group.made)
        shown["LastModificationDate"] = date(group.changed)
    return shown
