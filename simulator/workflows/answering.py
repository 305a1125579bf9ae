"""Answers of workers: to tokens, and to the activities that they ask for work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.octets import length
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.workflows.activities import Activity
from pattern_tck.simulator.workflows.arns import check_kind, check_name
from pattern_tck.simulator.workflows.execution import date
from pattern_tck.simulator.workflows.holdings import Holdings, page
from pattern_tck.simulator.workflows.tags import tags_of

_MOST: Final = 1000
#: How long GetActivityTask waits for a task, in seconds.
_LONG_POLL: Final = 60


class Answering(Holdings):
    """The operations of workers, and those about activities."""

    @operation("SendTaskSuccess")
    def send_task_success(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a task with its output; good once (SFN-INT-04)."""
        output = asked["output"]
        most = self.world.profile.largest_payload
        if length(output) > most:
            raise Refusal(
                "ValidationException",
                "1 validation error detected: Value at 'output' failed to satisfy constraint: "
                f"Member must have length less than or equal to {most}",
            )
        self.tokens.succeed(asked["taskToken"], output)
        return {}

    @operation("SendTaskFailure")
    def send_task_failure(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a task with an error; good once (SFN-INT-04)."""
        self.tokens.fail(asked["taskToken"], asked.get("error"), asked.get("cause"))
        return {}

    @operation("SendTaskHeartbeat")
    def send_task_heartbeat(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give a sign of life; it does not move the time limit (SFN-INT-05)."""
        self.tokens.heartbeat(asked["taskToken"])
        return {}

    @operation("CreateActivity")
    def create_activity(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make an activity, or find it again."""
        name = asked["name"]
        check_name(name)
        arn = self.region.arn("states", f"activity:{name}")
        activity = self.activities.get(arn)
        if activity is None:
            activity = Activity(name, arn, self.moment, tags_of(asked))
            self.activities[arn] = activity
        return {"activityArn": arn, "creationDate": date(activity.created)}

    @operation("DescribeActivity")
    def describe_activity(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Say what an activity is."""
        return _told(self.activity(asked["activityArn"]))

    @operation("ListActivities")
    def list_activities(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the activities."""
        listed = [_told(activity) for activity in self.activities.values()]
        return page("activities", listed, asked, _MOST)

    @operation("DeleteActivity")
    def delete_activity(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete an activity; one that is not there is no mistake."""
        check_kind(asked["activityArn"], ("activity",))
        self.activities.pop(asked["activityArn"], None)
        return {}

    @operation("GetActivityTask")
    def get_activity_task(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Wait up to a minute for a task of an activity; nothing if there was none."""
        activity = self.activity(asked["activityArn"])
        worker = asked.get("workerName")
        deadline = self.moment + _LONG_POLL * SECOND
        task = activity.next_task(worker)
        while task is None and self.moment < deadline:
            self.world.pause(deadline)
            task = activity.next_task(worker)
        return dict(task or {})


def _told(activity: Activity) -> dict[str, Any]:
    return {
        "activityArn": activity.arn,
        "name": activity.name,
        "creationDate": date(activity.created),
    }
