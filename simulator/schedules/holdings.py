"""What EventBridge Scheduler holds in a region, and how its operations find it."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.schedules.group import Group, Schedule

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

_Answer = dict[str, Any]

#: How long a ClientToken is known again, of which AWS says no figure: SDKs send one with each call,
#: and none of them tries a call again for so long.
_REMEMBERED: Final = 24 * 3600 * SECOND


class Holdings:
    """Groups and their schedules of one region."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.groups: dict[str, Group] = {}
        #: By operation and token: until when it is remembered, what was asked, what was answered.
        self._made_by: dict[tuple[str, str], tuple[int, _Answer, _Answer]] = {}
        self.make_group("default", moment=None)

    @property
    def moment(self) -> int:
        """Give the time in microseconds."""
        return self.region.world.clock.micros

    def make_group(self, name: str, *, moment: int | None) -> Group:
        """Make a group."""
        arn = self.region.arn("scheduler", f"schedule-group/{name}")
        group = self.groups[name] = Group(name, arn, moment, moment)
        return group

    def group(self, name: str | None) -> Group:
        """Give a group, or the default one; ResourceNotFoundException if there is none."""
        found = self.groups.get(name or "default")
        if found is None:
            raise missing(f"Schedule group {name} does not exist.")
        return found

    def schedule(self, parameters: Mapping[str, Any]) -> Schedule:
        """Give the schedule of a call; ResourceNotFoundException if there is none."""
        name = parameters["Name"]
        found = self.group(parameters.get("GroupName")).schedules.get(name)
        if found is None:
            raise missing(f"Schedule {name} does not exist.")
        return found

    def once(
        self, operation: str, parameters: Mapping[str, Any], does: Callable[[], _Answer]
    ) -> _Answer:
        """Do a call, unless the same one was done already under its ClientToken."""
        token = parameters.get("ClientToken")
        self._forget()
        asked = copy.deepcopy(dict(parameters))
        before = self._made_by.get((operation, token)) if token else None
        if before is not None and before[1] == asked:
            return dict(before[2])
        answer = does()
        if token:
            self._made_by.pop((operation, token), None)
            self._made_by[operation, token] = (self.moment + _REMEMBERED, asked, dict(answer))
        return answer

    def _forget(self) -> None:
        # All are kept equally long, so the first one is the first to go.
        while self._made_by:
            key = next(iter(self._made_by))
            if self._made_by[key][0] > self.moment:
                return
            del self._made_by[key]


def missing(message: str) -> Refusal:
    """Make the refusal of a call about something that is not there."""
    return Refusal("ResourceNotFoundException", message, status=404)


def taken(message: str) -> Refusal:
    """Make the refusal of a name that is in use."""
    return Refusal("ConflictException", message, status=409)


def date(micros: int) -> dt.datetime:
    """Give a time of the clock as the API's answers have it."""
    return dt.datetime.fromtimestamp(micros / SECOND, dt.UTC)
