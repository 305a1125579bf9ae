"""Event buses: how the kit makes buses, rules, targets and archives, and puts events."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from pattern_tck.channels import Channel, Directory
from pattern_tck.expectations import expect
from pattern_tck.policies import admission
from pattern_tck.puppet import Puppet

_EVENTS = "events.amazonaws.com"


class Buses:
    """The puppet on event buses. Names are in words; a rule is known by its name and its bus."""

    def __init__(self, puppet: Puppet, directory: Directory) -> None:
        self._puppet = puppet
        self._directory = directory
        #: By address: the ARN of a bus or an archive, and the name and the bus of a rule.
        self._arns: dict[str, str] = {}
        self._rules: dict[str, tuple[str, Channel]] = {}
        #: The rules that each queue admits.
        self._admitted: dict[str, list[str]] = {}

    def rule(self, name: str, bus: Channel, pattern: str) -> Channel:
        """Make a rule of a bus; ``pattern`` is handed on as it is written."""
        called = self._puppet.unused_name(name)
        answer = self._puppet.client("events").put_rule(
            Name=called, EventBusName=bus.address, EventPattern=pattern
        )
        rule = self._directory.add(name, "rule", str(answer["RuleArn"]))
        self._rules[rule.address] = (called, bus)
        return rule

    def change_rule(self, rule: Channel, pattern: str) -> None:
        """Give a rule another pattern."""
        called, bus = self._rules[rule.address]
        self._puppet.client("events").put_rule(
            Name=called, EventBusName=bus.address, EventPattern=pattern
        )

    def disable(self, rule: Channel) -> None:
        """Switch a rule off."""
        called, bus = self._rules[rule.address]
        self._puppet.client("events").disable_rule(Name=called, EventBusName=bus.address)

    def aim(self, rule: Channel, targets: Mapping[str, str], **more: Any) -> None:
        """Give a rule targets: ARNs by id; ``more`` in the API's names, the same for each.

        Raises `Unmet` if the bus takes the call and not every target.
        """
        called, bus = self._rules[rule.address]
        answer = self._puppet.client("events").put_targets(
            Rule=called,
            EventBusName=bus.address,
            Targets=[{"Id": name, "Arn": arn, **more} for name, arn in targets.items()],
        )
        expect("targets that were not taken", expected=[], seen=answer.get("FailedEntries", []))

    def targets(self, rule: Channel) -> list[dict[str, Any]]:
        """Give the targets of a rule as the API lists them."""
        called, bus = self._rules[rule.address]
        answer = self._puppet.client("events").list_targets_by_rule(
            Rule=called, EventBusName=bus.address
        )
        return list(answer["Targets"])

    def admit(self, queue: Channel, rule: Channel) -> str:
        """Let a rule send to a queue, beside those that may, and give the queue's ARN."""
        arn = self._puppet.arn(queue)
        admitted = self._admitted.setdefault(arn, [])
        admitted.append(rule.address)
        policy = json.dumps(admission(arn, admitted, _EVENTS))
        self._puppet.client("sqs").set_queue_attributes(
            QueueUrl=queue.address, Attributes={"Policy": policy}
        )
        return arn

    def forward(self, rule: Channel, bus: Channel) -> None:
        """Have a rule hand its events on to another bus, under a role that may do so."""
        role = self._puppet.make("role for workflows", "role")
        self.aim(rule, {"bus": self._bus_arn(bus)}, RoleArn=role.address)

    def put(
        self, bus: Channel, *entries: Mapping[str, Any], misfit: bool = False
    ) -> list[dict[str, Any]]:
        """Put events on a bus in one call, and give the results in their order.

        ``misfit`` says that they break the contract of the bus on purpose.
        """
        if misfit:
            self._puppet.guard.see_poison(bus.address)
        with self._puppet.allowing(misfit):
            answer = self._puppet.client("events").put_events(
                Entries=[{**entry, "EventBusName": bus.address} for entry in entries]
            )
        results = [dict(each) for each in answer["Entries"]]
        failed = sum("ErrorCode" in each for each in results)
        expect("FailedEntryCount", expected=failed, seen=answer["FailedEntryCount"])
        return results

    def archive(self, name: str, bus: Channel, pattern: str = "", days: int = 0) -> Channel:
        """Make an archive of a bus; without ``days`` it keeps its events for ever."""
        called = self._puppet.unused_name(name)
        asked: dict[str, Any] = {"EventPattern": pattern} if pattern else {}
        answer = self._puppet.client("events").create_archive(
            ArchiveName=called,
            EventSourceArn=self._bus_arn(bus),
            RetentionDays=days,
            **asked,
        )
        self._arns[called] = str(answer["ArchiveArn"])
        return self._directory.add(name, "archive", called)

    def archives(self, bus: Channel) -> list[Channel]:
        """Find all archives of a bus, whoever made them."""
        client = self._puppet.client("events")
        answer = client.list_archives(EventSourceArn=self._bus_arn(bus))
        names = [str(archive["ArchiveName"]) for archive in answer["Archives"]]
        for name in names:
            self._arns[name] = str(client.describe_archive(ArchiveName=name)["ArchiveArn"])
        return [self._directory.add(name, "archive", name) for name in names]

    def archived(self, archive: Channel) -> int:
        """Give the number of events in an archive."""
        answer = self._puppet.client("events").describe_archive(ArchiveName=archive.address)
        return int(answer["EventCount"])

    def replay(
        self, name: str, archive: Channel, bus: Channel, until: float, rules: tuple[str, ...] = ()
    ) -> str:
        """Start a replay of the last thirty days before ``until`` (seconds); give its name.

        ``rules`` are the ARNs of those that are to see the events: all of the bus, if none is
        named.
        """
        called = self._puppet.unused_name(name)
        asked: dict[str, Any] = {"FilterArns": list(rules)} if rules else {}
        end = dt.datetime.fromtimestamp(until, dt.UTC)
        self._puppet.client("events").start_replay(
            ReplayName=called,
            EventSourceArn=self._arns[archive.address],
            EventStartTime=end - dt.timedelta(days=30),
            EventEndTime=end,
            Destination={"Arn": self._bus_arn(bus), **asked},
        )
        return called

    def replay_state(self, called: str) -> str:
        """Give the state of a replay."""
        return str(self._puppet.client("events").describe_replay(ReplayName=called)["State"])

    def _bus_arn(self, bus: Channel) -> str:
        if bus.address not in self._arns:
            answer = self._puppet.client("events").describe_event_bus(Name=bus.address)
            self._arns[bus.address] = str(answer["Arn"])
        return self._arns[bus.address]
