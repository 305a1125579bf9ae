"""EventBridge Pipes of one region: pipes made, changed, started, stopped and deleted."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.buses.constraints import check_name
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.paging import page
from pattern_tck.simulator.pipes.checks import check_pipe, filters_of
from pattern_tck.simulator.pipes.pipe import Pipe
from pattern_tck.simulator.pipes.polling import Poller
from pattern_tck.simulator.refusals import Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

#: How long a pipe is on its way to another state, in seconds; AWS says no figure.
_ON_ITS_WAY: Final = 1
#: What UpdatePipe can change.
_CHANGED: Final = (
    "Description",
    "SourceParameters",
    "Enrichment",
    "EnrichmentParameters",
    "Target",
    "TargetParameters",
    "RoleArn",
    "LogConfiguration",
    "KmsKeyIdentifier",
)
_KEPT: Final = (*_CHANGED, "Source")


class Pipes:
    """What EventBridge Pipes holds in one region.

    A pipe takes messages from a queue of this world by the virtual clock; it sends them to queues,
    topics, buses and state machines, or to whoever is registered in ``buses.handlers`` for the ARN
    of a function.
    """

    def __init__(self, region: Region) -> None:
        self.region = region
        self.pipes: dict[str, Pipe] = {}
        self._pollers: dict[str, Poller] = {}
        self.operations = operations_of(self)

    @property
    def _moment(self) -> int:
        return self.region.world.clock.micros

    @operation("CreatePipe")
    def create_pipe(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make a pipe, which runs a second later, unless it is to be stopped."""
        name = parameters["Name"]
        check_name(name, "name", longest=64)
        given = self._checked({key: parameters[key] for key in _KEPT if _is_given(parameters, key)})
        arn = self.region.arn("pipes", f"pipe/{name}")
        if name in self.pipes:
            raise Refusal(
                "ConflictException",
                f"Pipe {name} already exists.",
                status=409,
                members={"resourceId": name, "resourceType": "Pipe"},
            )
        pipe = Pipe(name, arn, self._moment, self._moment, given, self._filters(given))
        pipe.tags = dict(parameters.get("Tags") or {})
        pipe.desired = parameters.get("DesiredState") or "RUNNING"
        self.pipes[name] = pipe
        return self._becomes(pipe, "CREATING")

    @operation("UpdatePipe")
    def update_pipe(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Change what is given of a pipe; an empty enrichment takes the old one away."""
        pipe = self._pipe(parameters)
        changes = {key: parameters[key] for key in _CHANGED if _is_given(parameters, key)}
        if "SourceParameters" in changes:
            changes["SourceParameters"] = (pipe.given.get("SourceParameters") or {}) | changes[
                "SourceParameters"
            ]
        given = self._checked(pipe.given | changes)
        pipe.filters = self._filters(given)
        pipe.given = given
        pipe.changed = self._moment
        pipe.desired = parameters.get("DesiredState") or pipe.desired
        return self._becomes(pipe, "UPDATING")

    @operation("StartPipe")
    def start_pipe(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Let a pipe run."""
        pipe = self._pipe(parameters)
        pipe.desired = "RUNNING"
        return self._becomes(pipe, "STARTING")

    @operation("StopPipe")
    def stop_pipe(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Let a pipe rest; its queue keeps what comes."""
        pipe = self._pipe(parameters)
        pipe.desired = "STOPPED"
        return self._becomes(pipe, "STOPPING")

    @operation("DeletePipe")
    def delete_pipe(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a pipe; it is gone a second later."""
        pipe = self._pipe(parameters)
        pipe.desired = "DELETED"
        return self._becomes(pipe, "DELETING")

    @operation("DescribePipe")
    def describe_pipe(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Describe a pipe."""
        pipe = self._pipe(parameters)
        return _named(pipe) | copy.deepcopy(pipe.given) | {"Tags": dict(pipe.tags)}

    @operation("ListPipes")
    def list_pipes(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List pipes by their names, states, sources and targets."""

        def begins(key: str, value: str) -> bool:
            return value.startswith(parameters.get(key) or "")

        found = [
            _listed(pipe)
            for _, pipe in sorted(self.pipes.items())
            if begins("NamePrefix", pipe.name)
            and begins("SourcePrefix", pipe.given["Source"])
            and begins("TargetPrefix", pipe.given["Target"])
            and parameters.get("DesiredState") in (None, pipe.desired)
            and parameters.get("CurrentState") in (None, pipe.state)
        ]
        return page("Pipes", found, parameters, size=100, code="ValidationException", most="Limit")

    @operation("TagResource")
    def tag_resource(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Set tags of a pipe."""
        self._tagged(parameters).tags.update(parameters["tags"])
        return {}

    @operation("UntagResource")
    def untag_resource(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Take tags away from a pipe."""
        pipe = self._tagged(parameters)
        for key in parameters["tagKeys"]:
            pipe.tags.pop(key, None)
        return {}

    @operation("ListTagsForResource")
    def list_tags_for_resource(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List the tags of a pipe."""
        return {"tags": dict(self._tagged(parameters).tags)}

    def _checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        check_pipe(given, self.region.name)
        source = given.get("SourceParameters") or {}
        of_queue = {"BatchSize": 10} | (source.get("SqsQueueParameters") or {})
        return {**given, "SourceParameters": {**source, "SqsQueueParameters": of_queue}}

    def _filters(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        return filters_of(given, self.region.world.profile.most_pattern_combinations)

    def _becomes(self, pipe: Pipe, state: str) -> dict[str, Any]:
        """Put a pipe on its way to the state that is desired."""
        if pipe.timer is not None:
            pipe.timer.cancel()
        pipe.state = state
        pipe.timer = self.region.world.clock.after(_ON_ITS_WAY, lambda: self._arrive(pipe))
        return _named(pipe)

    def _arrive(self, pipe: Pipe) -> None:
        running = self._pollers.pop(pipe.name, None)
        if running is not None:
            running.stop()
        if pipe.desired == "DELETED":
            del self.pipes[pipe.name]
            return
        pipe.state = pipe.desired
        if pipe.state == "RUNNING":
            self._pollers[pipe.name] = Poller(self.region, pipe)

    def _pipe(self, parameters: Mapping[str, Any]) -> Pipe:
        name = parameters["Name"]
        if name not in self.pipes:
            raise _missing(f"Pipe {name} does not exist.")
        return self.pipes[name]

    def _tagged(self, parameters: Mapping[str, Any]) -> Pipe:
        arn = parameters["resourceArn"]
        for pipe in self.pipes.values():
            if pipe.arn == arn:
                return pipe
        raise _missing(f"Resource {arn} does not exist.")


def _is_given(parameters: Mapping[str, Any], key: str) -> bool:
    return parameters.get(key) is not None


def _missing(message: str) -> Refusal:
    return Refusal("NotFoundException", message, status=404)


def _date(micros: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(micros / SECOND, dt.UTC)


def _named(pipe: Pipe) -> dict[str, Any]:
    return {
        "Arn": pipe.arn,
        "Name": pipe.name,
        "DesiredState": pipe.desired,
        "CurrentState": pipe.state,
        "CreationTime": _date(pipe.made),
        "LastModifiedTime": _date(pipe.changed),
    }


def _listed(pipe: Pipe) -> dict[str, Any]:
    names = ("Source", "Target", "Enrichment")
    return _named(pipe) | {key: pipe.given[key] for key in names if pipe.given.get(key)}
