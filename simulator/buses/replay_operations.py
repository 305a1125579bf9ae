"""Starting, cancelling and listing replays (EB-ARC-01)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator.buses.constraints import check_name, invalid
from pattern_tck.simulator.buses.entries import seconds_of
from pattern_tck.simulator.buses.event import moment
from pattern_tck.simulator.buses.holdings import Holdings, missing, taken
from pattern_tck.simulator.buses.pages import page
from pattern_tck.simulator.buses.replay import GOING_ON, Replay
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import Refusal


class ReplayOperations(Holdings):
    """The operations about replays."""

    @operation("StartReplay")
    def start_replay(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Put the archived events of a span of time on their bus again, from a second later on.

        The destination is the bus that they were archived from, with all its rules or those of
        FilterArns.
        """
        name = parameters["ReplayName"]
        check_name(name, "replayName", longest=64)
        destination = parameters["Destination"]
        if ":event-bus/" not in destination["Arn"]:
            raise _not_valid("Destination.Arn", "Must contain an event bus ARN.")
        bus = self.bus(destination["Arn"])
        kept_by = parameters["EventSourceArn"].rpartition("/")[2]
        archive = self.archives.get(kept_by)
        if archive is None:
            raise _not_valid("EventSourceArn", f"Archive {kept_by} does not exist.")
        if archive.bus != bus.arn:
            raise _not_valid("Destination.Arn", "Cross event bus replay is not permitted.")
        start, end = (seconds_of(parameters[key]) for key in ("EventStartTime", "EventEndTime"))
        if parameters["EventStartTime"] >= parameters["EventEndTime"]:
            raise _not_valid("EventEndTime", "EventStartTime must be before EventEndTime.")
        if name in self.replays:
            raise taken(f"Replay {name} already exists.")
        rules = tuple(destination.get("FilterArns") or ())
        replay = Replay(self.region, name, archive, bus, start=start, end=end, rules=rules)
        replay.description = parameters.get("Description")
        self.replays[name] = replay
        return {
            "ReplayArn": replay.arn,
            "State": replay.state,
            "ReplayStartTime": moment(replay.started),
        }

    @operation("CancelReplay")
    def cancel_replay(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Stop a replay that goes on; IllegalStatusException if it does not."""
        replay = self._replay(parameters)
        if replay.state not in GOING_ON:
            raise Refusal(
                "IllegalStatusException",
                f"Replay {replay.name} is not in a valid state for this operation.",
            )
        replay.cancel()
        return {"ReplayArn": replay.arn, "State": replay.state}

    @operation("DescribeReplay")
    def describe_replay(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Describe a replay, and how far it has come."""
        replay = self._replay(parameters)
        described = _listed(replay) | {
            "ReplayArn": replay.arn,
            "Destination": {"Arn": replay.bus.arn, "FilterArns": list(replay.rules)},
        }
        if not replay.rules:
            del described["Destination"]["FilterArns"]
        if replay.description is not None:
            described["Description"] = replay.description
        return described

    @operation("ListReplays")
    def list_replays(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List replays by a prefix of their names, by their archive, or by their state."""
        prefix, archive, state = (
            parameters.get(name) for name in ("NamePrefix", "EventSourceArn", "State")
        )
        if [prefix, archive, state].count(None) < 2:
            raise invalid(
                "At most one filter is allowed for ListReplays. "
                "Use either : State, EventSourceArn, or NamePrefix."
            )
        found = [
            replay
            for _, replay in sorted(self.replays.items())
            if replay.name.startswith(prefix or "")
            and archive in (None, replay.archive.arn)
            and state in (None, replay.state)
        ]
        shown, token = page(found, parameters)
        return {"Replays": [_listed(replay) for replay in shown], **token}

    def _replay(self, parameters: Mapping[str, Any]) -> Replay:
        name = parameters["ReplayName"]
        if name not in self.replays:
            raise missing(f"Replay {name} does not exist.")
        return self.replays[name]


def _listed(replay: Replay) -> dict[str, Any]:
    listed: dict[str, Any] = {
        "ReplayName": replay.name,
        "EventSourceArn": replay.archive.arn,
        "State": replay.state,
        "EventStartTime": moment(replay.start * SECOND),
        "EventEndTime": moment(replay.end * SECOND),
        "ReplayStartTime": moment(replay.started),
    }
    if replay.reason is not None:
        listed["StateReason"] = replay.reason
    if replay.reached is not None:
        listed["EventLastReplayedTime"] = moment(replay.reached * SECOND)
    if replay.ended is not None:
        listed["ReplayEndTime"] = moment(replay.ended)
    return listed


def _not_valid(parameter: str, reason: str) -> Refusal:
    return invalid(f"Parameter {parameter} is not valid. Reason: {reason}")
